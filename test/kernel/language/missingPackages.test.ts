// A package that is not there was an error of the compiler alone (TS2307), also where npm had left the library out because its
// version does not agree with that of the kernel.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorOf, KernelClient, printed } from '../kernelClient.js'

const { version } = JSON.parse(readFileSync('kernel/package.json', 'utf8')) as { version: string }

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

/** What a cell is told below its error. */
async function reason(code: string): Promise<string | undefined> {
  const error = errorOf(await client.execute(code))
  const text = stripVTControlCharacters(error?.traceback.join('\n') ?? '')
  return /\n→ (.*)/.exec(text)?.[1]
}

const manifest = (content: object) =>
  writeFileSync(join(client.folder, 'package.json'), JSON.stringify(content))

it('a package that is not installed is named with the command that installs it', async () => {
  const missing = `some-package is not installed in ${client.folder} or above it: npm install`
  expect(await reason("import x from 'some-package/part'")).toBe(`${missing} some-package`)
  expect(await reason("await import('some-package')")).toBe(`${missing} some-package`)
  expect(await reason("require('some-package')")).toBe(`${missing} some-package`)
  manifest({ devDependencies: { 'some-package': '^1.0.0' } })
  expect(await reason("import x from 'some-package'")).toBe(missing)
  const code = "try { require('some-package') } catch (e: any) { console.log(e.code) }"
  expect(printed(await client.execute(code))).toBe('MODULE_NOT_FOUND\n')
  for (const path of ["import x from './some-file'", "import x from '@/some-file'"]) {
    expect(await reason(path)).toBeUndefined()
  }
})

it('the library that the kernel is made for is named with its version, and what npm has left out', async () => {
  manifest({})
  expect(await reason("import * as nnqft from 'nnqft/flow'")).toBe(
    `nnqft is not installed in ${client.folder} or above it, and nnqft-kernel ${version} is made for nnqft ${version}: npm install nnqft@${version}`
  )
  manifest({ dependencies: { nnqft: '^9.8.7' } })
  expect(await reason("import * as nnqft from 'nnqft'")).toBe(
    `nnqft is not installed, though package.json asks for ^9.8.7: npm leaves out what does not agree, and nnqft-kernel ${version} is made for ` +
      `nnqft ${version}. Install versions that agree: npm install nnqft@${version}, or the nnqft-kernel that is made for yours`
  )
})

it('a part that a package does not have is told from those that it has', async () => {
  const folder = join(client.folder, 'node_modules', 'parted')
  mkdirSync(folder, { recursive: true })
  const exports = { '.': './index.js', './one': './index.js', './package.json': './package.json' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '1.2.3', exports }))
  writeFileSync(join(folder, 'index.js'), '')
  expect(await reason("import x from 'parted/two'")).toBe(
    "parted 1.2.3 has no 'two'; it has parted/one"
  )
})

it('a package.json that cannot be read, as while it is edited, is named', async () => {
  const path = join(client.folder, 'package.json')
  for (const [text, problem] of [
    ['{ "dependencies": ', 'is not JSON: Unexpected end of JSON input'],
    ['null', 'must hold an object, got null'],
    ['["nnqft"]', 'must hold an object, got ["nnqft"]']
  ]) {
    writeFileSync(path, text)
    for (const code of ["import x from 'some-package'", "require('some-package')"]) {
      expect(await reason(code)).toBe(`${path} ${problem}`)
    }
  }
  manifest({})
  const broken = join(client.folder, 'node_modules', 'broken', 'package.json')
  mkdirSync(dirname(broken), { recursive: true })
  writeFileSync(broken, '{')
  expect(await reason("import x from 'broken/part'")).toMatch(`${broken} is not JSON: `)
})
