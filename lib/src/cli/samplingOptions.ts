import type { Command } from 'commander'
import { requireInteger } from '../numerics/parameterError.js'
import type { PieceOptions, PieceProgress } from '../sampling/inPieces.js'
import type { SamplingOptions } from '../sampling/samplingOptions.js'
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
    .option('--no-progress', 'say nothing on standard error meanwhile')
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
    ...(progress && { onProgress: progressReport(terminal, 'sampling', -Infinity) })
  }
}

/** How to compute exact values on behalf of a terminal: what takes less than a second is not reported. */
export function pieceOptions({ progress }: SamplingFlags, terminal: Terminal): PieceOptions {
  return {
    signal: terminal.signal,
    ...(progress && { onProgress: progressReport(terminal, 'exact values', performance.now()) })
  }
}

/** The number of workers that --workers names. */
export function workerCount(source: string, text: string): number {
  const count = numberOption(source, '--workers', text)
  requireInteger(source, '--workers', count, 1, 1024)
  return count
}

/** Says at most once a second how far the run is, and at its end if it said so before. */
function progressReport(
  terminal: Terminal,
  name: string,
  start: number
): (progress: PieceProgress) => void {
  let last = start
  return ({ done, total, remainingSeconds }) => {
    const now = performance.now()
    if (now - last < 1000 && (done < total || last === start)) return
    last = now
    const percent = Math.floor((100 * done) / total)
    const rest = Number.isFinite(remainingSeconds) ? `, ${Math.ceil(remainingSeconds)} s left` : ''
    terminal.err(`${name}: ${percent} %${done < total ? rest : ''}\n`)
  }
}
