import type { Command } from 'commander'
import { prepareCouplings } from '../couplings/couplingSolver.js'
import { exactCouplings, type CouplingTable } from '../couplings/couplingTable.js'
import type { CouplingTableOptions } from '../couplings/exactCoupling.js'
import type { Normalisation } from '../couplings/normalisation.js'
import type { ActivationSpecification } from '../networks/activations/activations.js'
import { ParameterError } from '../numerics/parameterError.js'
import type { PieceOptions, PieceProgress } from '../numerics/inPieces.js'
import { cutoffsOption } from './networkOptions.js'

/** Options of commands that print couplings. */
export interface CouplingOptions {
  readonly normalisation: string
  readonly cutoff?: string
  readonly scaled?: boolean
}

/** Adds --normalisation, --cutoff and --scaled. */
export function addCouplingOptions(command: Command): Command {
  return command
    .option(
      '--normalisation <name>',
      'raw: of the output f; canonical: of the field with kinetic term p^2 (gauss only)',
      'raw'
    )
    .option(
      '--cutoff <L>',
      'infrared cutoff of the vertex integrals, or els for theirs; needed where K does not decay'
    )
    .option('--scaled', 'couplings in units of exp(logScale), for dimensions of several hundred')
}

/** The library's options, which it checks. @throws ParameterError for a cutoff that is no number */
export function couplingOptions(
  source: string,
  { normalisation, cutoff, scaled }: CouplingOptions,
  network: ActivationSpecification
): CouplingTableOptions {
  return {
    normalisation: normalisation as Normalisation,
    scaled: scaled ?? false,
    ...(cutoff !== undefined && { cutoff: oneCutoff(source, cutoff, network) })
  }
}

function oneCutoff(source: string, text: string, network: ActivationSpecification): number {
  const cutoffs = cutoffsOption(source, '--cutoff', text, network)
  if (cutoffs.length === 1) return cutoffs[0]
  const rule = `one number; there are ${cutoffs.length} (see "nnqft flow cutoff")`
  throw new ParameterError(source, '--cutoff', rule, text)
}

/**
 * Exact couplings of an ensemble at one width, in pieces that can be watched and stopped: what cannot be told as a number is
 * refused before the next order or sigmaW takes its time.
 *
 * @throws as `exactCouplings`; the signal's reason if it was stopped
 */
export async function preparedCouplings(
  given: Parameters<typeof exactCouplings>,
  how: PieceOptions
): Promise<CouplingTable> {
  const [ensemble, order, , options] = given
  await prepareCouplings(ensemble, order, options, how)
  return exactCouplings(...given)
}

/** `preparedCouplings` at one value of sigmaW after another: what an exact active flow is made of, with one progress. */
export async function prepareActiveFlow(
  [ensemble, ...others]: Parameters<typeof exactCouplings>,
  sigmaW: readonly number[],
  how: PieceOptions
): Promise<void> {
  const start = performance.now()
  for (const [i, value] of sigmaW.entries()) {
    const onProgress = (of: PieceProgress) => {
      const [done, total] = [i * of.total + of.done, sigmaW.length * of.total]
      const seconds = (performance.now() - start) / 1000
      how.onProgress?.({ done, total, remainingSeconds: (seconds / done) * (total - done) })
    }
    await preparedCouplings([{ ...ensemble, sigmaW: value }, ...others], { ...how, onProgress })
  }
}
