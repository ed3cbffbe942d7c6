import { afterAll, describe, expect, it, vi } from 'vitest'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import * as library from '../../../lib/src/index.js'
import { closeWorkerPools } from '../../../lib/src/sampling/workerPool.js'
import { runCommand } from './runCommand.js'

afterAll(closeWorkerPools)

const sampling = vi.hoisted(() => ({ calls: 0 }))
vi.mock(import('../../../lib/src/sampling/blockQueue.js'), async (original) => {
  const real = await original()
  return {
    ...real,
    drawMissingBags: (...args) => {
      sampling.calls++
      return real.drawMissingBags(...args)
    }
  }
})

async function refusal(args: readonly string[]) {
  const { code, err } = await runCommand(args)
  // On a loaded machine an exact table may take longer than a second, and says how far it is.
  return { code, err: err.replace(/^exact values: .*\n/gm, '') }
}

const points = (count: number) => JSON.stringify(Array.from({ length: count }, (_, i) => [i / 100]))
const measure = (parameters: object) => [
  'measure',
  JSON.stringify({ network: 'gauss', ...parameters })
]
const small = { widths: [2], bags: 2, networksPerBag: 2 }

const ensembleOf = (parameters: object) => JSON.stringify({ network: 'gauss', ...parameters })
const inputsTo = (count: number) => Array.from({ length: count }, (_, i) => [i / 10])
const onPoints = (options: Readonly<Record<string, string>>) => [
  ...'flow points --net erf --k 0,1'.split(' '),
  ...Object.entries({ '--width': '3', '--points': '[[0.4],[1]]', ...options }).flat()
]
const onLattice = (lattice: string) => [
  ...'flow points --net erf --width 3 --k 0,1 --lattice'.split(' '),
  lattice
]
const cutoffs = (list: string) => [
  ...'flow cutoff --net relu --width 10 --cutoffs'.split(' '),
  list
]

/** Sizes that make values leave the range of numbers, and who is to blame. */
const outOfRange: [readonly string[], string][] = [
  ['flow active --width 9 --sigma-w 1,1e200', '--sigma-w must be smaller'],
  ['flow active --width 9 --sigma-w 1,1e300 --net relu --cutoff 7', '--sigma-w must be smaller'],
  ['flow active --width 9 --sigma-w 1,2 --sigma-b 30', '--sigma-b must be smaller'],
  ['flow active --width 9 --sigma-w 1,2 --inputs [[30]]', '--inputs[0][0] must be smaller'],
  ['flow cutoff --net relu --width 9 --cutoffs 7,9 --sigma-w 1e200', '--sigma-w must be smaller'],
  ['flow cutoff --net gauss --width 9 --cutoffs 7,9 --sigma-b 30', '--sigma-b must be smaller'],
  ['couplings --width 9 --sigma-w 1e300', '--sigma-w must be smaller'],
  ['couplings --width 9 --sigma-w 1e-300', '--sigma-w must be larger'],
  ['couplings --width 9 --points [[30],[30],[30],[30]]', '--points[0][0] must be smaller'],
  ['couplings {"network":"gauss","sigmaB":30,"widths":[2],"bags":2}', 'sigmaB must be smaller'],
  ['couplings --width 9 --scaled --points [[0],[0],[0],[0]]', '--scaled must be left out'],
  ['exact --net gauss --width 7 --sigma-b 30 --points [[1],[1],[1],[1]]', '--sigma-b must be'],
  ['exact --net relu --width 7 --sigma-w 1e300 --points [[1],[1]]', '--sigma-w must be smaller'],
  ['covariance --net erf --sigma-w 1e300 --points [[1],[2]]', '--sigma-w must be smaller'],
  ['covariance --net relu --sigma-w 1e300 --points [[1],[2]]', '--sigma-w must be smaller'],
  ['measure {"network":"relu","sigmaW":1e300,"widths":[2],"bags":2}', 'sigmaW must be smaller'],
  ['sweep {"network":"gauss","widths":[2],"bags":2} --sigma-w 1,1e200', '--sigma-w must be'],
  ['sweep {"network":"gauss","sigmaB":30,"bags":2} --sigma-w 1,2', 'sigmaB must be smaller']
].map(([command, message]) => [command.split(' '), message])

