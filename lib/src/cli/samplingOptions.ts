import type { Command } from 'commander'
import { requireInteger } from '../numerics/parameterError.js'
import type { SamplingOptions } from '../sampling/samplingOptions.js'
import type { SamplingProgress } from '../sampling/samplingProgress.js'
import { numberOption } from './optionValues.js'
import type { Terminal } from './terminal.js'

/** Options of commands that sample. */
export interface SamplingFlags {
  readonly workers?: string
  readonly progress: boolean
}

/** Adds --workers and --no-progress. */
export function addSamplingOptions(command: Command): Command {
  return command
    .option('--workers <count>', 'worker threads (default: the cores of this machine)')
    .option('--no-progress', 'say nothing on standard error while sampling')
}

/** How to sample on behalf of a terminal. @throws ParameterError unless the workers are in [1, 1024] */
export function samplingOptions(
  source: string,
  { workers, progress }: SamplingFlags,
  terminal: Terminal
): SamplingOptions {
  return {
    ...(workers !== undefined && { workers: workerCount(source, workers) }),
    signal: terminal.signal,
    ...(progress && { onProgress: progressReport(terminal) })
  }
}

/** The number of workers that --workers names. */
export function workerCount(source: string, text: string): number {
  const count = numberOption(source, '--workers', text)
  requireInteger(source, '--workers', count, 1, 1024)
  return count
}

/** Says at most once a second how far the run is. */
function progressReport(terminal: Terminal): (progress: SamplingProgress) => void {
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
