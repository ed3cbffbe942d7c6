// The browser of the browser tests: one that is there, else one that is installed here.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say, SetupError } from './steps.mjs'

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome.exe',
  'msedge.exe'
]

const advice =
  'Debian or Ubuntu: sudo apt-get install chromium; anywhere: npx playwright-core install chromium;\n' +
  '  or set CHROMIUM_PATH to a Chromium or Chrome >= 120'

/** @returns {Promise<string>} path of a Chromium or Chrome */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found) {
    say(`browser for the tests: ${found}`)
    return found
  }
  say('no Chromium found: installing one')
  for (const install of installers()) {
    try {
      await install()
    } catch (error) {
      say(`that did not work: ${error instanceof Error ? error.message : String(error)}`)
      continue
    }
    const installed = await findBrowser()
    if (installed) return installed
  }
  throw new SetupError(
    `no Chromium for the browser tests could be found or installed.\n  ${advice}`
  )
}

async function findBrowser() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return named
    throw new SetupError(`CHROMIUM_PATH names ${named}, which does not exist.\n  ${advice}`)
  }
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
  const macos = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  const { chromium } = await import('playwright-core')
  return [...onPath, macos, chromium.executablePath()].find((path) => existsSync(path))
}

/** Ways to install a browser, the one that touches only the user's cache first. */
function installers() {
  const ways = [() => run('npx', ['playwright-core', 'install', 'chromium'])]
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    ways.push(async () => {
      await run('apt-get', ['update', '-qq'])
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'])
    })
  }
  return ways
}
