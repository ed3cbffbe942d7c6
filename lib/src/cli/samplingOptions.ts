import { requireInteger } from '../numerics/parameterError.js'
import type { SamplingProgress } from '../sampling/samplingProgress.js'
import { numberOption } from './optionValues.js'
import type { Terminal } from './terminal.js'

/** The value of `--workers`, undefined if it was not given. @throws ParameterError unless in [1, 1024] */
export function workerCount(source: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const count = numberOption(source, '--workers', text)
  requireInteger(source, '--workers', count, 1, 1024)
  return count
}

/** Says at most once a second how far the run is. */
export function progressReport(terminal: Terminal): (progress: SamplingProgress) => void {
  let last = -Infinity
  return ({ done, total, remainingSeconds }) => {
    const now = performance.now()
    if (done < total && now - last < 1000) return
    last = now
    const percent = Math.floor((100 * done) / total)
    const rest = Number.isFinite(remainingSeconds) ? `, ${Math.ceil(remainingSeconds)} s left` : ''
    terminal.err(`sampling: ${percent} %${done < total ? rest : ''}\n`)
  }
}
