import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import * as nnqft from '../../../lib/src/index.js'
import { runCommand } from './runCommand.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-tables-'))
afterAll(async () => {
  await nnqft.closeWorkerPools()
  rmSync(folder, { recursive: true })
})

const run = (line: string, ...more: readonly string[]) => runCommand([...line.split(' '), ...more])

const small = {
  network: 'gauss',
  sigmaB: 0.3,
  inputs: [[0.4], [0.1]],
  widths: [3],
  orders: [2, 4],
  bags: 4,
  networksPerBag: 50
} as const
const ensemble = JSON.stringify(small)

/** Commands with numbers that fit into a table, and the columns of their rows. */
const tables: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'measure --no-progress',
    [ensemble],
    ['order', 'width', 'fields', 'value', 'error', 'converged']
  ],
  [
    'measure --no-progress --exact --part connected',
    [ensemble],
    ['order', 'width', 'fields', 'value', 'error', 'exact', 'z', 'converged']
  ],
  [
    'measure --no-progress --exact --part connected',
    [JSON.stringify({ ...small, network: 'tanh', depth: 2 })],
    ['order', 'width', 'fields', 'value', 'error', 'exact', 'z', 'exactTo', 'converged']
  ],
  [
    'couplings --no-progress --orders 4',
    [ensemble],
    ['order', 'width', 'fields', 'value', 'error', 'exact', 'z', 'converged']
  ],
  [
    'couplings --width 5 --orders 4 --inputs [[0.1],[0.4]]',
    [],
    ['order', 'width', 'fields', 'value', 'error']
  ],
  [
    'sweep --no-progress --sigma-w 1,2',
    [ensemble],
    ['width', 'sigmaW', 'value', 'error', 'exact', 'z']
  ],
  ['flow active --width 10 --sigma-w 1,2 --inputs [[0]]', [], ['sigmaW', 'value', 'error']],
  ['flow cutoff --net relu --width 5 --cutoffs 7,10', [], ['cutoff', 'value', 'error']],
  ['flow passive --dimension 1 --u4 -1 --k 1,10', [], ['k', 'u2', 'u4', 'u6', 'u4 error']],
  [
    'flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6 --fields 0,1',
    [],
    ['k', 'phi', 'U', 'error']
  ],
  [
    'covariance --no-progress --net erf --points [[0.1],[0.4]]',
    [],
    ['i', 'j', 'covariance', 'error']
  ],
  ['fixed-point --max-order 12', [], ['dimension', 'regulator', 'nu', 'nuError']]
]

describe('flat rows', () => {
  it.each(tables)('of nnqft %s are JSON, and the same as CSV', async (line, args, columns) => {
    const [rows, csv] = [await run(line, ...args, '--rows'), await run(line, ...args, '--csv')]
    expect([rows.code, rows.err, csv.code, csv.err]).toEqual([0, '', 0, ''])
    const list = JSON.parse(rows.out) as readonly Record<string, unknown>[]
    for (const row of list) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining([...columns]))
      expect(Object.values(row).some((cell) => typeof cell === 'object' && cell !== null)).toBe(
        false
      )
    }
    const [names, ...lines] = csv.out.trimEnd().split('\r\n')
    expect(names.split(',')).toEqual(Object.keys(list[0]))
    expect(lines).toEqual(list.map((row) => Object.values(row).join(',')))
  })
})

