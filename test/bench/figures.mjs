import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as nnqft from 'nnqft'

/**
 * Times what the two deviation figures (m_n of every combination, and their means) take at the talk's
 * statistics on every core, with a store that is empty at first, and the memory this takes.
 *
 * @param {import('./scorecard.mjs').Scorecard} scorecard
 */
export async function measureDeviationFigures(scorecard) {
  const seconds = await withFreshStore(async (store) => {
    const setup = nnqft.ensemble({ network: 'gauss' })
    const moments = await nnqft.sampleEnsemble(setup, { store })
    nnqft.deviationHistogram(nnqft.combinationDeviations(moments), { parameters: setup })
    nnqft.deviationMeans(nnqft.meanDeviations(moments), { parameters: setup })
  })
  const name = 'both deviation figures: 20 x 30000 networks, ten widths, n = 2, 4, 6'
  scorecard.check(name, seconds, { atMost: 10, unit: ' s' })
  const megabytes = process.resourceUsage().maxRSS / 1024
  scorecard.check('memory after that, workers included', megabytes, {
    atMost: 200,
    unit: ' MB'
  })
}

/**
 * Times the active RG figure: twenty sigmaW, ten widths, 30 x 30000 networks, 3e10 neurons.
 *
 * @param {import('./scorecard.mjs').Scorecard} scorecard
 */
export async function measureActiveFlow(scorecard) {
  const sigmaW = [...Array.from({ length: 19 }, (_, i) => 1 + i / 2), 20]
  const seconds = await withFreshStore(async (store) => {
    /** @type {nnqft.EnsembleMoments[]} */
    const samples = []
    for (const value of sigmaW) {
      const setup = nnqft.ensemble({
        network: 'gauss',
        sigmaW: value,
        orders: [4],
        bags: 30
      })
      samples.push(await nnqft.sampleEnsemble(setup, { store }))
    }
    const { ensemble } = samples[0]
    const running = ensemble.widths.map((width) => ({
      width,
      measured: nnqft.measuredActiveFlow(samples, 4, width),
      exact: nnqft.exactActiveFlow(ensemble, 4, width, sigmaW)
    }))
    nnqft.activeRunning(running, { parameters: { ...ensemble, sigmaW } })
  })
  scorecard.check('active RG figure: twenty sigmaW, 3e10 neurons', seconds, {
    atMost: 240,
    unit: ' s'
  })
}

/** Seconds of some work with a store of its own. @param {(store: { folder: string }) => Promise<void>} work */
async function withFreshStore(work) {
  const folder = await mkdtemp(join(tmpdir(), 'nnqft-bench-'))
  const start = performance.now()
  try {
    await work({ folder })
    return (performance.now() - start) / 1000
  } finally {
    await rm(folder, { recursive: true, force: true })
    await nnqft.closeWorkerPools()
  }
}
