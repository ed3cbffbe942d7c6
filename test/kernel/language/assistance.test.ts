// Completion and inspection where the language service needs more than the text around the cursor.
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TslabEngine } from '../../../kernel/src/language/tslab/tslabEngine.js'

const engine = new TslabEngine({
  packageFolders: [],
  ambientFiles: [],
  typeRoots: [resolve('node_modules/@types')],
  report: (problem) => expect.unreachable(problem)
})
const { cell } = engine.compile(
  'const earlier = { width: 1, height: 2 }\nfunction scale(by: number, to?: string) { return by }'
)
cell?.commit()

/** The code without its mark, and where that is. */
function marked(code: string): [code: string, offset: number] {
  return [code.replace('▮', ''), code.indexOf('▮')]
}

it.each([
  ['import { re▮ } from "fs"', 'readFileSync'],
  ['import { ▮ } from "fs"', 'readFileSync'],
  ['import { readFile, wri▮ } from "node:fs/promises"', 'writeFile'],
  ['import fs, { re▮ } from "fs"', 'realpath'],
  ['import type { St▮ } from "fs"', 'Stats'],
  ['import { type St▮ } from "fs"', 'Stats'],
  ['export { re▮ } from "fs"', 'readFile'],
  ['import { readFile } from "node:f▮"', 'node:fs'],
  ['import {} from "./kernel/▮"', 'src'],
  ['const { wi▮ } = earlier', 'width'],
  ['earlier["▮"]', 'height'],
  ['new Promise((res) => earlier.▮)', 'width'],
  ['const s: "one" | "two" = "▮"', 'two'],
  ['for (const x of earl▮) {}', 'earlier']
])('%s completes', (code, expected) => {
  const names = engine.complete(...marked(code)).entries.map(({ name }) => name)
  expect(names).toContain(expected)
})

it.each([
  ['scale( 1, ▮2 )', 'function scale'],
  ['scale(▮)', 'function scale'],
  ['scale(1, ▮)', 'function scale'],
  ['scale(1,▮ "a")', 'function scale'],
  ['scale(1▮', 'function scale'],
  ['scale(\n  1,\n  ▮"a"\n)', 'function scale'],
  ['Math.max(1, scale(1, ▮2))', 'function scale'],
  ['Math.max(scale(1, 2), ▮3)', 'Math.max'],
  ['new Map<string, number>(▮[])', 'Map'],
  ['scale(earlier.▮width)', 'width: number'],
  ['scale({ a: ▮1 } as any)', 'function scale']
])('%s is inspected as what is called', (code, expected) => {
  expect(engine.inspect(...marked(code))?.signature).toContain(expected)
})

it.each(['scale(1) + ▮2', '▮ 1', 'scale(() => { ▮1 })'])('%s is no argument', (code) => {
  expect(engine.inspect(...marked(code))).toBeUndefined()
})

describe('what is said of', () => {
  const { cell } = engine.compile(`/** How to draw. */
interface Options {
  /** In pixels. */
  width: number
  height?: string
  names: readonly string[]
}
/** A pair. */
type Pair = {
  /** The first. */
  a: number
  b: string
}
const draw = (options: Options, pair?: Pair) => options`)
  cell?.commit()
  const fields =
    'interface Options {\n  width: number // In pixels.\n  height?: string\n  names: readonly string[]\n}'

  it.each([
    ['Opt▮ions', fields, 'How to draw.'],
    ['const o: Opti▮ons = { width: 1, names: [] }', fields, 'How to draw.'],
    ['let p: Pa▮ir', 'a: number', 'A pair.'],
    ['Pai▮r', 'b: string', 'A pair.'],
    ["import * as fs from 'node:fs'\nfs.StatOpt▮ions", 'bigint?: boolean', ''],
    ['draw({ wid▮th: 1, names: [] })', 'width: number', 'In pixels.'],
    ['draw({ width: 1, names: [] }, { ▮a: 1, b: "" })', 'a: number', 'The first.'],
    ['const width = 1; draw({ wid▮th, names: [] })', 'width: number', 'In pixels.'],
    ['const width = draw({ width: 1, names: [] }).wid▮th', 'width: number', 'In pixels.']
  ])('%s', (code, signature, documentation) => {
    const info = engine.inspect(...marked(code))
    expect(info?.signature).toContain(signature)
    expect(info?.documentation).toBe(documentation)
  })

  it.each(['nothing▮Known', 'nothing▮Known.foo', 'nothingKnown.fo▮o', 'let x: Nothing▮Known'])(
    '%s is nothing',
    (code) => {
      expect(engine.inspect(...marked(code))).toBeUndefined()
    }
  )
})
