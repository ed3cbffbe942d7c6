import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { closeWorkerPools, ensemble, sampleEnsemble } from 'nnqft'

const program = fileURLToPath(new URL('peers/published_code.py', import.meta.url))

/**
 * Times the published Python code against this library on the same small ensemble. The code is fetched
 * by whoever runs the bench (see README.md); nothing of it is stored here.
 *
 * @param {string | undefined} folder its checkout
 * @param {(library: string) => string} pythonWith the Python that has a library
 * @param {number} talkSeconds nnqft at the talk's statistics, on every core
 */
export async function runPublishedCode(folder, pythonWith, talkSeconds) {
  if (!folder) {
    console.log('published Python code: left out (--published <its checkout>, see README.md)')
    return
  }
  for (const library of ['scipy', 'joblib', 'matplotlib', 'pandas', 'seaborn']) pythonWith(library)
  const python = pythonWith('sklearn')
  const { seconds } = JSON.parse(execFileSync(python, [program, folder]).toString())
  const work = ensemble({ network: 'gauss', bags: 20, networksPerBag: 30 })
  const times = []
  for (let r = 0; r < 5; r++) {
    const start = performance.now()
    await sampleEnsemble({ ...work, seed: r }, { workers: 1, store: false })
    times.push((performance.now() - start) / 1000)
  }
  const own = times.sort((a, b) => a - b)[2]
  const times600 = `${seconds.toFixed(1)} s, nnqft ${own.toFixed(4)} s on one worker`
  console.log(`published Python code, 600 networks at ten widths, n = 2, 4, 6: ${times600}`)
  console.log(`  ${Math.round(seconds / own)} times as fast at this small size`)
  // Its time is proportional to the number of networks, all of which it holds in memory.
  const ratio = Math.round((1000 * seconds) / talkSeconds)
  console.log(`  ${ratio} times at the talk's 600000 networks a width, its time scaled up`)
  await closeWorkerPools()
}
