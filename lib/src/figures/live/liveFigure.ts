import { refusedUnder } from '../../numerics/refusedUnder.js'
import { ensemble as checkedEnsemble, type Ensemble } from '../../networks/ensemble.js'
import {
  requireFunction,
  requireInteger,
  requireObject,
  requireObjects
} from '../../numerics/parameterError.js'
import { cellSignal } from '../../numerics/cellSignal.js'
import type { EnsembleMoments } from '../../sampling/ensembleMoments.js'
import { interruptionNote, sampleEnsemble } from '../../sampling/sampleEnsemble.js'
import { requireSamplingOptions, type SamplingOptions } from '../../sampling/samplingOptions.js'
import { FigureDrafts, type DrawSamples } from './figureDrafts.js'
import { notebookOutput } from '../display/notebookOutput.js'
import { RunControl } from './runControl.js'

export interface LiveFigureOptions extends SamplingOptions {
  /** Samples that `draw` needs, the one at work included, >= 1; default 1. */
  readonly leastSamples?: number
}

/**
 * Samples ensembles, one after the other, and shows their figure in the output of the running cell:
 * while the work goes on with the bags done so far, a progress bar and the remaining time, in the
 * end with all of them. Where the kernel's widgets are shown, the bar has a button that stops the
 * work. An interrupt, and the button as well, leaves the figure as far as it has come; finished bags
 * are in the store, so that the cell goes on from there when it is run again.
 *
 * @param draw makes the figure of the samples so far. Of the ensemble at work it gets the moments
 *   of the bags that are complete, at least two, as those of an ensemble with so many bags. It is
 *   called a few times, for at most a twentieth of the time, and once at the end: exact values that
 *   take long are better computed before
 * @returns the samples, in the order of the ensembles
 * @example
 * const [moments] = await liveFigure([setup], ([moments]) => deviationMeans(meanDeviations(moments), { parameters: setup }))
 * @throws ParameterError if there are no ensembles, and as `sampleEnsemble`, before any work starts;
 *   whatever `draw` throws
 */
export async function liveFigure(
  ensembles: readonly Ensemble[],
  draw: DrawSamples,
  options: LiveFigureOptions = {}
): Promise<EnsembleMoments[]> {
  requireFunction('liveFigure', 'draw', draw)
  requireObject('liveFigure', 'options', options)
  const { leastSamples = 1, ...samplingOptions } = options
  requireObjects('liveFigure', 'ensembles', ensembles)
  requireInteger('liveFigure', 'leastSamples', leastSamples, 1)
  refusedUnder('liveFigure', () => requireSamplingOptions(samplingOptions))
  const checked = ensembles.map(checkedEnsemble)
  const output = notebookOutput()
  const samples: EnsembleMoments[] = []
  const drafts = new FigureDrafts(checked, samples, draw, leastSamples)
  const control = new RunControl(options.signal ?? cellSignal())
  const { signal } = control
  // At once: an interrupted cell is over before the sampling promise rejects.
  let running = 0
  const interrupted = () => {
    const kept = samples.reduce((sum, sample) => sum + sample.ensemble.bags, running)
    const bags = checked.reduce((sum, ensemble) => sum + ensemble.bags, 0)
    output.replace(drafts.last(interruptionNote(kept, bags, options)))
  }
  signal.addEventListener('abort', interrupted, { once: true })
  try {
    for (const ensemble of checked) {
      const sample = await sampleEnsemble(ensemble, {
        ...samplingOptions,
        signal,
        onProgress(progress) {
          running = progress.bags
          options.onProgress?.(progress)
          // The note of an interrupt stays.
          if (signal.aborted) return
          const hasBar = control.show(drafts.overall(progress))
          const draft = drafts.next(progress, hasBar)
          if (draft) output.replace(draft)
        }
      })
      samples.push(sample)
      running = 0
    }
  } finally {
    signal.removeEventListener('abort', interrupted)
    control.close()
  }
  await output.finish(draw(samples))
  return samples
}