describe('nnqft refuses before any work, in one line that names the flag or the field', () => {
  it.each([
    [measure({ widths: [2], bags: 1e9, networksPerBag: 2 }), 'bags must be at most'],
    [measure({ ...small, bags: 2 ** 53 }), 'bags must be an integer >= 1 and < 2^53'],
    [measure({ ...small, seed: 2 ** 53 }), 'seed must be an integer >= 0 and < 2^53'],
    [measure({ ...small, orders: [14] }), 'orders must be at most 12, got [14]'],
    [measure({ ...small, orders: [30] }), 'orders must be at most 12, got [30]'],
    [measure({ ...small, orders: [2, 16] }), 'orders must be at most 12, got [2, 16]'],
    [[...measure({ ...small, orders: [12] }), '--exact'], 'orders must be at most 10 with --exact'],
    [
      measure({ ...small, inputs: JSON.parse(points(60)), orders: [6] }),
      'inputs must be few enough'
    ],
    [
      ['measure', '{"network":"gauss","bags":2,"bags":3}'],
      '<ensemble> must be free of repeated keys, got "bags"'
    ],
    [
      ['measure', '{"network":"gauss","widths":[2],"w\\u0069dths":[3]}'],
      'repeated keys, got "widths"'
    ],
    [
      ['couplings', '--width', '10', '--inputs', points(40)],
      '--inputs must be few enough for at most 200000'
    ],
    [
      ['couplings', '--width', '10', '--inputs', points(100), '--orders', '4'],
      '--inputs must be few enough'
    ],
    [
      ['couplings', '--width', '10', '--sigma-b', '30'],
      '--sigma-b must be smaller, for all values'
    ],
    [
      ['couplings', '--width', '10', '--sigma-w', '1e200'],
      '--sigma-w must be smaller, for all values'
    ],
    [
      ['couplings', '--width', '10', '--inputs', '[[30]]'],
      '--inputs[0][0] must be smaller, for all values'
    ],
    [
      'flow passive --u4 1 --u6 2 --dimension 1e300 --k 1'.split(' '),
      '--dimension must be of a size whose powers'
    ],
    [
      'flow potential --dimension 0 --scheme polchinski --reference-mass 1e-300 --couplings 0.1,1 --k 0 --field-max 3'.split(
        ' '
      ),
      '--reference-mass must be such that the variance'
    ],
    [
      'flow potential --dimension 0 --scheme polchinski --couplings 1e-300,1 --k 0 --field-max 3'.split(
        ' '
      ),
      '--couplings[0] must be such that the variance of its Gaussian'
    ],
    [
      ['exact', '--net', 'gauss', '--width', '7', '--points', points(12)],
      'nnqft exact: the number of --points must be at most 10 for one hidden layer, got 12'
    ],
    [['couplings', '--width', '0x10'], '--width must be a number, got "0x10"'],
    [['couplings', '--width', '7 '], '--width must be a number, got "7 "'],
    [
      ['couplings', '--width', '5', '--net', 'relu', '--cutoff', '7', '--inputs', '[[0]]'],
      '--inputs must be such that the vertex integral does not vanish'
    ],
    [
      [...measure({ ...small, inputs: inputsTo(12), orders: [6], bags: 1e6 }), '--exact'],
      'nnqft measure: bags must be'
    ],
    [
      ['couplings', ensembleOf({ ...small, inputs: inputsTo(9), orders: [4, 6], bags: 1e8 })],
      'nnqft couplings: bags must be at most'
    ],
    [
      [
        'sweep',
        ensembleOf({ inputs: inputsTo(9), orders: [4, 6], bags: 1e8 }),
        '--sigma-w',
        '1,2',
        '--order',
        '6'
      ],
      'nnqft sweep: bags must be at most'
    ],
    [
      measure({ ...small, orders: [10], estimator: 'tilted' }),
      'nnqft measure: orders must be at most 8'
    ],
    [measure({ ...small, inputs: [[30], [1]] }), 'nnqft measure: inputs[0] must be smaller'],
    [onPoints({ '--points': points(30) }), '--points must be few enough for a tensor of rank 6'],
    [onPoints({ '--width': '1e10' }), '--width must be an integer >= 1 and <= 2147483647'],
    [onPoints({ '--bags': '1e8', '--networks': '1e8' }), '--bags must be at most'],
    [
      ['depth', '--net', 'tanh', '--sigma-b', '1e300'],
      '--sigma-b must be such that tanh has a critical point'
    ],
    [
      ['depth', '--net', 'sign', '--sigma-b', '1'],
      'nnqft depth: --net must be one with a critical line'
    ],
    [
      ['depth', '--net', 'relu', '--sigma-w', '3'],
      'nnqft depth: --sigma-w must be such that the variance of relu has a stable fixed point below'
    ],
    [
      'flow active --net relu --width 3 --cutoff 7 --inputs [[0]] --sigma-w 1,2'.split(' '),
      '--inputs must be such that the vertex integral does not vanish'
    ],
    ['couplings --width 9 --orders 4 --sigma-w 1e-110'.split(' '), '--sigma-w must be larger'],
    ['couplings --width 9 --orders 1,Infinity'.split(' '), '--orders must be 4 or 6, got 1'],
    ['couplings --width 9 --orders 4,1e9'.split(' '), '--orders must be 4 or 6, got 1000000000'],
    ['couplings --width 9 --workers 2'.split(' '), '--workers must be left out unless an ensemble'],
    ['couplings --width 9 --workers three'.split(' '), '--workers must be left out'],
    [
      'couplings --width 9 --cutoff 5e-324'.split(' '),
      '--cutoff must be a finite number >= 1e-300, got 5e-324'
    ],
    [
      'flow active --width 9 --sigma-w 1,2 --cutoff 5e-324'.split(' '),
      '--cutoff must be a finite number >= 1e-300, got 5e-324'
    ],
    [
      'couplings --net relu --cutoff 1e300 --orders 4 --width 9 --inputs [[0.1]]'.split(' '),
      '--cutoff must be smaller'
    ],
    [
      'couplings --net relu --cutoff 7 --sigma-w 1e20 --orders 4 --width 9 --inputs [[0.1]]'.split(
        ' '
      ),
      '--sigma-w must be smaller'
    ],
    [
      'flow cutoff --net relu --width 9 --cutoffs 7,9 --sigma-w 1e20'.split(' '),
      '--sigma-w must be smaller'
    ],
    [
      ['sweep', ensembleOf(small), '--sigma-w', '1,2', '--order', '1e9'],
      '--order must be 4 or 6, got 1000000000'
    ],
    [
      ['sweep', ensembleOf({ ...small, inputs: inputsTo(1000) }), '--sigma-w', '1,2'],
      'nnqft sweep: inputs must be few enough for the moments of a bag'
    ],
    [
      measure({ ...small, layers: [{ activation: 'tanh', sigmaW: 1e300 }] }),
      'nnqft measure: layers[0].sigmaW must be smaller'
    ],
    [
      [...cutoffs('7,9'), '--layers', '[{"activation":"tanh","sigmaW":1e300}]'],
      'nnqft flow cutoff: --layers[0].sigmaW must be smaller'
    ],
    [
      'flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6 --fields 1,7'.split(' '),
      '--fields[1] must be within ±6, got 7'
    ],
    [
      'flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6 --fields NaN'.split(' '),
      '--fields[0] must be within ±6, got NaN'
    ],
    [
      'flow potential --dimension 0 --couplings 1,2,1e300 --k 1,0 --field-max 6'.split(' '),
      'or the steps of a grid of --grid-points = 40 are wider'
    ],
    [
      'couplings --width 9 --sigma-w 1e-200 --points [[0],[1],[1],[0]]'.split(' '),
      '--sigma-w must be larger'
    ],
    ['flow active --width 9 --sigma-w 1e-200,2'.split(' '), '--sigma-w must be larger'],
    [
      'flow passive --dimension 3 --u4 1 --sigma-w 1e200 --k 1'.split(' '),
      '--sigma-w must be such that u2'
    ],
    [
      'exact --net relu --width 3 --points [[1],[1]] --outputs 0,1000'.split(' '),
      '--outputs[1] must be an integer >= 0 and <= 999, got 1000'
    ],
    ...outOfRange,
    [
      onPoints({ '--stiffness': '2' }),
      'nnqft flow points: --stiffness must be left out without --lattice, got "2"'
    ],
    [
      [...onLattice('{"sides":[4],"spacing":1}'), '--regulator', 'sharp'],
      'nnqft flow points: --regulator must be another one where a mode has the eigenvalue 0'
    ],
    [
      onLattice('{"sides":[4000],"spacing":1}'),
      'nnqft flow points: --lattice.sides must be few enough for a tensor of rank 4'
    ],
    [
      onLattice('{"sides":[30],"spacing":1}'),
      'nnqft flow points: --lattice.sides must be few enough for a tensor of rank 6'
    ],
    [
      ['couplings', '--width', '9', '--inputs', '[[1]]', '--points', points(4)],
      'nnqft couplings: --inputs must be left out beside --points, got "[[1]]"'
    ],
    [
      'couplings --width 9 --orders 4,4'.split(' '),
      'nnqft couplings: --orders must be free of repeated values, got [4, 4]'
    ],
    ...['list', 'verify', 'prune'].map((name): [readonly string[], string] => [
      ['store', name, '--folder', ''],
      'nnqft store: --folder must be the path of a folder, got ""'
    ]),
    [['store', 'merge', ''], 'nnqft store: <store> must be the path of a folder, got ""'],
    [cutoffs('7,7'), '--cutoffs must be free of repeated values, got [7, 7]'],
    [cutoffs('7,8,7'), '--cutoffs must be free of repeated values'],
    [cutoffs('7'), '--cutoffs must be a list of at least two different values'],
    [cutoffs('7,NaN'), '--cutoffs[1] must be a finite number'],
    [cutoffs('7,-8'), '--cutoffs[1] must be a finite number > 0'],
    [cutoffs('7,1e300'), '--cutoffs[1] must be smaller, for all values'],
    [['fixed-point', '--dimension', '3.9999999'], '--dimension must be at most 3.99999'],
    [
      ['flow', 'passive', '--dimension', '1', '--u4', '1e300', '--k', '1'],
      '--u4 must be of a size'
    ],
    [
      'flow potential --dimension 0 --scheme polchinski --couplings 0.1,50 --k 0 --field-max 3'.split(
        ' '
      ),
      '--field-max must be at least 12.6, four standard deviations'
    ],
    [
      'flow potential --dimension 0 --couplings 1,1 --k 0 --field-max 1e9'.split(' '),
      '--field-max must be at most 21.8, or the steps of a grid'
    ]
  ])('%j', async (args, message) => {
    sampling.calls = 0
    const { code, err } = await refusal(args)
    expect(err).toContain(message)
    expect(code).toBe(2)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(sampling.calls).toBe(0)
  })
})

