// The sampler of deep networks side by side with other ways to draw them, on one core: six inputs, depth 3. Rounds are
// interleaved, as in sampler.mjs; printed are medians of times a network and of ratios within a round.
//   node test/bench/deep.mjs [--rounds 7] [--width 1000]
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensemble, measuredGreenFunction, localRunner, sampleEnsemble } from 'nnqft'
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
        plausible: /** @type {const} */ ([1e-4, 30])
      }
      const { busy } = await peer.measure(task, 0.5)
      const key = `${network}: ${ways[w].name}`
      if (round >= 0) times.set(key, [...(times.get(key) ?? []), busy / count])
    }
  }
}
for (const peer of peers) peer.close()

const card = new Scorecard()
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
  const slower = ratio('NumPy, literal', 'nnqft, conditional')
  const spread = await spreadRatio(network)
  // Errors fall with the square root of the time.
  compare(
    `${network}: error of G4, NumPy literal / nnqft conditional, equal time`,
    slower && spread * Math.sqrt(slower),
    10
  )
}
card.print()

/** @param {string} name @param {number | undefined} value @param {number} atLeast */
function compare(name, value, atLeast) {
  if (value === undefined) card.leaveOut(name, 'no such peer')
  else card.check(name, value, { atLeast })
}

/** Standard error of G4 of literal draws in units of that of as many conditional ones. @param {string} network */
async function spreadRatio(network) {
  const points = common.inputs.map((x) => [x])
  const errors = []
  for (const estimator of /** @type {const} */ (['literal', 'conditional'])) {
    const statistics = { widths: [100], orders: [4], bags: 30, networksPerBag: 200 }
    const { inputs: _, width: __, ...parameters } = common
    const setup = ensemble({
      ...parameters,
      network: /** @type {'tanh'} */ (network),
      inputs: points,
      estimator,
      ...statistics
    })
    const moments = await sampleEnsemble(setup, { store: false, runner: localRunner() })
    errors.push(measuredGreenFunction(moments, 4, 100).standardError[0])
  }
  return errors[0] / errors[1]
}
