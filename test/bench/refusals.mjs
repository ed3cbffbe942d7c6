// Processor time of refusals: wrong arguments, each with ten variants, through the library and through the command line. The
// start of `nnqft`, as `nnqft --help` takes it in the same run, is subtracted from what a command takes. By the clock the
// programs beside it would be measured.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { median } from './median.mjs'
import * as library from '../../lib/dist/index.js'

const nnqft = resolve(import.meta.dirname, '../../lib/bin/nnqft.js')
const mostMilliseconds = 100
/** Runs of a refusal, of which the fastest counts. */
const rounds = process.argv.includes('--quick') ? 1 : 2

/** @param {number} count */
const points = (count) => JSON.stringify(Array.from({ length: count }, (_, i) => [i / 100]))
const gauss = { network: 'gauss', widths: [2], bags: 2, networksPerBag: 2 }
/** @param {object} parameters */
const measure = (parameters) => ['measure', JSON.stringify({ ...gauss, ...parameters })]
/** @param {string} command @param {string[]} last */
const words = (command, ...last) => [...command.split(' '), ...last]

/**
 * Kinds of wrong commands: the parameter that has to be named, and variants.
 * @type {[string, string[][]][]}
 */
const commands = [
  [
    'bags',
    [1e9, 1e10, 1e12, 1e15, 2 ** 53, 1e20, 1e300, -1, 0, 2.5, '3'].map((bags) => measure({ bags }))
  ],
  [
    'seed',
    [2 ** 53, 2 ** 54, 1e16, 1e20, 1e300, -1, -(2 ** 53), 0.5, '1', null, [1]].map((seed) =>
      measure({ seed })
    )
  ],
  [
    'orders',
    [[14], [30], [2, 16], [4, 14], [100], [1000], [2 ** 31], [0], [-2], [2.5], ['4']].map(
      (orders) => measure({ orders })
    )
  ],
  [
    'inputs must be few enough',
    [60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600].map((count) =>
      measure({ inputs: JSON.parse(points(count)), orders: [6] })
    )
  ],
  [
    '--inputs must be few enough',
    [40, 45, 50, 60, 70, 80, 100, 150, 200, 300, 500].map((count) =>
      words('couplings --width 10 --inputs', points(count))
    )
  ],
  [
    '--inputs must be few enough',
    [100, 110, 120, 140, 160, 180, 200, 250, 300, 400, 500].map((count) =>
      words('couplings --width 10 --orders 4 --inputs', points(count))
    )
  ],
  [
    '--sigma-b must be smaller',
    [30, 35, 40, 50, 60, 80, 100, 1e3, 1e5, 1e10, 1e20].map((sigmaB) =>
      words(`couplings --width 10 --sigma-b ${sigmaB}`)
    )
  ],
  [
    '--sigma-w must be smaller',
    [1e90, 1e100, 1e120, 1e150, 1e170, 1e200, 1e220, 1e250, 1e280, 1e300, 1e308].map((sigmaW) =>
      words(`couplings --width 10 --sigma-w ${sigmaW}`)
    )
  ],
  [
    '--inputs must be smaller',
    [30, 40, 50, 70, 100, 200, 500, 1e3, 1e5, 1e10, 1e100].map((x) =>
      words(`couplings --width 10 --inputs [[${x}]]`)
    )
  ],
  [
    '--points must be smaller',
    [30, 40, 50, 70, 100, 200, 500, 1e3, 1e5, 1e10, 1e100].map((x) =>
      words(`couplings --width 9 --points [[${x}],[${x}],[${x}],[${x}]]`)
    )
  ],
  [
    '--cutoffs',
    [
      '7,7',
      '7,8,7',
      '7',
      '7,NaN',
      '7,-8',
      '7,0',
      '7,',
      'a,b',
      '7,1e300',
      '7,Infinity',
      '9,9,9'
    ].map((list) => words(`flow cutoff --net relu --width 10 --cutoffs ${list}`))
  ],
  [
    '--dimension',
    ['3.9999999', '4', '4.5', '2', '1', '0', '-1', '1e300', 'NaN', 'three', '0x3'].map(
      (dimension) => words(`fixed-point --dimension ${dimension}`)
    )
  ],
  [
    '--width must be',
    ['0x10', '7 ', ' 7', '1e', '', 'NaN', '2.5', '0', '-3', '1_000', '9007199254740992'].map(
      (width) => words('couplings --width', width)
    )
  ],
  [
    'repeated keys',
    ['network', 'widths', 'bags', 'seed', 'orders', 'sigmaW', 'sigmaB', 'inputs', 'estimator']
      .flatMap((key) => [['measure', `{"${key}":1,"${key}":2}`]])
      .concat([
        ['measure', '{"network":"gauss","widths":[2],"w\\u0069dths":[3]}'],
        ['measure', '{"layers":[{"width":1,"width":2}]}']
      ])
  ],
  [
    '--field-max must be',
    [1e9, 1e10, 1e20, 1e100, 1e300, 1000, 500, 200, 100, 50, 30].map((fieldMax) =>
      words(`flow potential --dimension 0 --couplings 1,1 --k 0 --field-max ${fieldMax}`)
    )
  ],
  [
    '--field-max must be at least',
    [0.1, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].map((fieldMax) =>
      words(
        `flow potential --dimension 0 --scheme polchinski --couplings 0.1,50 --k 0 --field-max ${fieldMax}`
      )
    )
  ]
]

