// What docs/notebooks.md says of pandas: a table of the library, read in a Python into which the packages that the page names were
// installed.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { projectPython } from '../../../../.ci/setup/checkout.mjs'
import { dataFrame } from '../../../../lib/src/figures/tables/dataFrame.js'
import { saveTable } from '../../../../lib/src/figures/tables/saveTable.js'

const page = readFileSync(resolve('docs/notebooks.md'), 'utf8')
const [, typescript, install, python] =
  /```ts\n([^`]*saveTable[^`]*)```[^`]*(?:`[^`]+`[^`]*)*```sh\n(pip install [^`]*)```\s*```python\n([^`]*)```/.exec(
    page
  ) ?? []

const folder = mkdtempSync(join(tmpdir(), 'nnqft-pandas-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { cwd: folder, encoding: 'utf8' })

it('pandas reads what the page writes, with what it says must be installed', async () => {
  const before = process.cwd()
  process.chdir(folder)
  try {
    const AsyncFunction = (async () => undefined).constructor as FunctionConstructor
    await AsyncFunction('nnqft', typescript)({ dataFrame, saveTable })
  } finally {
    process.chdir(before)
  }
  const bin = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']
  const target = join(folder, 'venv', ...bin)
  run(projectPython(), '-m', 'venv', '--without-pip', 'venv')
  const packages = install.trim().split(' ').slice(1)
  run(projectPython(), '-m', 'pip', '--python', target, ...packages)
  const expected = /# → (.*)\n$/.exec(python)?.[1]
  expect(run(target, '-c', python).trim()).toBe(expected)
  const same = `from pandas import read_csv, testing
testing.assert_frame_equal(table, read_csv('couplings.csv'), check_dtype=False)`
  run(target, '-c', `${python}${same}`)
})
