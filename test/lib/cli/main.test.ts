import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exactGreenFunction } from '../../../lib/src/correlators/exactGreenFunction.js'
import { runCommand, withOptions } from './runCommand.js'

const exact = ['exact', '--net', 'gauss', '--width', '7', '--points', '[[0.1],[0.25]]']

describe('nnqft', () => {
  it('lists its commands, and shows examples in the help of each', async () => {
    const help = await runCommand(['--help'])
    expect(help.code).toBe(0)
    for (const command of ['exact', 'measure']) {
      expect(help.out).toContain(command)
      const own = await runCommand([command, '--help'])
      expect(own.code).toBe(0)
      expect(own.out).toContain(`nnqft ${command} `)
      expect(own.out).toContain('Examples:')
    }
  })

  it.each([[[]], [['nonsense']], [['exact']], [[...exact, '--colour']]])(
    'refuses the arguments %j with exit code 2',
    async (args) => {
      const { code, out, err } = await runCommand(args)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).not.toBe('')
    }
  )
})

describe('nnqft exact', () => {
  it.each(['full', 'free', 'connected'] as const)(
    'prints value and error of the %s part',
    async (part) => {
      const points = '[[0.1],[0.25],[-0.3],[0.4]]'
      const line = `exact --no-progress --net relu --width 7 --sigma-w 1.3 --sigma-b 0.7 --part ${part}`
      const args = [...line.split(' '), '--points', points]
      const { code, out, err } = await runCommand(args)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      const parameters = { network: 'relu', sigmaW: 1.3, sigmaB: 0.7 } as const
      expect(JSON.parse(out)).toEqual(exactGreenFunction(parameters, JSON.parse(points), 7, part))
      expect(out.split('\n')).toHaveLength(2)
    }
  )

  it("has the talk's sigmas as defaults", async () => {
    const explicit = await runCommand([...exact, '--sigma-w', '1', '--sigma-b', '1'])
    expect((await runCommand(exact)).out).toBe(explicit.out)
  })

  it.each([
    [
      ['--net', 'tan'],
      "--net must be one of 'gauss', 'relu', 'erf', 'cos', 'sin', 'tanh', 'hardTanh', 'gelu'"
    ],
    [['--net', '{"expression":"foo(z)"}'], '--net.expression must be made of the functions abs'],
    [['--net', '{"expression"'], '--net must be a name, or JSON'],
    [['--width', '0'], '--width must be an integer >= 1, got 0'],
    [['--width', '1.5'], '--width must be an integer >= 1, got 1.5'],
    [['--width', '-3'], '--width must be an integer >= 1, got -3'],
    [['--width', 'ten'], '--width must be a number, got "ten"'],
    [['--width', ''], '--width must be a number, got ""'],
    [['--width', '0x10'], '--width must be a number, got "0x10"'],
    [['--width', ' 7 '], '--width must be a number, got " 7 "'],
    [['--width', '1_000'], '--width must be a number, got "1_000"'],
    [['--sigma-w', '0b1'], '--sigma-w must be a number, got "0b1"'],
    [['--sigma-w', '1e200'], '--sigma-w must be smaller, for all values to be within'],
    [['--sigma-w', '-1'], '--sigma-w must be a finite number > 0, got -1'],
    [['--sigma-w', 'NaN'], '--sigma-w must be a finite number > 0, got NaN'],
    [['--sigma-b', '-0.1'], '--sigma-b must be a finite number >= 0, got -0.1'],
    [['--sigma-b', 'Infinity'], '--sigma-b must be a finite number >= 0, got Infinity'],
    [['--points', '[]'], '--points must be a list of at least one point, got []'],
    [['--points', '[[]]'], '--points[0] must be a list of at least one number, got []'],
    [['--points', '[[1],[1,2]]'], '--points[1] must be of the dimension of the first point, 1'],
    [['--points', '[['], '--points must be JSON, a list of points such as'],
    [['--points', '[["a"]]'], '--points[0][0] must be a finite number, got "a"'],
    [['--points', '[[[[[[1]]]]]]'], '--points[0][0] must be a finite number, got [[[[…]]]]'],
    [['--points', '[[1e999]]'], '--points[0][0] must be a finite number, got Infinity'],
    [['--points', 'null'], '--points must be a list of at least one point, got null'],
    [['--points', '{"a\\nb":1}'], 'got an object with keys "a\\nb"'],
    [['--part', 'half'], "--part must be one of 'full', 'free', 'connected'"]
  ])('refuses %j in one line that names the flag', async (args, message) => {
    const { code, out, err } = await runCommand(withOptions(exact, args))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('refuses a list nested ten thousand deep without falling over', async () => {
    const deep = '['.repeat(10000) + ']'.repeat(10000)
    const { code, err } = await runCommand(withOptions(exact, ['--points', deep]))
    expect(code).toBe(2)
    expect(err.length).toBeLessThan(200)
  })

  it('names what is too large for the numbers to hold', async () => {
    const large = withOptions(exact, ['--points', '[[100],[100],[100],[100]]'])
    const { code, out, err } = await runCommand(large)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(
      'nnqft exact: --points[0][0] must be smaller, for all values to be within'
    )
  })
})

describe('nnqft measure', () => {
  const parameters = {
    network: 'relu',
    widths: [3],
    inputs: [[0.5], [1]],
    orders: [2, 4],
    bags: 4,
    networksPerBag: 200
  }

  it('prints Green functions, deviations and exact values; all ways to pass the JSON agree', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nnqft-'))
    const file = join(folder, 'ensemble.json')
    const json = JSON.stringify(parameters)
    writeFileSync(file, json)
    const direct = await runCommand(['measure', json, '--exact', '--workers', '1'])
    const fromFile = await runCommand([
      'measure',
      `@${file}`,
      '--exact',
      '--workers',
      '2',
      '--no-progress'
    ])
    const fromInput = await runCommand(
      ['measure', '-', '--exact', '--workers', '1', '--no-progress'],
      json
    )
    rmSync(folder, { recursive: true })
    expect(direct.code).toBe(0)
    expect(direct.err).toContain('sampling: 100 %')
    expect(fromFile).toEqual({ code: 0, out: direct.out, err: '' })
    expect(fromInput.out).toBe(direct.out)
    const { ensemble, combinations, measurements } = JSON.parse(direct.out)
    expect(ensemble).toMatchObject({ ...parameters, sigmaW: 1, sigmaB: 0 })
    expect(combinations['4']).toHaveLength(5)
    expect(measurements).toHaveLength(2)
    expect(measurements[1]).toMatchObject({ order: 4, width: 3 })
    expect(measurements[1].mean).toHaveLength(5)
    expect(measurements[1].summary.exact).toBeCloseTo(5 / 3, 12)
    for (const { converged, effectiveSampleSize, largestShare } of measurements) {
      expect(converged).toBe(effectiveSampleSize >= 100 && largestShare <= 0.01)
      expect(effectiveSampleSize).toBeGreaterThan(1)
      expect(effectiveSampleSize).toBeLessThan(800)
      expect(largestShare).toBeGreaterThan(1 / 800)
    }
    expect(measurements[0].summary.exact).toBe(0)
  })

  it('gives no deviations where the free function vanishes', async () => {
    const opposite = JSON.stringify({ ...parameters, inputs: [[1], [-1]] })
    const { code, out } = await runCommand(['measure', opposite, '--workers', '1', '--no-progress'])
    expect(code).toBe(0)
    const [first] = JSON.parse(out).measurements
    expect(first).toMatchObject({ free: [0.5, 0, 0.5], deviation: null, summary: null })
    expect(first.largestShare).toBeGreaterThan(0)
  })

  it.each([
    ['{', '<ensemble> must be the JSON of an ensemble'],
    ['[]', '<ensemble> must be an object, got []'],
    ['"gauss"', '<ensemble> must be an object, got "gauss"'],
    ['{}', "network must be one of 'gauss', 'relu'"],
    ['{"network":"relu","widths":[0]}', 'widths[0] must be an integer >= 1, got 0'],
    ['{"network":"relu","sigmaW":"1"}', 'sigmaW must be a finite number > 0, got "1"'],
    ['{"network":"relu","inputs":[[1],[1,2]]}', 'inputs[1] must be of the dimension'],
    ['{"network":"relu","bags":1}', 'bags must be >= 2 to know the spread, got 1'],
    ['{"network":"relu","colour":{"deep":[1]}}', '<ensemble> must be free of unknown keys'],
    ['@missing.json', '<ensemble> must be @ and a readable file (ENOENT), got "@missing.json"']
  ])('refuses %s in one line that names the field', async (argument, message) => {
    const { code, out, err } = await runCommand(['measure', argument])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  it('refuses a fractional number of workers', async () => {
    const { code, err } = await runCommand([
      'measure',
      JSON.stringify(parameters),
      '--workers',
      '1.5'
    ])
    expect(code).toBe(2)
    expect(err).toContain('--workers must be an integer >= 1')
  })
})

describe('nnqft covariance', () => {
  it('prints the matrix of all pairs of points with an error', async () => {
    const points = '[[0.5,-0.3],[0.9,0.4]]'
    const flags = ['--sigma-w', '1.2', '--sigma-b', '0.4', '--points', points]
    const { out } = await runCommand(['covariance', '--net', 'tanh', ...flags])
    const { covariance, error } = JSON.parse(out) as { covariance: number[][]; error: number }
    // sigmaB^2 + sigmaW^2 E[tanh tanh], the average by mpmath: see test/lib/networks/activations.
    const truth = 0.16 + 1.44 * 0.19475128333193478
    expect(covariance[0][1] / truth).toBeCloseTo(1, 12)
    expect(covariance[1][0]).toBe(covariance[0][1])
    expect(error).toBeLessThan(1e-13)
    const own = await runCommand(['covariance', '--net', '{"expression":"tanh(z)"}', ...flags])
    const other = JSON.parse(own.out) as { covariance: number[][] }
    expect(other.covariance[0][1] / truth).toBeCloseTo(1, 12)
  })

  it.each([
    [['--depth', '0'], '--depth must be an integer >= 1'],
    [['--weights', 'cauchy'], "--weights must be one of 'normal', 'uniform'"],
    [['--points', '[[1],[2,3]]'], '--points[1] must be of the dimension of the first point, 1']
  ])('refuses %j', async (flags, message) => {
    const covariance = ['covariance', '--net', 'gelu', '--points', '[[1]]']
    const { code, err } = await runCommand(withOptions(covariance, flags))
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('nnqft depth', () => {
  it('prints the fixed point with its rates, at the critical sigmaW where none is given', async () => {
    const { out, code } = await runCommand([
      'depth',
      '--net',
      'tanh',
      '--sigma-b',
      String(Math.sqrt(0.05))
    ])
    const point = JSON.parse(out) as Record<string, number>
    expect(code).toBe(0)
    expect(point.sigmaW ** 2).toBeCloseTo(1.76095464, 8)
    expect(point.variance).toBeCloseTo(0.570047882, 8)
    expect(point.chiPerpendicular).toBeCloseTo(1, 12)
    const ordered = await runCommand([
      'depth',
      '--net',
      'relu',
      '--sigma-w',
      '1',
      '--sigma-b',
      '0.5'
    ])
    // K* = 0.25 + K*/2
    expect(JSON.parse(ordered.out)).toMatchObject({ sigmaW: 1, variance: 0.5, correlation: 1 })
  })

  it.each([
    [['--net', 'gauss'], '--net must be another one'],
    [['--net', 'tanh', '--layers', '[{},{"sigmaW":2}]'], '--layers must be absent here'],
    [['--net', 'tanh', '--sigma-w', '0'], '--sigma-w must be']
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await runCommand(['depth', ...flags])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('--layers', () => {
  const covariance = [
    'covariance',
    '--points',
    '[[0.5],[0.9]]',
    '--sigma-w',
    '1.2',
    '--sigma-b',
    '0.4'
  ]

  it('states hidden layers one by one, what is left out being that of the other options', async () => {
    const short = await runCommand([...covariance, '--net', 'tanh', '--depth', '2'])
    const long = await runCommand([
      ...covariance,
      '--net',
      'tanh',
      '--layers',
      '[{},{"activation":"tanh","width":3}]'
    ])
    expect(long).toEqual(short)
    const mixed = await runCommand([
      ...covariance,
      '--net',
      'tanh',
      '--layers',
      '[{},{"activation":"erf","sigmaW":2}]'
    ])
    expect(mixed.code).toBe(0)
    expect(mixed.out).not.toBe(short.out)
    const own = '[{"activation":"tanh"},{"activation":"erf","sigmaW":2}]'
    expect(await runCommand([...covariance, '--layers', own])).toEqual(mixed)
    const nothing = await runCommand(covariance)
    expect([nothing.code, nothing.err]).toEqual([
      2,
      expect.stringContaining('--net must be one of')
    ])
  })

  it.each([
    [['--layers', '[{"activation":"tan"}]'], '--layers[0].activation must be one of'],
    [['--layers', '[]'], '--layers must be a list of at least one hidden layer'],
    [['--layers', 'tanh,erf'], '--layers must be JSON, a list of hidden layers'],
    [['--layers', '[{"width":0}]'], '--layers[0].width must be an integer >= 1'],
    [['--layers', '[{},{"activation":"gauss"}]'], '--layers[1].activation must be another one'],
    [['--layers', '[{},{}]', '--depth', '3'], '--depth must be the number of layers, 2']
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await runCommand([...covariance, '--net', 'tanh', ...flags])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('nnqft vertex', () => {
  const network = 'vertex --net tanh --depth 3 --sigma-w 1.2 --sigma-b 0.4'.split(' ')

  it('prints N Gc4 to first order in 1/N with an error', async () => {
    const points = '[[0.5,-0.3],[0.9,0.4],[0.5,-0.3],[0.9,0.4]]'
    const { out, code } = await runCommand([...network, '--points', points])
    const { value, error } = JSON.parse(out) as { value: number; error: number }
    expect(code).toBe(0)
    // By mpmath: see test/lib/covariances/deepReference.ts.
    expect(value).toBeCloseTo(0.56716930769531, 11)
    expect(error).toBeLessThan(1e-11)
    const other = await runCommand([...network, '--points', points, '--outputs', '0,1,0,1'])
    expect((JSON.parse(other.out) as { value: number }).value).toBeLessThan(value)
  })

  it.each([
    [['--depth', '0', '--points', '[[1],[1],[1],[1]]'], '--depth must be an integer >= 1'],
    [['--points', '[[1],[1],[1]]'], '--points must be a list of four points'],
    [['--points', '[[1],[1],[1],[1]]', '--weights', 'sign'], "--weights must be 'normal'"],
    [['--points', '[[1],[1],[1],[1]]', '--net', 'gauss'], '--depth must be 1: that of GaussNet'],
    [['--points', '[[1],[1],[1],[1]]', '--outputs', '0,1'], '--outputs must be a list of 4']
  ])('refuses %j', async (flags, message) => {
    const { code, err } = await runCommand(withOptions(network, flags))
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})