it.each([
  ['exact --widths 10 --points [[1]]', "unknown option '--widths'\n(Did you mean --width?)"],
  ['exact --width 10 --point [[1]]', "unknown option '--point'\n(Did you mean --points?)"],
  [
    'sweep {"network":"gauss"} --sigmaw 1,2',
    "unknown option '--sigmaw'\n(Did you mean --sigma-w?)"
  ],
  ['flow passive --dimensions 3', "unknown option '--dimensions'\n(Did you mean --dimension?)"],
  ['flow potential --dim 3', "unknown option '--dim'"],
  ['exact --width 10', "required option '--points <JSON>' not specified"],
  ['sweep {"network":"gauss"}', "required option '--sigma-w <numbers>' not specified"]
])('nnqft %s: what is unknown is told before what is missing', async (command, message) => {
  const { code, err } = await refusal(command.split(' '))
  expect(err).toBe(`error: ${message}\n`)
  expect(code).toBe(2)
})

describe('the library refuses before any work, naming the parameter', () => {
  const parameters = { dimension: 1, couplings: [2, 1], scales: [1] }
  const holes = [1, , 2] as number[]
  const checked = ensemble({ network: 'gauss', widths: [2], bags: 2, networksPerBag: 2 })
  const loose = <T>(value: unknown) => value as T
  it.each<[string, () => unknown, string]>([
    ['multisets', () => library.multisets(1000, 10), 'size must be such that there are at most'],
    ['multisets, few of many', () => library.multisets(1e9, 2), 'size must be such that'],
    [
      'exact tables, arguments swapped',
      () => library.exactGreenFunctions(checked, 100, 4),
      'order must be an integer >= 1 and <= 10'
    ],
    [
      'passive, unknown key',
      () => library.passiveFlow(loose({ ...parameters, regulaTor: 'sharp' })),
      'parameters must be free of unknown keys'
    ],
    [
      'passive, holes',
      () => library.passiveFlow({ ...parameters, couplings: holes }),
      'couplings[1] must be a finite number, got undefined'
    ],
    [
      'passive, holes in scales',
      () => library.passiveFlow({ ...parameters, scales: holes }),
      'scales[1] must be a finite number >= 0'
    ],
    [
      'passive, null',
      () => library.passiveFlow(loose(null)),
      'parameters must be an object, got null'
    ],
    [
      'passive, null couplings',
      () => library.passiveFlow(loose({ ...parameters, couplings: null })),
      'couplings must be a list'
    ],
    [
      'passive, tolerance',
      () => library.passiveFlow({ ...parameters, relativeTolerance: -1 }),
      'relativeTolerance must be a number in'
    ],
    [
      'potential, unknown key',
      () => library.potentialFlow(loose({ ...parameters, fieldmax: 6 })),
      'parameters must be free of unknown keys'
    ],
    ['potential, null', () => library.potentialFlow(loose(null)), 'parameters must be an object'],
    [
      'potential, holes',
      () => library.potentialFlow({ ...parameters, couplings: holes, fieldMax: 6 }),
      'couplings[1] must be'
    ],
    [
      'fixed point, unknown key',
      () => library.fixedPoint(loose({ dimension: 3, regulaTor: 'sharp' })),
      'parameters must be free of unknown keys'
    ],
    [
      'truncated, unknown key',
      () => library.truncatedFixedPoint(loose({ dimension: 3, order: 2, n: 3 })),
      'parameters must be free of unknown keys'
    ],
    [
      'schemes, unknown key',
      () => library.schemeFlows(loose({ ...parameters, fields: [0], scheme: 'wilson' })),
      'parameters must be free of unknown keys'
    ],
    [
      'integral, unknown key',
      () => library.zeroDimensionalPotential(loose({ couplings: [1], k: 1 }), 0),
      'theory must be free of unknown keys'
    ],
    [
      'trajectory, unknown key',
      () => library.theorySpaceTrajectory(loose({ dimension: 3, couplings: [0.1], time: 1 })),
      'parameters must be free of unknown keys'
    ],
    [
      'couplings, unknown key',
      () => library.exactCouplings(checked, 4, 10, loose({ normalization: 'canonical' })),
      'options must be free of unknown keys'
    ],
    [
      'couplings, null',
      () => library.exactCouplings(checked, 4, 10, loose(null)),
      'options must be an object'
    ],
    [
      'couplings, a word for true',
      () => library.exactCouplings(checked, 4, 10, loose({ scaled: 'yes' })),
      'exactCouplings: scaled must be true or false, got "yes"'
    ],
    [
      'passive, no dimension',
      () => library.passiveFlow({ ...parameters, dimension: NaN }),
      'passiveFlow: dimension must be a finite number >= 0, got NaN'
    ],
    [
      'a trajectory of many couplings',
      () => library.theorySpaceTrajectory({ dimension: 3, couplings: new Array(101).fill(0.1) }),
      'theorySpaceTrajectory: couplings.length must be an integer >= 1 and <= 100, got 101'
    ],
    [
      'a flow of millions of scales',
      () => library.passiveFlow({ ...parameters, scales: new Array(2e5).fill(1) }),
      'scales.length must be at most'
    ]
  ])('%s', (_, act, message) => {
    expect(act).toThrow(library.ParameterError)
    expect(act).toThrow(message)
  })

  it('sampling, a signal that is none', async () => {
    for (const signal of [{}, new AbortController(), { aborted: false }]) {
      await expect(library.sampleEnsemble(checked, loose({ signal }))).rejects.toThrow(
        'sampleEnsemble: signal must be an AbortSignal, got an object'
      )
      await expect(
        library.prepareGreenFunctions(checked, 4, 'full', loose({ signal }))
      ).rejects.toThrow('prepareGreenFunctions: signal must be an AbortSignal')
    }
  })

  it('sampling, unknown options', async () => {
    sampling.calls = 0
    await expect(library.sampleEnsemble(checked, loose({ worker: 2 }))).rejects.toThrow(
      'options must be free of unknown keys'
    )
    await expect(library.sampleEnsemble(checked, loose(null))).rejects.toThrow(
      'options must be an object'
    )
    expect(sampling.calls).toBe(0)
  })
})

