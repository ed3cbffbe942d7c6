import type { Ensemble } from '../networks/ensemble.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import type { MomentStore } from '../sampling/momentStore.js'
import { ensembleWork } from '../sampling/samplingPlan.js'
import type { Campaign } from './campaign.js'
import { momentsSoFar } from './storedCampaign.js'

/** Errors are scatter between bags, so that one bag has none. */
export const leastBags = 2

/** What is there of one of a campaign's ensembles. */
interface Looked {
  /** Names of its files. */
  readonly files: string
  readonly bags: number
}

/** A campaign that others draw: looks at its store again and again, and reads only what has changed since. */
export class GrowingCampaign {
  private readonly looked = new Map<number, Looked>()
  /** Work that was there at first, and when. */
  private begin: readonly [number, number] | undefined

  constructor(
    private readonly source: string,
    private readonly campaign: Campaign,
    private readonly store: MomentStore
  ) {}

  /** Moments of those ensembles that have other files than at the last look, those without a bag left out. */
  async *changes(): AsyncGenerator<{ readonly index: number; readonly moments: EnsembleMoments }> {
    for (const [index, whole] of this.campaign.ensembles.entries()) {
      const before = this.looked.get(index)
      if (before?.bags === whole.bags) continue
      const names: string[] = []
      for (const width of whole.widths) names.push(...(await this.store.filesOf(whole, width)))
      const files = names.join()
      if (files === (before?.files ?? '')) continue
      const moments = await momentsSoFar(this.source, this.store, whole)
      this.looked.set(index, { files, bags: moments?.ensemble.bags ?? 0 })
      if (moments) yield { index, moments }
    }
  }

  /** Work that is done as of the last look, and how long the rest takes at the pace since the first. */
  progress() {
    const total = this.sum((whole) => ensembleWork(whole))
    const done = this.sum((whole, bags) => ensembleWork(whole) * (bags / whole.bags))
    const [found, began] = (this.begin ??= [done, performance.now()])
    const pace = (done - found) / (performance.now() - began)
    const remainingSeconds = pace > 0 ? (total - done) / pace / 1000 : Infinity
    return { done, total, remainingSeconds, complete: this.bags() === this.bagsWanted() }
  }

  /** How many bags are there at all their widths. */
  toString(): string {
    return `${this.bags()} of ${this.bagsWanted()} bags are in ${this.store.folder}`
  }

  private bags(): number {
    return this.sum((_, bags) => bags)
  }

  private bagsWanted(): number {
    return this.sum((whole) => whole.bags)
  }

  private sum(quantity: (whole: Ensemble, bags: number) => number): number {
    const ensembles = this.campaign.ensembles
    return ensembles.reduce(
      (sum, whole, i) => sum + quantity(whole, this.looked.get(i)?.bags ?? 0),
      0
    )
  }
}
