import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { closeWorkerPools, ensemble, sampleEnsemble } from 'nnqft'
import { median } from './median.mjs'

const program = fileURLToPath(new URL('peers/published_code.py', import.meta.url))
const libraries = ['scipy', 'joblib', 'matplotlib', 'pandas', 'seaborn', 'sklearn']

/**
 * Times the published Python code, in one process as its command line has it, against this library on
 * the same ensemble: 20 bags, ten widths, n = 2, 4, 6. The code is fetched by whoever runs the bench (see
 * README.md); nothing of it is stored here.
 *
 * @param {string | undefined} folder its checkout
 * @param {readonly number[]} sizes networks per bag
 * @param {(library: string) => string} pythonWith the Python that has a library
 * @param {import('./scorecard.mjs').Scorecard} scorecard
 */
export async function measurePublishedCode(folder, sizes, pythonWith, scorecard) {
  if (!folder) {
    scorecard.leaveOut('the published Python code', '--published <its checkout>, see README.md')
    return
  }
  const [python] = libraries.map(pythonWith)
  for (const networksPerBag of sizes) {
    const output = execFileSync(python, [program, folder, String(networksPerBag)]).toString()
    const { seconds } = JSON.parse(output)
    const work = ensemble({ network: 'gauss', bags: 20, networksPerBag })
    const own = await medianSeconds(work, 1)
    const both = await medianSeconds(work, undefined)
    const size = `${20 * networksPerBag} networks at each of ten widths`
    console.log(
      `\n${size}: published code ${seconds.toFixed(1)} s, nnqft ${own.toFixed(4)} s on one worker ` +
        `(${(seconds / own).toFixed(0)} times as fast), ${both.toFixed(4)} s on every core ` +
        `(${(seconds / both).toFixed(0)} times)`
    )
    // Each as its user runs it. In a smaller run starting up is most of what nnqft does.
    if (networksPerBag >= 300) {
      scorecard.check(`published code, ${size}`, seconds / both, { atLeast: 2000 })
    }
  }
  await closeWorkerPools()
}

/**
 * Median of five runs after a first one, each with another seed.
 *
 * @param {import('nnqft').Ensemble} work
 * @param {number | undefined} workers
 */
async function medianSeconds(work, workers) {
  const times = []
  for (let seed = 0; seed < 6; seed++) {
    const start = performance.now()
    await sampleEnsemble({ ...work, seed }, { workers, store: false })
    times.push((performance.now() - start) / 1000)
  }
  return median(times.slice(1))
}
