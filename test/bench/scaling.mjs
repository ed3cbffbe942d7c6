import { closeWorkerPools, ensemble, sampleEnsemble } from 'nnqft'
import { median } from './median.mjs'

/**
 * Measures what two workers gain over one, and the memory that the process took with its workers.
 *
 * @param {number} rounds
 * @param {import('./scorecard.mjs').Scorecard} scorecard
 */
export async function measureScaling(rounds, scorecard) {
  const work = ensemble({
    network: 'gauss',
    widths: [1000],
    // Ten seconds on one core: what the second core needs to wake up is not the question.
    bags: 20,
    networksPerBag: 60000
  })
  const seconds = async (/** @type {number} */ workers) => {
    const start = performance.now()
    await sampleEnsemble(work, { workers, store: false })
    return (performance.now() - start) / 1000
  }
  await seconds(1)
  await seconds(2)
  const gains = []
  for (let r = 0; r < rounds; r++) gains.push((await seconds(1)) / (await seconds(2)))
  scorecard.check('two workers against one, N = 1000', median(gains), {
    atLeast: 1.9
  })
  await closeWorkerPools()
}