/** @template T @param {unknown} value @returns {T} */
const loose = (value) => /** @type {T} */ (value)
const ensemble = library.ensemble(loose(gauss))
const flow = { dimension: 1, couplings: [2, 1], scales: [1] }
const holes = [1, , 2]
const wrongFlows = [
  { regulaTor: 'sharp' },
  { couplings: holes },
  { couplings: null },
  { couplings: [NaN] },
  { scales: holes },
  { scales: null },
  { scales: new Array(200_000).fill(1) },
  { scales: new Array(10_000_000).fill(1) },
  { dimension: null },
  { dimension: NaN },
  { relativeTolerance: -1 }
]

/** @type {[string, (() => unknown)[]][]} */
const calls = [
  [
    'multisets',
    [
      [1000, 10],
      [1e9, 2],
      [1e6, 3],
      [1e300, 2],
      [100, 50],
      [50, 30],
      [2 ** 53, 1],
      [200, 8],
      [5000, 4],
      [30, 20],
      [1e5, 5]
    ].map(
      ([count, size]) =>
        () =>
          library.multisets(count, size)
    )
  ],
  [
    'exactGreenFunctions',
    [100, 12, 1000, 1e6, 1e9, 0, -2, 2.5, NaN, Infinity, 2 ** 53].map(
      (order) => () => library.exactGreenFunctions(ensemble, order, 4)
    )
  ],
  [
    'passiveFlow',
    wrongFlows.map((wrong) => () => library.passiveFlow(loose({ ...flow, ...wrong })))
  ],
  [
    'potentialFlow',
    wrongFlows.map(
      (wrong) => () => library.potentialFlow(loose({ ...flow, fieldMax: 6, ...wrong }))
    )
  ],
  [
    'fixedPoint',
    [
      { regulaTor: 'sharp' },
      null,
      { dimension: '3' },
      { dimension: 3.9999999 },
      { dimension: 4 },
      { dimension: NaN },
      { dimension: null },
      { maxOrder: 1e9 },
      { maxOrder: 2 },
      { components: -1 },
      { regulator: 'optimal' }
    ].map((wrong) => () => library.fixedPoint(loose(wrong && { dimension: 3, ...wrong })))
  ],
  [
    'exactCouplings',
    [
      { normalization: 'canonical' },
      null,
      3,
      { normalisation: 'bare' },
      { cutoff: -1 },
      { cutoff: NaN },
      { cutoff: 'far' },
      { outputs: [9, 9, 9, 9] },
      { scaled: 'yes' },
      { normalisation: null },
      { cut: 7 }
    ].map((options) => () => library.exactCouplings(ensemble, 4, 10, loose(options)))
  ]
]

/** A module that writes the microseconds of processor time of its process to the fourth stream at the end. */
const reportTime = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeSync(3, String(user + system))
  })`
)}`

/**
 * Of several runs the one that took least.
 * @template {{ time: number }} Run
 * @param {() => Run} run
 */
function fastest(run) {
  const runs = Array.from({ length: rounds }, run)
  return runs.reduce((best, one) => (one.time < best.time ? one : best))
}

/** What `nnqft` says if it refuses, and its milliseconds. @param {string[]} args */
function runCommand(args) {
  const { status, stderr, output } = spawnSync(
    process.execPath,
    ['--import', reportTime, nnqft, ...args],
    { encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe', 'pipe'] }
  )
  const message = status === 2 ? stderr.trim() : undefined
  return { message, time: Number(output[3]) / 1000 }
}

/** @param {() => unknown} call */
function runCall(call) {
  const before = process.cpuUsage()
  const message = refusalOf(call)
  const { user, system } = process.cpuUsage(before)
  return { message, time: (user + system) / 1000 }
}

/** @param {() => unknown} call */
function refusalOf(call) {
  try {
    call()
    return undefined
  } catch (error) {
    if (error instanceof library.ParameterError) return error.message
    throw error
  }
}

const start = median(Array.from({ length: 5 }, () => fastest(() => runCommand(['--help'])).time))
/** @type {{ name: string, time: number, named: boolean, message?: string }[]} */
const rows = []
for (const [name, variants] of calls) {
  variants.forEach((call, i) => {
    const { message, time } = fastest(() => runCall(call))
    rows.push({ name: `${name} #${i}`, time, named: message?.startsWith(name) ?? false, message })
  })
}
for (const [name, variants] of commands) {
  for (const args of variants) {
    const { message, time } = fastest(() => runCommand(args))
    const text = `nnqft ${args.join(' ').slice(0, 100)}`
    rows.push({ name: text, time: time - start, named: message?.includes(name) ?? false, message })
  }
}

console.log(`${rows.length} refusals; start of nnqft, subtracted: ${start.toFixed(0)} ms`)
for (const { name, message } of rows.filter(({ named }) => !named)) {
  console.log(`not refused as expected: ${name}: ${message ?? 'accepted'}`)
}
const slowest = rows.toSorted((a, b) => b.time - a.time).slice(0, 5)
for (const { name, time } of slowest) console.log(`${time.toFixed(1).padStart(7)} ms  ${name}`)
const met = slowest[0].time <= mostMilliseconds && rows.every(({ named }) => named)
console.log(
  `slowest ${slowest[0].time.toFixed(0)} ms, held to ${mostMilliseconds} ms: ${met ? 'met' : 'not met'}`
)
process.exitCode = met ? 0 : 1
