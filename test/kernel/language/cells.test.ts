import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executeContent, KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ args: ['--packages', process.cwd()] })
  writePackage(
    'esm-only',
    { type: 'module', exports: './main.js' },
    {
      'main.js': "await null\nexport const where = 'esm'\nexport default 7",
      'main.d.ts': 'export const where: string\ndeclare const seven: number\nexport default seven'
    }
  )
  writePackage(
    'by-map',
    { exports: { './deep': { types: './d.d.ts', default: './d.cjs' } } },
    {
      'd.cjs': 'exports.deep = (x) => x + 1',
      'd.d.ts': 'export function deep(x: number): number'
    }
  )
})
afterAll(() => client.stop())

function writePackage(name: string, manifest: object, files: Record<string, string>) {
  const folder = join(client.folder, 'node_modules', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '1.0.0', ...manifest })
  )
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
}

const write = (file: string, text: string) => writeFileSync(join(client.folder, file), text)

/** The text of the last expression; the error as text where the cell failed. */
async function value(code: string): Promise<unknown> {
  const answer = await client.execute(code)
  return answer.reply.status === 'ok' ? resultText(answer) : `${answer.reply.evalue}`
}

describe('TypeScript in cells', () => {
  it.each([
    ['await at the top level', 'await Promise.resolve(1)', '1'],
    ['for await at the top level', 'let s = 0; for await (const x of [1, 2]) s += x\ns', '3'],
    ['export before a declaration', 'export const e = 5; e', '5'],
    [
      'enums, generics and classes',
      'enum E { A = 3 }; class B<T> { constructor(public t: T) {} }; new B(E.A).t',
      '3'
    ],
    [
      'decorators',
      'function d(c: any) { c.tag = 1 }\n@d class D { declare static tag: number }\nD.tag',
      '1'
    ],
    ['destructuring', 'const { p, q: [r] } = { p: 1, q: [2] }; p + r', '3'],
    ['node: built-ins', "import { basename } from 'node:path'; basename('/a/b')", "'b'"],
    ['import.meta.url', "import.meta.url.startsWith('file:')", 'true'],
    ['satisfies', '({ a: 1 }) satisfies Record<string, number>', '{ a: 1 }']
  ])('%s', async (_, code, expected) => {
    expect(await value(code)).toBe(expected)
  })

  it('names can be declared again, with another type', async () => {
    await value('const again: number = 1; type Shape = { a: number }')
    expect(await value("const again: string = 'x'; again.length")).toBe('1')
    expect(await value("type Shape = { b: string }; const sh: Shape = { b: '' }; sh.b")).toBe("''")
  })

  it('a promise is a value like any other: it is shown, not waited for', async () => {
    expect(await value('new Promise(() => {})')).toMatch(
      /^Promise { <pending> }\n→ await is missing/
    )
  })

  it('null is checked as strictly as the nearest tsconfig.json says, leniently without one', async () => {
    expect(await value('const maybe: string = null; maybe')).toBe('null')
    const strict = await KernelClient.start({
      files: { 'tsconfig.json': '{ "compilerOptions": { "strict": true } }' }
    })
    const { reply } = await strict.execute('const maybe: string = null')
    await strict.stop()
    expect(reply.evalue).toContain("Type 'null' is not assignable to type 'string'")
  })

  // The last cell of tslab's "getting started", below the tsconfig.json of its repository.
  it('null without a type is no implicit any where the nearest tsconfig.json does not check null', async () => {
    const lenient = await KernelClient.start({
      files: { 'tsconfig.json': '{ "compilerOptions": { "noImplicitAny": true } }' }
    })
    const answer = await lenient.execute("let obj = { x: null }\nobj?.x?.z ?? 'none'")
    await lenient.stop()
    expect(resultText(answer)).toBe("'none'")
  })

  it('a type error in a cell leaves the earlier names alone', async () => {
    await value('let steady = 1')
    expect(await value('let steady: string = 5')).toContain('TS2322')
    expect(await value('steady + 1')).toBe('2')
  })
})

describe('modules in cells', () => {
  it('an ES module with top-level await is imported, statically and dynamically', async () => {
    expect(await value("import seven, { where } from 'esm-only'\nwhere + seven")).toBe("'esm7'")
    expect(await value("(await import('esm-only')).default")).toBe('7')
  })

  it('exports maps are read by the type checker and at run time', async () => {
    expect(await value("import { deep } from 'by-map/deep'\ndeep(1)")).toBe('2')
    expect(await value("deep('1')")).toContain('TS2345')
  })

  it('packages of the fallback folder are found, with types', async () => {
    expect(await value("import { z } from 'zod'\nz.string().parse('s')")).toBe("'s'")
    expect(await value("const wrong: number = z.string().parse('s')")).toContain('TS2322')
  })

  it('the library of the project is found with its types, from any folder', async () => {
    expect(await value("import * as nnqft from 'nnqft'\nnnqft.talkWidths.length")).toBe('10')
    expect(await value("nnqft.ensemble({ network: 'none' })")).toContain('TS2322')
    const { reply } = await client.request('inspect_request', {
      code: 'nnqft.ensemble',
      cursor_pos: 10
    })
    const text = (reply.data as Record<string, string>)['text/plain']
    expect(text).toMatch(/^function ensemble\(parameters: (nnqft\.)?EnsembleParameters\)/)
    expect(text).toContain('A checked ensemble')
  })

  it('the sampler of the library stops when its cell is interrupted', async () => {
    const id = await client.send(
      'execute_request',
      executeContent(
        "import { ensemble, sampleEnsemble } from 'nnqft'\n" +
          "const many = ensemble({ network: 'gauss', widths: [1000], bags: 200 })\n" +
          "console.log('go'); await sampleEnsemble(many)"
      )
    )
    await client.waitFor(({ content }) => content.text === 'go\n')
    await client.request('interrupt_request', {}, 'control')
    expect((await client.answer(id)).reply.ename).toBe('KeyboardInterrupt')
    expect(await value('many.bags')).toBe('200')
  })

  it('local TypeScript and JSON are imported, and read again when they change', async () => {
    write(
      'local.ts',
      "import data from './data.json'\nexport const twice = (x: number) => x * data.two"
    )
    write('data.json', '{ "two": 2 }')
    expect(await value("import { twice } from './local'\ntwice(4)")).toBe('8')
    expect(await value("twice('a')")).toContain('TS2345')
    await new Promise((resolve) => setTimeout(resolve, 20))
    write('local.ts', 'export const twice = (x: string) => `${x}${x}`')
    expect(await value("import { twice } from './local.js'\ntwice('a')")).toBe("'aa'")
  })

  it('a module that does not exist is an error of the type checker', async () => {
    expect(await value("import 'no-such-package-anywhere'")).toContain('no-such-package-anywhere')
    expect(await value("import x from 'no-such-package-anywhere'\nx")).toContain('TS2307')
  })
})
