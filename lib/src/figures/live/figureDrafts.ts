import type { Ensemble } from '../../networks/ensemble.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { ensembleWork } from '../../sampling/samplingPlan.js'
import type { SamplingProgress } from '../../sampling/samplingProgress.js'
import type { Displayable } from '../display/displayable.js'
import type { Figure } from '../parts/figure.js'
import { progressBar, progressText, textLine } from '../display/progressBar.js'
import { DraftPace } from './draftPace.js'

/** Makes the figure of the samples so far. */
export type DrawSamples = (samples: readonly EnsembleMoments[]) => Figure

/** Milliseconds between two drafts: at most two a second. */
const interval = 500

/** Share of the time that drafts may take from the sampling. */
const drawingShare = 0.05

/** Errors are scatter between bags, so that one bag has none. */
const leastBags = 2

/** The drafts of a figure while its ensembles are sampled one after the other. */
export class FigureDrafts {
  private readonly total: number
  private figure: Figure | undefined
  private drawn = ''
  private readonly pace = new DraftPace(interval, drawingShare)

  /**
   * @param samples the ensembles that are done; grows from outside
   * @param leastSamples before there are so many, a progress bar is all that is shown
   */
  constructor(
    private readonly ensembles: readonly Ensemble[],
    private readonly samples: readonly EnsembleMoments[],
    private readonly draw: DrawSamples,
    private readonly leastSamples: number
  ) {
    this.total = ensembles.reduce((sum, ensemble) => sum + ensembleWork(ensemble), 0)
  }

  /**
   * What to show at this point of the work, undefined if it is too early for another draft.
   * @param hasBar a bar is shown elsewhere: before there is a figure there is nothing to show
   */
  next(progress: SamplingProgress, hasBar: boolean): Displayable | undefined {
    if (performance.now() < this.pace.due || progress.done === progress.total) return undefined
    this.pace.begin()
    const draft = this.draft(progress)
    this.pace.end()
    return this.figure || !hasBar ? this.pace.timed(draft) : undefined
  }

  /** What is left of work that stops here. */
  last(note: string): Displayable {
    return this.figure?.draft(note) ?? textLine(note)
  }

  private draft(progress: SamplingProgress): Displayable {
    const running = progress.momentsSoFar()
    const enough = running && running.ensemble.bags >= leastBags
    const samples = enough ? [...this.samples, running] : this.samples
    if (samples.length >= this.leastSamples) {
      const state = `${samples.length}/${samples.at(-1)?.ensemble.bags}`
      if (state !== this.drawn) this.figure = this.draw(samples)
      this.drawn = state
    }
    const overall = this.overall(progress)
    return this.figure?.draft(progressText(overall)) ?? progressBar(overall)
  }

  /** Progress over all ensembles from that of the one at work. */
  overall({ done, rate }: SamplingProgress) {
    const finished = this.ensembles.slice(0, this.samples.length)
    const before = finished.reduce((sum, ensemble) => sum + ensembleWork(ensemble), 0)
    const remainingSeconds = (this.total - before - done) / rate
    return { done: before + done, total: this.total, remainingSeconds }
  }
}
