import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, describe, expect, it } from 'vitest'
import { dataFrame, ParameterError, readPoints, saveTable } from '../../../lib/src/index.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-points-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
/** The points of a file of this text. */
function points(text: string, columns?: readonly string[], name = `${files++}.csv`) {
  writeFileSync(join(folder, name), text)
  return readPoints(join(folder, name), columns)
}

describe('readPoints', () => {
  it('gives the same points from CSV and Parquet, and leaves out columns that are no numbers', async () => {
    const rows = [
      { x: 0.1, name: 'a', y: 1 },
      { x: -2, name: 'b', y: 1e-3 }
    ]
    const { csv, parquet } = await saveTable(await dataFrame(rows), join(folder, 'table'))
    for (const path of [csv, parquet]) {
      expect(await readPoints(path)).toEqual([
        [0.1, 1],
        [-2, 1e-3]
      ])
      expect(await readPoints(path, ['y'])).toEqual([[1], [1e-3]])
    }
  })

  it.each([
    [
      'line ends of Windows, signs and exponents',
      'x,y\r\n+1,-2E-1\r\n.5, 3. \r\n',
      [
        [1, -0.2],
        [0.5, 3]
      ]
    ],
    ['quotes, and commas and lines within', '"x","a ""b"", c"\n"1","2,\n3"\n"4","5 6"', [[1], [4]]],
    ['a byte order mark and empty lines at the end', '\uFEFFx\n1\n2\n\n', [[1], [2]]],
    [
      'the index that pandas writes',
      ',x,y\n0,5,6\n1,7,8\n',
      [
        [5, 6],
        [7, 8]
      ]
    ],
    ['labels of which none is a number', 'class,x\nspiral a,1\nspiral b,2\n', [[1], [2]]]
  ])('reads %s', async (_, text, expected) => {
    expect(await points(text)).toEqual(expected)
  })

  it.each([
    [
      'a first line of numbers',
      '0.1,0.2\n0.3,0.4\n',
      undefined,
      /the first line of .*csv must be names of columns, such as x,y, got "0\.1,0\.2"/
    ],
    ['a first line of one number', '1\n2\n', undefined, /the first line of .* must be names/],
    ['two columns of one name', 'x,x\n1,2\n', undefined, /different names of columns, got "x"/],
    [
      'a hole',
      'x,y\n1,2\n,3\n',
      undefined,
      /row 2, column "x" of .* must be a finite number, got ""/
    ],
    ['a hole at the end of a line', 'x,y\n1,2\n3\n', undefined, /row 2, column "y" of .* got ""/],
    ['an empty line between', 'x,y\n1,2\n\n3,4\n', undefined, /row 2, column "x"/],
    [
      'a word in a column of numbers',
      'x,y\n1,2\n3,n/a\n',
      undefined,
      /row 2, column "y" of .* got "n\/a"/
    ],
    ...(
      [
        'x;y\n1;2\n',
        'x;y\n1,5;2\n',
        'x\ty\n1\t2\n',
        'x y\n.1 -.2\n',
        '1e-1 2e-1\n3e-1 4e-1\n'
      ] as const
    ).map(
      (text) =>
        [
          `cells without commas between them, ${JSON.stringify(text)}`,
          text,
          undefined,
          /the first line of .* must be names with commas between them, .*, got "/
        ] as const
    ),
    ['a comment before the numbers', '# x y\n1,2\n', undefined, /row 1 of .* must be 1 cells/],
    ['more cells than names', 'x,y\n1,2\n3,4,5\n', undefined, /row 2 of .* must be 2 cells/],
    [
      'a value that is not finite',
      'x\n1\nInfinity\n',
      undefined,
      /row 2, column "x" of .* got "Infinity"/
    ],
    ['a wanted column of words', 'x,y\n1,a\n2,b\n', ['y'], /row 1, column "y" of .* got "a"/],
    [
      'a wanted column that is not there',
      'x,y\n1,2\n',
      ['z'],
      /columns\[0\] must be a column of the table \(there are: x, y\), got "z"/
    ],
    ['words alone', 'x\na\n', undefined, /a table with columns of finite numbers/],
    ['a line of names alone', 'x\n', undefined, /a table with rows/],
    ['nothing', '', undefined, /a table with rows/]
  ] as const)('refuses %s, by row and column', async (_, text, columns, message) => {
    await expect(points(text, columns)).rejects.toThrow(message)
  })

  it('finds holes in Parquet too, and whole numbers of 64 bits', async () => {
    const path = join(folder, 'holes.parquet')
    const write = (data: (bigint | null)[]) =>
      writeFileSync(
        path,
        Buffer.from(parquetWriteBuffer({ columnData: [{ name: 'x', data, type: 'INT64' }] }))
      )
    write([1n, 2n])
    expect(await readPoints(path)).toEqual([[1], [2]])
    write([1n, null])
    await expect(readPoints(path)).rejects.toThrow(/row 2, column "x"/)
  })

  it('refuses what is no Parquet file, by its name and with the reason', async () => {
    await expect(points('hello', undefined, 'words.parquet')).rejects.toThrow(
      /readPoints: path must be a Parquet file \(.+\), got ".*words\.parquet"/
    )
  })

  it('refuses other files, and paths that cannot be read with the code of the file system', async () => {
    await expect(points('x\n1', undefined, 'a.txt')).rejects.toThrow('.csv or .parquet')
    for (const [name, code] of [
      ['missing.csv', 'ENOENT'],
      [`${'x'.repeat(300)}.csv`, 'ENAMETOOLONG'],
      [`${'x'.repeat(300)}.parquet`, 'ENAMETOOLONG'],
      ['a\0.csv', 'ERR_INVALID_ARG_VALUE']
    ]) {
      const read = readPoints(join(folder, name))
      await expect(read).rejects.toThrow(ParameterError)
      await expect(read).rejects.toThrow(/^readPoints: path must be .+, got "/)
      await expect(read).rejects.toThrow(code)
    }
  })
})
