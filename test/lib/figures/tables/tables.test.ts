import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inspect } from 'node:util'
import * as danfo from 'danfojs-node'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, describe, expect, it } from 'vitest'
import { dataFrame } from '../../../../lib/src/figures/tables/dataFrame.js'
import { ParameterError } from '../../../../lib/src/numerics/parameterError.js'
import { saveTable } from '../../../../lib/src/figures/tables/saveTable.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Text that CSV has to quote, numbers that need all their digits, both truth values. */
const rows = [
  { quantity: '⟨|m₄|⟩, N = 2', claim: 'a "claim"', measured: 0.1 + 0.2, converged: false },
  { quantity: 'two\nlines', claim: '', measured: -1.2345678901234567e-300, converged: true }
]

describe('saveTable', () => {
  it('writes CSV that danfojs reads back with every digit', async () => {
    const { csv } = await saveTable(await dataFrame(rows), join(folder, 'deep', 'table'))
    const read = (await danfo.readCSV(csv)) as danfo.DataFrame
    expect(read.columns).toEqual(Object.keys(rows[0]))
    const [first, second] = read.values as unknown[][]
    expect(first).toEqual(['⟨|m₄|⟩, N = 2', 'a "claim"', 0.1 + 0.2, false])
    expect(second[0]).toBe('two\nlines')
    expect(second[2]).toBe(rows[1].measured)
  })

  it('writes Parquet that holds the same rows, types and bits', async () => {
    const { parquet } = await saveTable(await dataFrame(rows), join(folder, 'table'))
    const bytes = readFileSync(parquet)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    expect(await parquetReadObjects({ file })).toEqual(rows)
  })

  it('leaves what a row lacks empty in CSV, and null in Parquet among numbers that stay numbers', async () => {
    const frame = await dataFrame([{ a: 1, b: 'x' }, { a: 2, c: true }, { b: null }])
    const { csv, parquet } = await saveTable(frame, join(folder, 'holes'))
    expect(readFileSync(csv, 'utf8')).toBe('a,b,c\r\n1,x,\r\n2,,true\r\n,,\r\n')
    const bytes = readFileSync(parquet)
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
    expect(await parquetReadObjects({ file })).toEqual([
      { a: 1, b: 'x', c: null },
      { a: 2, b: null, c: true },
      { a: null, b: null, c: null }
    ])
  })

  it('refuses an empty path', async () => {
    await expect(saveTable(await dataFrame(rows), '')).rejects.toThrow(
      'saveTable: path must be a file name, got ""'
    )
    expect(existsSync(join(folder, '.csv'))).toBe(false)
  })
})

describe('a path where no table can be', () => {
  const long = 'x'.repeat(300)
  it.each([
    ['a name that is too long', () => long, 'short enough for the file system', 'ENAMETOOLONG'],
    ['a long folder', () => join('new', long, 'a'), 'short enough', 'ENAMETOOLONG'],
    ['below a file', () => join('file', 'a'), 'a path below folders', 'ENOTDIR'],
    ['a folder of its name', () => 'taken', 'a file, not a folder', 'EISDIR'],
    ['a null character', () => 'a\0', 'a path without null characters', 'ERR_INVALID_ARG_VALUE'],
    ['a full disk', () => 'full', 'on a disk with room left', 'ENOSPC'],
    ['a folder that nobody can make', () => '/proc/nnqft/a', 'there or can be made', 'ENOENT']
  ])('is refused by name: %s', async (_, place, rule, code) => {
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'taken.csv'), { recursive: true })
    if (!existsSync(join(folder, 'full.csv'))) symlinkSync('/dev/full', join(folder, 'full.csv'))
    const save = saveTable(await dataFrame(rows), resolve(folder, place()))
    await expect(save).rejects.toThrow(ParameterError)
    await expect(save).rejects.toThrow(`saveTable: path must be `)
    await expect(save).rejects.toThrow(rule)
    await expect(save).rejects.toThrow(`(${code}), got "`)
  })
})

describe('dataFrame', () => {
  it('prints as its table, all rows of it', async () => {
    const many = Array.from({ length: 30 }, (_, i) => ({ row: i + 100, square: i * i }))
    const printed = inspect(await dataFrame(many))
    for (const { row } of many) expect(printed).toContain(` ${row} `)
    expect(printed).not.toContain('$data')
  })
})
