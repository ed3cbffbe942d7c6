// All tests: style, types, the site with the reference, then every test file. Arguments go to Vitest (a file, -t NAME, …) and
// leave all but the files out.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './setup/browser.mjs'
import { checkout, projectEnvironment } from './setup/checkout.mjs'
import { ensureFirefox } from './setup/firefox.mjs'
import { ensureSlurm } from './setup/slurm.mjs'

const results = join(checkout, 'build', 'test', 'results.json')
const selection = process.argv.slice(2)
const firefox = await ensureFirefox()
const environment = {
  ...projectEnvironment(),
  CHROMIUM_PATH: await ensureBrowser(),
  ...(firefox && { FIREFOX_PATH: firefox }),
  ...((await ensureSlurm()) && { NNQFT_TEST_SLURM: '1' })
}

/** @type {string[]} */
const failed = []

/**
 * Runs a program of node_modules/.bin.
 * @param {string[]} command the program and its arguments
 * @param {'inherit' | 'pipe'} output
 * @returns {Promise<{ status: number | null, text: string }>} what it has said, unless that was passed on
 */
function start([program, ...args], output) {
  const child = spawn(program, args, {
    cwd: checkout,
    env: environment,
    stdio: ['ignore', output, output],
    shell: process.platform === 'win32'
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part) => (text += part))
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, text }))
  })
}

/**
 * Makes two checks at a time, and says of each what it has said.
 * @param {Record<string, string[]>} commands by the titles of the checks
 */
async function check(commands) {
  const queue = Object.entries(commands).values()
  const lane = async () => {
    for (const [title, command] of queue) {
      const { status, text } = await start(command, 'pipe')
      console.log(`\n== ${title}\n${text.trimEnd()}`)
      if (status !== 0) failed.push(title)
    }
  }
  await Promise.all([lane(), lane()])
}

if (selection.length === 0) {
  await check({
    lint: ['eslint', '.'],
    // With the reference, whose comments are checked. Its test finds it made.
    site: ['node', '.ci/site.mjs'],
    format: ['prettier', '--check', '--log-level', 'warn', '.'],
    // By its path: tslab's fork of TypeScript claims the name `tsc` in node_modules/.bin.
    types: ['node', 'node_modules/typescript/bin/tsc', '--noEmit']
  })
}
rmSync(results, { force: true })
mkdirSync(join(checkout, 'build', 'test'), { recursive: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
console.log('\n== tests')
const tested = await start(['vitest', 'run', ...reporters, ...selection], 'inherit')
if (tested.status !== 0) failed.push('tests')

const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
  readFileSync(results, 'utf8')
)
/** @type {{ status: string, fullName: string, failureMessages: string[] }[]} */
const tests = testResults.flatMap((/** @type {any} */ file) => file.assertionResults)
for (const { fullName, failureMessages } of tests.filter(
  ({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0
)) {
  console.log(`\npassed only at the second attempt: ${fullName}\n${failureMessages.join('\n')}`)
}
console.log(`\n${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`)
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
