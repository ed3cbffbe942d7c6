// The sampler side by side with other ways to draw the same networks, on one core. Rounds are
// interleaved: each peer runs each case once a round, so that whatever else the machine does hits
// all alike. Printed are medians of times and of ratios within a round, and at the end what the sampler
// is held to.
//   node test/bench/sampler.mjs [--rounds 7] [--published <checkout>] [--quick]
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measureActivations } from './activations.mjs'
import { cases } from './cases.mjs'
import { measureActiveFlow, measureDeviationFigures } from './figures.mjs'
import { median } from './median.mjs'
import { optionalPeer, pythonWith } from './optionalPeer.mjs'
import { Peer } from './peer.mjs'
import { measurePublishedCode } from './published.mjs'
import { measureScaling } from './scaling.mjs'
import { Scorecard } from './scorecard.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const build = join(here, '..', '..', 'build')
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    published: { type: 'string' },
    quick: { type: 'boolean', default: false }
  }
})
const rounds = Number(values.rounds)
const at = (/** @type {string} */ name) => join(here, 'peers', name)
mkdirSync(build, { recursive: true })
/** Compiler flags of the vectors that the C peer is written for. */
const nativeVectors = {
  'native C, AVX-512': ['-mavx512f', '-mavx512dq', '-mfma'],
  'native C, AVX2': ['-mavx2', '-mfma']
}
const peers = [new Peer('nnqft', [process.execPath, at('nnqft.mjs')]), ...others()]

/** Peers that this machine can run; a line says which are left out, and why. */
function others() {
  const found = [new Peer('plain JavaScript', [process.execPath, at('plain.mjs')])]
  for (const [name, flags] of Object.entries(nativeVectors)) {
    const native = optionalPeer(name, () => buildNative(name, flags))
    if (native) found.push(new Peer(name, [native], describeToC))
  }
  const python = optionalPeer('NumPy', () => pythonWith('numpy'))
  if (python) {
    found.push(new Peer('NumPy, the usual way', [python, at('numpy_sampler.py'), 'usual']))
    found.push(new Peer('NumPy, cache-blocked', [python, at('numpy_sampler.py'), 'blocked']))
  }
  const jax = optionalPeer('JAX', () => pythonWith('jax'))
  if (jax) found.push(new Peer('JAX on the CPU', [jax, at('jax_sampler.py')]))
  return found
}

/** @param {string} name @param {readonly string[]} vectors */
function buildNative(name, vectors) {
  const program = join(build, name.replaceAll(/\W+/g, '-'))
  const flags = ['-O3', '-mtune=native', '-ffp-contract=fast', ...vectors, '-o', program]
  execFileSync(process.env.CC ?? 'cc', [...flags, at('native.c'), '-lm'], { stdio: 'pipe' })
  // It ends with an error where the processor lacks its instructions.
  const { status, stderr } = spawnSync(program, { input: '', encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return program
}

/** What a peer's time is in units of nnqft's, or nnqft's of it. */
const peerTargets = [
  { task: 'N = 1000', peer: 'NumPy, the usual way', atLeast: 8 },
  { task: 'N = 1000', peer: 'NumPy, cache-blocked', atLeast: 3.5 },
  { task: 'N = 1000', peer: 'plain JavaScript', atLeast: 5 },
  { task: 'N = 1000', peer: 'native C, AVX-512', atMost: 2.6 },
  { task: 'N = 1000', peer: 'native C, AVX2', atMost: 1.8 },
  { task: 'N = 2', peer: 'NumPy, the usual way', atLeast: 3.5 },
  { task: 'N = 2', peer: 'NumPy, cache-blocked', atLeast: 3.5 },
  { task: 'N = 2', peer: 'native C, AVX-512', atMost: 3.5 },
  { task: 'N = 2', peer: 'native C, AVX2', atMost: 2.5 }
]

/** @param {import('./cases.mjs').Case} task */
function describeToC({ width, networks, spaced, inputs }) {
  return [width, networks, Number(spaced), ...inputs].join(' ')
}

/** Time in which a peer repeats a case within a round. */
const leastSeconds = 0.25

/** Timings of one round, by case and peer. @returns {Promise<import('./peer.mjs').Timing[][]>} */
async function round() {
  const timings = []
  for (const task of cases) {
    const row = []
    for (const peer of peers) row.push(await peer.measure(task, leastSeconds))
    timings.push(row)
  }
  return timings
}

for (let warmUp = 0; warmUp < 2; warmUp++) await round()
/** @type {import('./peer.mjs').Timing[][][]} */
const measured = []
for (let r = 0; r < rounds; r++) measured.push(await round())
for (const peer of peers) peer.close()

/**
 * Median over the rounds of the ratio of two timings.
 *
 * @param {readonly [number, number]} above case and peer
 * @param {readonly [number, number]} below
 * @param {'seconds' | 'busy'} quantity
 */
function ratio([caseA, peerA], [caseB, peerB], quantity = 'seconds') {
  return median(
    measured.map((timings) => timings[caseA][peerA][quantity] / timings[caseB][peerB][quantity])
  )
}

for (const [c, { name, networks, width }] of cases.entries()) {
  console.log(`\n${name}: medians of ${rounds} interleaved runs, one core`)
  for (const [p, peer] of peers.entries()) {
    const times = measured.map((timings) => timings[c][p].seconds)
    const network = (1e9 * median(times)) / networks
    const best = (1e9 * Math.min(...times)) / networks
    const columns = [
      peer.name.padEnd(22),
      `${network.toFixed(1).padStart(9)} ns a network (best ${best.toFixed(1)})`,
      `${(network / width).toFixed(2).padStart(7)} ns a neuron`,
      `${ratio([c, p], [c, 0]).toFixed(2).padStart(7)} times nnqft`,
      `(processor time: ${ratio([c, p], [c, 0], 'busy').toFixed(2)})`
    ]
    console.log(columns.join('  '))
  }
}

const scorecard = new Scorecard()
const place = (/** @type {string} */ name) => cases.findIndex((c) => c.name === name)
for (const { peer, task, ...target } of peerTargets) {
  const p = peers.findIndex(({ name }) => name === peer)
  const label = `${task}, one core: ${peer}`
  if (p === -1) scorecard.leaveOut(label, 'this machine cannot run it')
  else if (target.atLeast) scorecard.check(label, ratio([place(task), p], [place(task), 0]), target)
  else scorecard.check(`${label}, nnqft over it`, ratio([place(task), 0], [place(task), p]), target)
}
for (const name of ['N = 1000, any inputs', 'N = 1000, inputs far apart']) {
  const slower = ratio([place(name), 0], [place('N = 1000'), 0])
  scorecard.check(`${name}, against equally spaced ones`, slower, { atMost: 2 })
}
measureActivations(rounds, scorecard)
await measureDeviationFigures(scorecard)
await measureScaling(rounds, scorecard)
if (values.quick) scorecard.leaveOut('active RG figure', '--quick')
else await measureActiveFlow(scorecard)
await measurePublishedCode(values.published, values.quick ? [30] : [30, 300], pythonWith, scorecard)
scorecard.print()
