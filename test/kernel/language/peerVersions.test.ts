// A library of another version than the kernel is made for is told of, once, whichever way it is imported.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, KernelClient, printed } from '../kernelClient.js'

const { version, peerDependencies } = JSON.parse(readFileSync('kernel/package.json', 'utf8')) as {
  version: string
  peerDependencies: Record<string, string>
}

/** A package in the folder of the notebooks. */
function install(folder: string, name: string, manifest: object): void {
  const path = join(folder, 'node_modules', name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, ...manifest }))
  writeFileSync(join(path, 'index.js'), 'module.exports = { one: 1 }\n')
  writeFileSync(join(path, 'index.d.ts'), 'export const one: number\n')
}

describe('a library in the folder of a notebook', () => {
  let client: KernelClient
  beforeAll(async () => {
    client = await KernelClient.start()
    install(client.folder, 'nnqft', { version: '9.8.7' })
    for (const name of ['other', 'constructor']) install(client.folder, name, { version: '9.8.7' })
  })
  afterAll(() => client.stop())

  it('of another version is told of where it is first imported, with both versions', async () => {
    expect(printed(await client.execute("import { one } from 'other'"), 'stderr')).toBe('')
    const inherited = await client.execute("import { one as two } from 'constructor'")
    expect(printed(inherited, 'stderr')).toBe('')
    const answer = await client.execute("import { one } from 'nnqft'\none")
    expect(errorOf(answer)).toBeUndefined()
    expect(printed(answer, 'stderr')).toBe(
      `nnqft 9.8.7 is imported, and nnqft-kernel ${version} is made for nnqft ${version}: install versions that agree, ` +
        `npm install nnqft@${version}, or the nnqft-kernel that is made for nnqft 9.8.7\n`
    )
    expect(printed(await client.execute("const again = await import('nnqft')"), 'stderr')).toBe('')
  })
})

it.each(["await import('nnqft')", "require('nnqft')"])('%s tells of it too', async (code) => {
  const client = await KernelClient.start()
  install(client.folder, 'nnqft', { version: '9.8.7' })
  expect(printed(await client.execute(code), 'stderr')).toContain('nnqft 9.8.7 is imported')
  await client.stop()
})

it('the library of the checkout is of the version that the kernel asks for', async () => {
  expect(peerDependencies).toEqual({ nnqft: version })
  const client = await KernelClient.start({ args: ['--packages', process.cwd()] })
  const answer = await client.execute("import { ensemble } from 'nnqft'")
  expect(errorOf(answer)).toBeUndefined()
  expect(printed(answer, 'stderr')).toBe('')
  await client.stop()
})
