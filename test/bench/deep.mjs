// The sampler of deep networks side by side with other ways to draw them, on one core: six inputs, depth 3. Rounds are
// interleaved, as in sampler.mjs; printed are medians of times a network and of ratios within a round, errors of the
// connected four-point function at equal processor time, and what a network costs against N, depth and inputs.
//   node test/bench/deep.mjs [--rounds 7] [--width 1000]
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensemble, localRunner, measuredConnected, quarticVertex, sampleEnsemble } from 'nnqft'
import { measureCosts } from './deepCosts.mjs'
import { median } from './median.mjs'
import { optionalPeer, pythonWith } from './optionalPeer.mjs'
import { Peer } from './peer.mjs'
import { Scorecard } from './scorecard.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const at = (/** @type {string} */ name) => join(here, 'peers', name)
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, width: { type: 'string', default: '1000' } }
})
const [rounds, width] = [Number(values.rounds), Number(values.width)]
const common = { sigmaW: 1.2, sigmaB: 0.4, depth: 3, inputs: [-1, -0.6, -0.2, 0.3, 0.7, 1], width }
const networks = ['tanh', 'relu']

/** A way to draw networks, and how many of them it draws at a time. */
const ways = [
  {
    name: 'nnqft, conditional',
    networks: 128,
    command: [process.execPath, at('deep.mjs'), 'conditional']
  },
  { name: 'nnqft, literal', networks: 2, command: [process.execPath, at('deep.mjs'), 'literal'] },
  ...python('NumPy, literal', 'numpy', 2, [at('deep_numpy.py'), 'literal']),
  ...python('NumPy, conditional', 'numpy', 128, [at('deep_numpy.py'), 'conditional']),
  ...python('JAX, literal', 'jax', 2, [at('deep_jax.py')]),
  ...python('PyTorch, literal', 'torch', 2, [at('deep_torch.py')])
]

/** @param {string} name @param {string} library @param {number} networks @param {string[]} script */
function python(name, library, networks, script) {
  const program = optionalPeer(name, () => pythonWith(library))
  return program ? [{ name, networks, command: [program, ...script] }] : []
}

const peers = ways.map(({ name, command }) => new Peer(name, command))
/** Seconds a network. @type {Map<string, number[]>} */
const times = new Map()
for (let round = -1; round < rounds; round++) {
  for (const network of networks) {
    for (const [w, peer] of peers.entries()) {
      const count = ways[w].networks
      const task = {
        ...common,
        name: network,
        network,
        networks: count,
        plausible: /** @type {const} */ ([1e-8, 60])
      }
      const { busy } = await peer.measure(task, 0.5)
      const key = `${network}: ${ways[w].name}`
      if (round >= 0) times.set(key, [...(times.get(key) ?? []), busy / count])
    }
  }
}

const card = new Scorecard()
/** This library's own processes, by estimator. */
const own = peers.slice(0, 2).map((peer) => ({ name: peer.name.replace('nnqft, ', ''), peer }))
for (const { name, peer } of own) {
  if (peer.megabytes === undefined) throw new Error(`${peer.name} tells no memory`)
  card.check(`memory of ${name} draws`, peer.megabytes, { atMost: 200, unit: ' MB' })
}
for (const network of networks) {
  const of = (/** @type {string} */ way) => times.get(`${network}: ${way}`)
  const ratio = (/** @type {string} */ above, /** @type {string} */ below) => {
    const [a, b] = [of(above), of(below)]
    return a && b && median(a.map((time, r) => time / b[r]))
  }
  console.log(`\n${network}, N = ${width}, depth 3, six inputs: processor time a network`)
  for (const { name } of ways) {
    console.log(
      `  ${name.padEnd(24)} ${(1e6 * median(of(name) ?? [])).toFixed(1).padStart(10)} microseconds`
    )
  }
  for (const peer of ['NumPy', 'JAX', 'PyTorch']) {
    compare(
      `${network}: ${peer}, literal / nnqft, conditional`,
      ratio(`${peer}, literal`, 'nnqft, conditional'),
      100
    )
  }
  compare(
    `${network}: NumPy / nnqft, both conditional`,
    ratio('NumPy, conditional', 'nnqft, conditional'),
    4
  )
  compare(`${network}: NumPy / nnqft, both literal`, ratio('NumPy, literal', 'nnqft, literal'), 3)
  const scatter = await scatters(network)
  console.log('  error of N Gc4(x0, x0, x0, x0) after a second of processor time')
  for (const { name } of ways) {
    // Errors fall with the square root of the time.
    const seconds = median(of(name) ?? [])
    const error = scatter[/literal/.test(name) ? 'literal' : 'conditional'] * Math.sqrt(seconds)
    console.log(`    ${name.padEnd(22)} ${error.toPrecision(3).padStart(10)}`)
  }
  const slower = ratio('NumPy, literal', 'nnqft, conditional')
  compare(
    `${network}: error of Gc4, NumPy literal / nnqft conditional, equal time`,
    slower && (scatter.literal / scatter.conditional) * Math.sqrt(slower),
    10
  )
}
await measureCosts(own, common, Math.min(rounds, 3))
for (const peer of peers) peer.close()
card.print()

/** @param {string} name @param {number | undefined} value @param {number} atLeast */
function compare(name, value, atLeast) {
  if (value === undefined) card.leaveOut(name, 'no such peer')
  else card.check(name, value, { atLeast })
}

/**
 * Standard errors of N Gc4 of the first input, as a single network would give it: times the root of their number.
 *
 * @param {string} network
 */
async function scatters(network) {
  const { inputs, width: _, ...parameters } = common
  const name = /** @type {'tanh'} */ (network)
  const point = [inputs[0]]
  const vertex = quarticVertex({ ...parameters, network: name }, [point, point, point, point])
  const scatter = { literal: 0, conditional: 0 }
  for (const estimator of /** @type {const} */ (['literal', 'conditional'])) {
    const [bags, networksPerBag] = [40, estimator === 'literal' ? 50 : 500]
    const statistics = { widths: [width], orders: [2, 4], bags, networksPerBag }
    const setup = ensemble({
      ...parameters,
      network: name,
      inputs: [point],
      estimator,
      ...statistics
    })
    const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
    const { values, standardErrors } = measuredConnected(moments, 4, width)
    const [value, error] = [width * values[0], width * standardErrors[0]]
    // Wrong draws would be fast as well.
    if (!(Math.abs(value - vertex.value) < 5 * error + (20 * Math.abs(vertex.value)) / width))
      throw new Error(`${network}, ${estimator}: N Gc4 = ${value} +- ${error}, not ${vertex.value}`)
    scatter[estimator] = error * Math.sqrt(bags * networksPerBag)
  }
  return scatter
}
