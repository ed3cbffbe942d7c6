import { requireObject, requireFinite, requirePositive } from '../../numerics/parameterError.js'
import type { SamplingProgress } from '../../sampling/samplingProgress.js'
import { jupyterDisplay, type Displayable } from './displayable.js'
import { htmlMimeType, textMimeType } from './mimeTypes.js'

/** What a progress bar shows of the progress of a run. */
export type ShownProgress = Pick<SamplingProgress, 'done' | 'total' | 'remainingSeconds'>

/**
 * The state of a sampling run as a bar with the remaining time. A finished run shows no time, so
 * that executing a notebook again changes nothing.
 *
 * @example
 * sampleEnsemble(setup, { onProgress: (p) => display(progressBar(p), { id: 'sampling' }) })
 */
export function progressBar(progress: ShownProgress): Displayable {
  requireObject('progressBar', 'progress', progress)
  requireFinite('progressBar', 'done', progress.done, 0)
  requirePositive('progressBar', 'total', progress.total)
  // No time is known before the first part of the work is done.
  if (progress.remainingSeconds !== Infinity) {
    requireFinite('progressBar', 'remainingSeconds', progress.remainingSeconds, 0)
  }
  const label = progressLabel(progress)
  const bar = `<progress value="${percentDone(progress)}" max="100" aria-label="sampling"></progress>`
  return {
    toString: () => label,
    [jupyterDisplay]: () => ({ [htmlMimeType]: `${bar} ${label}`, [textMimeType]: label })
  }
}

/** The same on one line of text, for the title of a figure. */
export function progressText(progress: ShownProgress): string {
  const full = Math.floor(percentDone(progress) / 5)
  return `${'█'.repeat(full)}${'░'.repeat(20 - full)} ${progressLabel(progress)}`
}

/** Text that shows itself. */
export function textLine(text: string): Displayable {
  return { toString: () => text, [jupyterDisplay]: () => ({ [textMimeType]: text }) }
}

/** Whole per cent of the work that are done. */
export function percentDone({ done, total }: ShownProgress): number {
  return Math.floor((100 * done) / total)
}

/** How far a run is, and for how long it goes on. */
export function progressLabel(progress: ShownProgress): string {
  const { done, total, remainingSeconds } = progress
  const rest = done < total && Number.isFinite(remainingSeconds)
  const time = rest ? `, ${duration(remainingSeconds)} left` : ''
  return `sampling: ${percentDone(progress)} %${time}`
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}
