// Firefox for the test of the site: one that is there, else one that is installed here as the system's package, by root alone.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './steps.mjs'

const names = ['firefox-esr', 'firefox']

const find = () =>
  [
    process.env.FIREFOX_PATH,
    ...(process.env.PATH ?? '')
      .split(delimiter)
      .flatMap((folder) => names.map((name) => join(folder, name)))
  ].find((path) => path && existsSync(path))

/**
 * Path of a Firefox: without one, on a machine where nobody may install it, its test is left out. Continuous integration
 * has to have one.
 * @returns {Promise<string | undefined>}
 */
export async function ensureFirefox() {
  if (!find() && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('no Firefox found: installing one')
    try {
      await run('apt-get', ['update', '-qq'])
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'firefox-esr'])
    } catch (error) {
      if (process.env.CI) throw error
      say(`that did not work: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const found = find()
  if (!found) say('the test of the site in Firefox is left out: no Firefox (Debian: firefox-esr)')
  return found
}