it.each([
  [
    'flow passive --u4 1 --u6 2 --u4=3 --k 1',
    'nnqft flow passive: --u4 must be given once, got "3"'
  ],
  ['exact --net relu --net erf --width 3 --points [[1]]', 'nnqft exact: --net must be given once'],
  ['campaign plan a.json --tasks 1 --tasks 1', 'nnqft campaign plan: --tasks must be given once'],
  ['store list --folder a --folder b', 'nnqft store list: --folder must be given once, got "b"']
])('nnqft %s: a value that is given twice is refused', async (command, message) => {
  const { code, err } = await refusal(command.split(' '))
  expect(err).toContain(message)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
  expect(code).toBe(2)
})

it('nnqft takes a sign that is given twice', async () => {
  const once = 'exact --net relu --width 3 --points [[1],[1]] --csv'.split(' ')
  expect(await runCommand([...once, '--csv'])).toEqual(await runCommand(once))
})

it('nnqft measure says that it draws before its first part is done, and is interrupted there', async () => {
  const large = measure({
    ...small,
    widths: [1e9],
    networksPerBag: 5,
    inputs: [[0.1]],
    orders: [2]
  })
  const { code, err } = await runCommand(large, '', (said) => said.includes('sampling: 0 %'))
  expect(err).toContain('sampling: 0 %, the first networks are being drawn')
  expect(err).toContain('nnqft: interrupted')
  expect(code).toBe(130)
})
