// The sampler side by side with other ways to draw the same networks, on one core. Rounds are
// interleaved: each peer runs each case once a round, so that whatever else the machine does hits
// all alike. Printed are medians of times and of ratios within a round.
//   node test/bench/sampler.mjs [--rounds 7] [--published <checkout>]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { cases } from './cases.mjs'
import { Peer } from './peer.mjs'
import { runPublishedCode } from './published.mjs'
import { measureScaling } from './scaling.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const build = join(here, '..', '..', 'build')
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, published: { type: 'string' } }
})
const rounds = Number(values.rounds)
const at = (/** @type {string} */ name) => join(here, 'peers', name)

mkdirSync(build, { recursive: true })
const peers = [new Peer('nnqft', [process.execPath, at('nnqft.mjs')]), ...others()]

/** Peers that this machine can run; a line says which are left out, and why. */
function others() {
  const found = [new Peer('plain JavaScript', [process.execPath, at('plain.mjs')])]
  const native = optional('native C', () => buildNative())
  if (native) found.push(new Peer('native C', [native], describeToC))
  const python = optional('NumPy', () => pythonWith('numpy'))
  if (python) {
    found.push(new Peer('NumPy, the usual way', [python, at('numpy_sampler.py'), 'usual']))
    found.push(new Peer('NumPy, cache-blocked', [python, at('numpy_sampler.py'), 'blocked']))
  }
  const jax = optional('JAX', () => pythonWith('jax'))
  if (jax) found.push(new Peer('JAX on the CPU', [jax, at('jax_sampler.py')]))
  return found
}

/** @param {string} name @param {() => string} prepare */
function optional(name, prepare) {
  try {
    return prepare()
  } catch (error) {
    console.log(`${name} is left out: ${/** @type {Error} */ (error).message.split('\n')[0]}`)
    return undefined
  }
}

function buildNative() {
  const program = join(build, 'native-sampler')
  const flags = ['-O3', '-march=native', '-ffp-contract=fast', '-o', program]
  execFileSync(process.env.CC ?? 'cc', [...flags, at('native.c'), '-lm'], { stdio: 'pipe' })
  return program
}

/** Where PyPI's name is not the module's. */
const distributions = new Map([['sklearn', 'scikit-learn']])

/** The bench's own Python environment, in build/, with a library in it. @param {string} library */
function pythonWith(library) {
  const environment = join(build, 'bench-venv')
  const python = join(environment, 'bin', 'python')
  if (!existsSync(python)) execFileSync('python3', ['-m', 'venv', environment], { stdio: 'pipe' })
  try {
    execFileSync(python, ['-c', `import ${library}`], { stdio: 'pipe' })
  } catch {
    console.log(`installing ${library} into ${environment}`)
    execFileSync(python, ['-m', 'pip', 'install', '-q', distributions.get(library) ?? library], {
      stdio: 'pipe'
    })
  }
  return python
}

/** @param {import('./cases.mjs').Case} task */
function describeToC({ width, networks, spaced, inputs }) {
  return [width, networks, Number(spaced), ...inputs].join(' ')
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Seconds of one round, by case and peer. @returns {Promise<number[][]>} */
async function round() {
  const seconds = []
  for (const task of cases) {
    const row = []
    for (const peer of peers) row.push(await peer.run(task))
    seconds.push(row)
  }
  return seconds
}

for (let warmUp = 0; warmUp < 2; warmUp++) await round()
const measured = []
for (let r = 0; r < rounds; r++) measured.push(await round())
for (const peer of peers) peer.close()

for (const [c, { name, networks, width }] of cases.entries()) {
  console.log(`\n${name}: medians of ${rounds} interleaved runs, one core`)
  for (const [p, peer] of peers.entries()) {
    const times = measured.map((seconds) => seconds[c][p])
    const ratio = median(measured.map((seconds) => seconds[c][p] / seconds[c][0]))
    const network = (1e9 * median(times)) / networks
    const best = (1e9 * Math.min(...times)) / networks
    const columns = [
      peer.name.padEnd(22),
      `${network.toFixed(1).padStart(9)} ns a network (best ${best.toFixed(1)})`,
      `${(network / width).toFixed(2).padStart(7)} ns a neuron`,
      `${ratio.toFixed(2).padStart(7)} times nnqft`
    ]
    console.log(columns.join('  '))
  }
}
const ratios = measured.map((seconds) => seconds[1][0] / seconds[0][0])
console.log(`\nany inputs against equally spaced ones: ${median(ratios).toFixed(2)}`)
const talkSeconds = await measureScaling(rounds)
await runPublishedCode(values.published, pythonWith, talkSeconds)
