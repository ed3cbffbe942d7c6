import { ensemble as checkedEnsemble, type Ensemble } from '../networks/ensemble.js'
import { estimatorOf } from '../networks/estimators.js'
import { fieldCombinationCount } from '../networks/field.js'
import { withOrigin } from '../provenance/origin.js'
import { ParameterError } from '../numerics/parameterError.js'
import { sumsLayout } from './bagSums.js'
import { drawMissingBags, type BagTable } from './blockQueue.js'
import { requireSamplable } from './blockSampler.js'
import { cellSignal } from '../numerics/cellSignal.js'
import type { EnsembleMoments } from './ensembleMoments.js'
import { progressMeter } from './progressMeter.js'
import { samplerSettings } from './samplerSettings.js'
import { ensembleWork, networkCost } from './samplingPlan.js'
import {
  requireSamplingOptions,
  samplingRunner,
  warn,
  type SamplingOptions
} from './samplingOptions.js'
import { noStore, storedBags, type StoredBags } from './storedBags.js'
import { widthMoments } from './widthMoments.js'

/** Most numbers that are kept of a sample, 800 megabytes. */
const mostSums = 1e8

/** Refuses an ensemble whose moments, bag by bag, no memory holds. */
export function requireAffordable(ensemble: Ensemble): void {
  const { bags, widths, inputs, outputs = 1, orders } = ensemble
  const copies = estimatorOf(ensemble).drawsOutputs ? 1 : 3
  const perBag = orders.reduce(
    (sum, order) => sum + copies * fieldCombinationCount(inputs.length, outputs, order),
    widths.length
  )
  const most = Math.floor(mostSums / (perBag * widths.length))
  if (bags <= most) return
  if (most < 1) {
    const rule = `few enough for the moments of a bag, ${perBag * widths.length}, to fit into memory`
    throw new ParameterError('sampleEnsemble', 'inputs', rule, inputs)
  }
  const rule = `at most ${most} for ${perBag * widths.length} moments a bag to fit into memory`
  throw new ParameterError('sampleEnsemble', 'bags', rule, bags)
}

/** Refuses an ensemble that can't be drawn, or whose moments no memory holds. */
export function requireDrawable(ensemble: Ensemble): void {
  requireAffordable(ensemble)
  for (const width of ensemble.widths) requireSamplable(samplerSettings(ensemble, width))
}

/**
 * Draws the networks of an ensemble and returns the moments of their outputs, bag by bag.
 *
 * A pure function of the ensemble: for every number of workers, on every machine and in a browser
 * the same bits (docs/sampling.md defines the plan of blocks, their random streams, and the order
 * of the sums).
 *
 * @example const moments = await sampleEnsemble(ensemble({ network: 'gauss', widths: [10] }))
 * @throws ParameterError if the ensemble or an option is out of its domain, before any work starts
 * @throws RunnerError if the `runner` gives another answer than it was asked for
 * @throws ParameterError if a moment leaves the range of numbers
 */
export async function sampleEnsemble(
  ensemble: Ensemble,
  options: SamplingOptions = {}
): Promise<EnsembleMoments> {
  requireSamplingOptions(options)
  const checked = checkedEnsemble(ensemble)
  requireDrawable(checked)
  const signal = options.signal ?? cellSignal()
  signal?.throwIfAborted()
  const warnings: string[] = []
  const stored = await openStore(checked, options, (message) => {
    warnings.push(message)
    warn(message, options)
  })
  const layout = sumsLayout(checked)
  const bagSums: BagTable = checked.widths.map(() => new Array(checked.bags))
  const restored = await restore(checked, stored, bagSums)
  const momentsOf = (bags: number): EnsembleMoments => {
    const ensemble = { ...checked, bags }
    const widths = checked.widths.map((width, i) =>
      widthMoments(checked, width, layout, bagSums[i].slice(0, bags) as Float64Array[])
    )
    return withOrigin({ ensemble, widths, warnings }, 'sampleEnsemble', ensemble)
  }
  const bagsSoFar = () => completeBags(bagSums)
  const momentsSoFar = () => {
    const bags = bagsSoFar()
    return bags > 0 ? momentsOf(bags) : undefined
  }
  const total = ensembleWork(checked)
  const meter = progressMeter(total, options.onProgress, restored, {
    bagsSoFar,
    momentsSoFar
  })
  const keep = (width: number, bag: number, sums: Float64Array) => {
    bagSums[checked.widths.indexOf(width)][bag] = sums
    stored.add(width, bag, sums)
  }
  // At once: an interrupted cell is over before the promise rejects. Who gives the signal tells its user.
  const note = () => {
    // eslint-disable-next-line no-console -- the output of the cell is where its user looks
    console.log(interruptionNote(bagsSoFar(), checked.bags, options))
  }
  const cell = options.signal ? undefined : signal
  cell?.addEventListener('abort', note, { once: true })
  try {
    if (restored < total) {
      const runner = await samplingRunner(options)
      const work = total - restored
      const missing = { ensemble: checked, bagSums, work, keep, advance: meter.advance }
      await drawMissingBags(missing, runner, signal)
    }
  } finally {
    cell?.removeEventListener('abort', note)
    await stored.close()
  }
  meter.finish()
  return momentsOf(checked.bags)
}

/** What an interrupted cell says: how many bags are kept, and how to go on. */
export function interruptionNote(kept: number, bags: number, { store }: SamplingOptions): string {
  if (store === false) return `interrupted after ${kept} of ${bags} bags; nothing is stored`
  return `${kept} of ${bags} bags kept; run the cell again to go on`
}

/** How many bags, from the first one on, are there at every width. */
function completeBags(bagSums: BagTable): number {
  return Math.min(
    ...bagSums.map((bags) => {
      let count = 0
      while (count < bags.length && bags[count]) count++
      return count
    })
  )
}

function openStore(ensemble: Ensemble, { store }: SamplingOptions, warn: (text: string) => void) {
  return store !== false ? storedBags(ensemble, store ?? {}, warn) : noStore
}

/** Puts the stored bags in their places and returns how much work they save. */
async function restore(ensemble: Ensemble, stored: StoredBags, bagSums: BagTable): Promise<number> {
  let work = 0
  for (const [i, width] of ensemble.widths.entries()) {
    for (const [bag, sums] of await stored.load(width)) {
      bagSums[i][bag] = sums
      work += ensemble.networksPerBag * networkCost(ensemble, width)
    }
  }
  return work
}
