// Ends of lines other than `\n`: of notebooks written on Windows or by old programs, and of text that was pasted.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DebugClient } from '../debugClient.js'
import { errorOf, KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
let debug: DebugClient
beforeAll(async () => {
  client = await KernelClient.start()
  debug = new DebugClient(client)
  await debug.ask('initialize')
  await debug.ask('attach')
})
afterAll(() => client.stop())

function write(file: string, text: string): void {
  const path = join(client.folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** The error of a cell, without colours. */
async function failure(code: string): Promise<readonly string[]> {
  const error = errorOf(await client.execute(code))
  return [error?.evalue ?? '', ...(error?.traceback ?? [])].map(stripVTControlCharacters)
}

const value = async (code: string) => {
  const answer = await client.execute(code)
  return resultText(answer) ?? errorOf(answer)?.evalue
}

const isComplete = async (code: string) =>
  (await client.request('is_complete_request', { code })).reply

describe.each([
  ['CRLF', 'crlf', '\r\n'],
  ['CR', 'cr', '\r'],
  ['LINE SEPARATOR', 'ls', '\u2028'],
  ['PARAGRAPH SEPARATOR', 'ps', '\u2029']
])('lines that end with %s', (_, name, end) => {
  const lines = (...all: readonly string[]) => all.join(end)

  it('are those of a cell that runs', async () => {
    const cell = lines(
      'const one = 1 // a comment',
      'let two = one',
      '++two',
      '/* and',
      '*/ two + 40'
    )
    expect(await value(cell)).toBe('42')
    expect(await value(lines('await 0;', '`a', 'b`.length'))).toBe('3')
  })

  it('are those of an error of types, shown without their ends', async () => {
    expect(await failure(lines('const c = 1', 'const d: string = c', 'd'))).toEqual([
      "TS2322: Type 'number' is not assignable to type 'string'. (line 2)",
      expect.stringMatching(/^TS2322 .*\(In\[\d+\]:2:7\)$/),
      '  1 | const c = 1',
      '> 2 | const d: string = c',
      '    |       ^',
      '  3 | d'
    ])
  })

  it('are those of an error that is thrown, and of its calls', async () => {
    const cell = lines('function f() {', "  throw new TypeError('no')", '}', '', 'f()')
    expect(await failure(cell)).toEqual([
      'no',
      'TypeError: no',
      '  1 | function f() {',
      "> 2 |   throw new TypeError('no')",
      '    |         ^',
      '  3 | }',
      '  4 | ',
      expect.stringMatching(/^ {4}at f \(In\[\d+\]:2:9\)$/),
      expect.stringMatching(/^ {4}at In\[\d+\]:5:1$/)
    ])
  })

  it('are those of hints', async () => {
    const found = await failure(lines('if (true) {', '}', 'elif (false) {', '}'))
    expect(found).toContain('→ `else if (…) { … }`')
    expect(found).toContain('> 3 | elif (false) {')
  })

  it('are asked for until a blank one ends the cell', async () => {
    const incomplete = { status: 'incomplete', indent: '    ' }
    expect(await isComplete(lines('if (true) {', '  if (true) {'))).toEqual(incomplete)
    expect(await isComplete(lines('if (true) {', '  '))).toEqual({ ...incomplete, indent: '  ' })
    expect(await isComplete(lines('if (true) {', '  ', '  '))).toEqual({ status: 'invalid' })
  })

  it('are those of a local file and of what it throws', async () => {
    const file = lines(
      '// one',
      'export function fail(): never {',
      "  throw new RangeError('far')",
      '}'
    )
    write(`throws-${name}.ts`, file)
    const found = await failure(`import { fail } from './throws-${name}.ts'\nfail()`)
    expect(found).toContain("> 3 |   throw new RangeError('far')")
    expect(found.at(-2)).toMatch(new RegExp(`throws-${name}\\.ts:3:9\\)$`))
    write(`wrong-${name}.ts`, lines('// one', "export const wrong: number = 'x'", ''))
    const [message, place] = await failure(`import { wrong } from './wrong-${name}.ts'\nwrong`)
    expect([message, place].join()).toMatch(/TS2322.*\(line 2\).*wrong-\w+\.ts:2:14/)
  })

  it('are those of breakpoints, stops and steps, also the last one', async () => {
    const cell = lines(
      'let first = 1',
      '',
      'function half(x: number) {',
      '  return x / 2',
      '}',
      'half(first)'
    )
    const set = await debug.setBreakpoints(cell, 4, 6)
    expect(set).toMatchObject([
      { line: 4, verified: true },
      { line: 6, verified: true }
    ])
    const { ended } = await debug.stopIn(cell)
    const places = async () => (await debug.stack()).map(({ name, line }) => `${name}:${line}`)
    expect(await places()).toEqual(['<top>:6'])
    await debug.until('stopped', () => debug.ask('continue', { threadId: 1 }))
    expect(await places()).toEqual(['half:4', '<top>:6'])
    await debug.ask('continue', { threadId: 1 })
    expect((await ended()).reply.status).toBe('ok')
  })
})

it.each(['\r\n', '\r'])(
  'manifests, declarations and settings may have lines that end with %j',
  async (end) => {
    const name = `by-${end.length}`
    const files = {
      'package.json': [
        '{',
        `  "name": "${name}",`,
        '  "version": "1.0.0",',
        '  "main": "main.js",',
        '  "types": "main.d.ts"',
        '}',
        ''
      ],
      'main.js': ['// one', "'use strict'", 'exports.value = 3', ''],
      'main.d.ts': [
        'export interface Options {',
        '  /**',
        '   * How many.',
        '   *',
        '   * More of it.',
        '   */',
        '  count: number',
        '}',
        'export declare const value: number',
        ''
      ]
    }
    for (const [file, all] of Object.entries(files))
      write(`node_modules/${name}/${file}`, all.join(end))
    expect(await value(`import { value, type Options } from '${name}'\nvalue`)).toBe('3')
    const code = 'let o: Options'
    const { reply } = await client.request('inspect_request', {
      code,
      cursor_pos: code.length,
      detail_level: 0
    })
    const data = reply.data as Record<string, string>
    expect(data['text/plain']).toContain('  count: number // How many.\n')
  }
)
