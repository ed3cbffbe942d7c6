// All tests: style, types, doc comments, then every test file. Arguments go to Vitest (a file, -t NAME, …) and
// leave the first two out.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './setup/browser.mjs'
import { checkout, projectEnvironment } from './setup/checkout.mjs'
import { ensureFirefox } from './setup/firefox.mjs'
import { ensureSlurm } from './setup/slurm.mjs'

const results = join(checkout, 'build', 'test', 'results.json')
const selection = process.argv.slice(2)
const firefox = ensureFirefox()
const environment = {
  ...projectEnvironment(),
  CHROMIUM_PATH: await ensureBrowser(),
  ...(firefox && { FIREFOX_PATH: firefox }),
  ...(ensureSlurm() && { NNQFT_TEST_SLURM: '1' })
}

/** @type {string[]} */
const failed = []

/** @param {string} title @param {string[]} command program of node_modules/.bin and its arguments */
function check(title, [program, ...args]) {
  console.log(`\n== ${title}`)
  const { status, error } = spawnSync(program, args, {
    cwd: checkout,
    env: environment,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32'
  })
  if (error) throw error
  if (status !== 0) failed.push(title)
}

if (selection.length === 0) {
  check('lint', ['eslint', '.'])
  check('format', ['prettier', '--check', '--log-level', 'warn', '.'])
  // By its path: tslab's fork of TypeScript claims the name `tsc` in node_modules/.bin.
  check('types', ['node', 'node_modules/typescript/bin/tsc', '--noEmit'])
  check('reference', ['typedoc', '--emit', 'none'])
}
rmSync(results, { force: true })
mkdirSync(join(checkout, 'build', 'test'), { recursive: true })
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
check('tests', ['vitest', 'run', ...reporters, ...selection])

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
