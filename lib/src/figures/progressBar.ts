import type { SamplingProgress } from '../sampling/samplingProgress.js'
import { jupyterDisplay, type MimeBundle } from './figure.js'
import { htmlMimeType, textMimeType } from './mimeTypes.js'

/** A progress bar that a notebook displays, and displays again in place as the work goes on. */
export interface ProgressBar {
  toString(): string
  [jupyterDisplay](): MimeBundle
}

/**
 * The state of a sampling run as a bar with the remaining time. A finished run shows no time, so
 * that executing a notebook again changes nothing.
 *
 * @example
 * sampleEnsemble(setup, { onProgress: (p) => display(progressBar(p), { id: 'sampling' }) })
 */
export function progressBar({ done, total, remainingSeconds }: SamplingProgress): ProgressBar {
  const percent = Math.floor((100 * done) / total)
  const rest = done < total && Number.isFinite(remainingSeconds)
  const label = `sampling: ${percent} %${rest ? `, ${duration(remainingSeconds)} left` : ''}`
  const bar = `<progress value="${percent}" max="100" aria-label="sampling"></progress>`
  return {
    toString: () => label,
    [jupyterDisplay]: () => ({ [htmlMimeType]: `${bar} ${label}`, [textMimeType]: label })
  }
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const minutes = Math.floor(whole / 60)
  return minutes === 0 ? `${whole} s` : `${minutes} min ${whole % 60} s`
}
