import { closeWorkerPools, ensemble, sampleEnsemble } from 'nnqft'

/**
 * Prints what two workers gain over one, the time of both deviation figures at the talk's
 * statistics, and the memory this took.
 *
 * @param {number} rounds
 * @returns {Promise<number>} seconds of the deviation figures
 */
export async function measureScaling(rounds) {
  const work = ensemble({ network: 'gauss', widths: [1000], bags: 4, networksPerBag: 20000 })
  const seconds = async (/** @type {number} */ workers) => {
    const start = performance.now()
    await sampleEnsemble(work, { workers, store: false })
    return (performance.now() - start) / 1000
  }
  await seconds(1)
  await seconds(2)
  const gains = []
  for (let r = 0; r < rounds; r++) gains.push((await seconds(1)) / (await seconds(2)))
  gains.sort((a, b) => a - b)
  console.log(`two workers against one: ${gains[gains.length >> 1].toFixed(2)} times as fast`)

  const start = performance.now()
  await sampleEnsemble(ensemble({ network: 'gauss' }), { store: false })
  const talk = (performance.now() - start) / 1000
  const megabytes = process.resourceUsage().maxRSS / 1024
  console.log(`the talk's 20 x 30000 networks at ten widths, orders 2, 4, 6: ${talk.toFixed(1)} s`)
  console.log(`memory, workers included: ${megabytes.toFixed(0)} MB at most`)
  await closeWorkerPools()
  return talk
}