describe('nnqft measure', () => {
  it('JSON may begin with a mark of its byte order, as some editors write it', async () => {
    const points = join(folder, 'marked.json')
    writeFileSync(points, '\uFEFF[[0.1],[0.4]]')
    const marked = await run('covariance --net gauss --points', `@${points}`)
    expect(marked).toEqual(await run('covariance --net gauss --points [[0.1],[0.4]]'))
    expect(marked.code).toBe(0)
  })

  it('--part connected gives the connected functions with exact value and z', async () => {
    const { out } = await run('measure --no-progress --part connected --exact', ensemble)
    const { combinations, measurements } = JSON.parse(out) as {
      combinations: Record<string, number[][]>
      measurements: { order: number; value: number[]; exact: number[]; z: number[] }[]
    }
    const [four] = measurements
    expect(measurements.map(({ order }) => order)).toEqual([4])
    const at = combinations['4'].findIndex((fields) => fields.join() === '0,0,1,1')
    const points = [[0.4], [0.4], [0.1], [0.1]]
    const exact = nnqft.connectedCumulant({ network: 'gauss', sigmaW: 1, sigmaB: 0.3 }, points, 3)
    expect(four.exact[at]).toBeCloseTo(exact.value, 12)
    const moments = await nnqft.sampleEnsemble(nnqft.ensemble(small), { store: false })
    const entry = nnqft.measuredConnected(moments, 4, 3).at([0, 0, 1, 1])
    expect([four.value[at], four.z[at]]).toEqual([entry.value, entry.z])
  })

  it.each([
    ['--part connected', { ...small, orders: [2] }, /orders must be with an even one >= 4/],
    [
      '--part connected',
      { ...small, orders: [6] },
      /orders must be with 4, for the connected function of order 6/
    ],
    [
      '--part connected',
      { ...small, network: 'erf', orders: [4], depth: 2 },
      /orders must be with 2, for the connected/
    ],
    ['--part free', small, /--part must be 'full' or 'connected', got "free"/]
  ])('refuses %s of %j before it samples', async (flags, given, message) => {
    const { code, out, err } = await run(`measure ${flags}`, JSON.stringify(given))
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(message)
    expect(err).not.toContain('sampling')
  })
})

describe('points of a file', () => {
  const csv = join(folder, 'points.csv')
  writeFileSync(csv, 'x\n0.1\n0.25\n-0.3\n0.4\n')
  const json = join(folder, 'points.json')
  writeFileSync(json, '[[0.1],[0.25],[-0.3],[0.4]]')
  const text = '[[0.1],[0.25],[-0.3],[0.4]]'

  it.each([
    'exact --net gauss --width 7 --points',
    'covariance --net gauss --points',
    'vertex --net gauss --points',
    'couplings --no-progress --width 7 --points',
    'couplings --no-progress --width 7 --orders 4 --inputs',
    'flow cutoff --net erf --width 7 --cutoffs 7,10 --points',
    'flow active --no-progress --width 7 --sigma-w 1,2 --inputs'
  ])('nnqft %s takes @points.csv and @points.json as it takes JSON', async (line) => {
    const [given, fromCsv, fromJson] = [
      await run(line, text),
      await run(line, `@${csv}`),
      await run(line, `@${json}`)
    ]
    expect(given).toMatchObject({ code: 0, err: '' })
    expect([fromCsv.out, fromJson.out]).toEqual([given.out, given.out])
  })

  it.each([
    ['missing.csv', undefined, /--points must be @ and a readable file of points, .* \(ENOENT\)/],
    [
      'points.txt',
      'x\n1\n',
      /--points must be @ and a readable file of points, \.csv, \.parquet or \.json/
    ],
    ['bare.csv', '0.1\n0.2\n', /the first line of .*bare\.csv must be names of columns/],
    [
      'hole.csv',
      'x,y\n1,2\n,3\n',
      /^nnqft covariance: --points must be .* \(row 2, column "x" of .* must be a finite number, got ""\), got "@/
    ],
    ['bad.json', 'x', /--points must be JSON/]
  ])('%s is refused by name', async (name, content, message) => {
    const path = join(folder, name)
    if (content !== undefined) writeFileSync(path, content)
    const { code, err } = await run('covariance --net gauss --points', `@${path}`)
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })
})

describe('nnqft flow potential', () => {
  it('says that --start must be given where it has no default', async () => {
    const line = 'flow potential --dimension 3 --couplings -0.5,2 --k 1 --field-max 6'
    const { code, err } = await run(line)
    expect(code).toBe(2)
    expect(err).toContain('--start must be given for dimension > 1')
  })
})
