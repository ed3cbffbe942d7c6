import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { reasonsAgainst } from '../.ci/release/reasonsAgainst.mjs'
import { commonVersion, versionFiles } from '../.ci/release/versions.mjs'

const root = resolve(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-release-'))

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

test('files that state different versions are named', () => {
  const copy = join(scratch, 'copy')
  for (const file of versionFiles) {
    mkdirSync(join(copy, file, '..'), { recursive: true })
    copyFileSync(join(root, file), join(copy, file))
  }
  expect(commonVersion(copy)).toBe(commonVersion(root))
  const changed = join(copy, 'extension', 'pyproject.toml')
  writeFileSync(
    changed,
    readFileSync(changed, 'utf8').replace(/^version = .*/m, 'version = "9.9.9"')
  )
  expect(() => commonVersion(copy)).toThrow(/pyproject\.toml: 9\.9\.9/)
})

test('a checkout is released as it was committed, on main, with a date and a new version, and told all that it lacks', () => {
  const copy = join(scratch, 'repository')
  mkdirSync(copy)
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: copy })
  const write = (heading: string) =>
    writeFileSync(join(copy, 'CHANGELOG.md'), `# Changes\n\n${heading}\n`)
  const commit = () => {
    git('add', '--all')
    git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '--quiet', '--message', 'change')
  }
  git('init', '--quiet', '--initial-branch', 'main')
  write('## 1.2.3, 2030-01-02')
  commit()
  expect(reasonsAgainst(copy, '1.2.3')).toEqual([])
  write('## 1.2.3, not released yet')
  git('tag', 'v1.2.3')
  git('switch', '--quiet', '--create', 'other')
  expect(reasonsAgainst(copy, '1.2.3')).toEqual([
    'the checkout has changes that are not committed:\nM CHANGELOG.md',
    'a release is made on main, not on other',
    'there is a tag v1.2.3: the next release needs another version',
    expect.stringContaining('"## 1.2.3, not released yet": give it its date')
  ])
  commit()
  git('switch', '--quiet', '--detach')
  expect(reasonsAgainst(copy, '1.2.4')).toEqual([
    'a release is made on main, not on no branch',
    expect.stringContaining('not released yet')
  ])
})
