import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Why a checkout can't be released as it is, and what to do; empty if it can.
 * @param {string} folder
 * @param {string} version
 */
export function reasonsAgainst(folder, version) {
  /** @param {string[]} args */
  const git = (...args) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  const reasons = []
  const changes = git('status', '--porcelain')
  if (changes !== '') reasons.push(`the checkout has changes that are not committed:\n${changes}`)
  const branch = git('branch', '--show-current')
  if (branch !== 'main') reasons.push(`a release is made on main, not on ${branch || 'no branch'}`)
  if (git('tag', '--list', `v${version}`) !== '') {
    reasons.push(`there is a tag v${version}: the next release needs another version`)
  }
  const [heading = 'no version'] =
    /^## \d.*$/m.exec(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')) ?? []
  if (!/^## \S+, \d{4}-\d\d-\d\d$/.test(heading)) {
    reasons.push(
      `CHANGELOG.md begins with "${heading}": give it its date, "## ${version}, 2030-12-31"`
    )
  }
  return reasons
}
