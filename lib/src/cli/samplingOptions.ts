import type { Command } from 'commander'
import type { Ensemble } from '../networks/ensemble.js'
import { requireInteger } from '../numerics/parameterError.js'
import type { EnsembleMoments } from '../sampling/ensembleMoments.js'
import type { PieceOptions, PieceProgress } from '../numerics/inPieces.js'
import type { SamplingProgress } from '../sampling/samplingProgress.js'
import { namingFlags, namingFlagsLater, numberOption } from './optionValues.js'
import type { Terminal } from './terminal.js'

/** Options of commands that take their time. */
export interface ProgressFlags {
  readonly progress: boolean
}

/** Options of commands that sample. */
export interface SamplingFlags extends ProgressFlags {
  readonly workers?: string
}

/** Adds --no-progress. */
export function addProgressOption(command: Command): Command {
  return command.option('--no-progress', 'say nothing on standard error meanwhile')
}

/** Adds --workers and --no-progress. */
export function addSamplingOptions(command: Command): Command {
  return addProgressOption(
    command.option('--workers <count>', 'worker threads (default: the cores of this machine)')
  )
}

/** Refuses what can't be sampled before what comes first takes its time. @throws ParameterError as `sampleEnsemble` */
export async function refuseUndrawable(
  source: string,
  ensemble: Ensemble,
  flags: Readonly<Record<string, string>> = {}
): Promise<void> {
  const { requireDrawable } = await import('../sampling/sampleEnsemble.js')
  namingFlags(source, flags, () => requireDrawable(ensemble))
}

/**
 * Samples on behalf of a terminal; an interrupted run says how many bags are kept and how to go on.
 *
 * @param flags those of fields that options give, for `namingFlags`
 * @throws ParameterError unless the workers are in [1, 1024], and as `sampleEnsemble`
 */
export async function sampleForTerminal(
  source: string,
  ensemble: Ensemble,
  { workers, progress }: SamplingFlags,
  terminal: Terminal,
  flags: Readonly<Record<string, string>> = {}
): Promise<EnsembleMoments> {
  const count = workers === undefined ? undefined : workerCount(source, workers)
  const report = progress ? progressReport(terminal, 'sampling', -Infinity) : undefined
  const { sampleEnsemble } = await import('../sampling/sampleEnsemble.js')
  let latest: SamplingProgress | undefined
  const sample = () =>
    sampleEnsemble(ensemble, {
      ...(count !== undefined && { workers: count }),
      signal: terminal.signal,
      onProgress(now) {
        latest = now
        report?.(now)
      }
    })
  // The first part may take minutes: one network of a thousand million neurons does.
  const unheard = setTimeout(() => {
    if (report && !latest) terminal.err('sampling: 0 %, the first networks are being drawn\n')
  }, 1000)
  try {
    return await namingFlagsLater(source, flags, sample)
  } catch (error) {
    if (terminal.signal.aborted) terminal.err(keptNote(ensemble.bags, latest))
    throw error
  } finally {
    clearTimeout(unheard)
  }
}

/** What an interrupted run says; a report may be a moment old, its moments are those of now. */
function keptNote(bags: number, latest: SamplingProgress | undefined): string {
  const kept = latest && `${latest.momentsSoFar()?.ensemble.bags ?? 0} of ${bags} bags`
  return `${kept ?? 'finished bags'} kept; the same command goes on from there\n`
}

/**
 * How to compute on behalf of a terminal what leaves nothing behind: what takes less than a second is not reported. An
 * interruption is not caught, and ends the process at once, be it in the middle of a piece.
 */
export function reportingOptions(
  { progress }: ProgressFlags,
  terminal: Terminal,
  name = 'exact values'
): PieceOptions {
  return progress ? { onProgress: progressReport(terminal, name, performance.now()) } : {}
}

/** `reportingOptions` of what goes on to sample: it is stopped between pieces. */
export function pieceOptions(
  flags: ProgressFlags,
  terminal: Terminal,
  name?: string
): PieceOptions {
  return { signal: terminal.signal, ...reportingOptions(flags, terminal, name) }
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
