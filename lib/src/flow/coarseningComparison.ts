import { networkSizes } from '../networks/networkSizes.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { momentsOrigin } from '../sampling/momentsOrigin.js'
import { coarsenedCoupling } from '../couplings/coarsenedCoupling.js'
import {
  coarseningWindow,
  requireGaussNet,
  type CoarseningWindow
} from '../couplings/coarseningWindow.js'
import type { Coupling } from '../couplings/exactCoupling.js'
import {
  areOnWindow,
  measuredCoarsenedCoupling,
  type MeasuredCoarsenedCoupling
} from '../couplings/measuredCoarsenedCoupling.js'
import { logFieldNormalisation, massSquared } from '../covariances/momentumSpace.js'
import type { NetworkParameters } from '../networks/networkParameters.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requireList,
  requireObject,
  requirePositive
} from '../numerics/parameterError.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { passiveFlow, type PassiveFlow } from './passiveFlow.js'
import { regulatorNamed, type RegulatorName } from './regulator.js'

/** Which networks are coarsened, and how far. */
export interface CoarseningComparisonParameters {
  /** GaussNet: sigmaW, sigmaB. An `Ensemble` will do. */
  readonly network: NetworkParameters
  /** Width N. */
  readonly width: number
  /** Dimension of data space, an integer >= 1. */
  readonly dIn: number
  /** Widths a of the window, > 0, increasing; the scales are k = 1/a. */
  readonly blurs: readonly number[]
  /** Which coupling; default 4. */
  readonly order?: 4 | 6
  /** Samples of `coarsenedEnsemble` on the windows of these blurs, in their order; default none: nothing measured. */
  readonly samples?: readonly EnsembleMoments[]
  /** Points per axis of the windows of the samples; default 5. */
  readonly nodesPerAxis?: number
  /** Of the flow; default Litim. */
  readonly regulator?: RegulatorName
}

const parameterKeys: readonly (keyof CoarseningComparisonParameters)[] = [
  'network',
  'width',
  'dIn',
  'blurs',
  'order',
  'samples',
  'nodesPerAxis',
  'regulator'
]

/** One window. */
export interface CoarseningRow {
  /** Standard deviation a of the Gaussian window, in units of the inputs. */
  readonly blur: number
  /** k = 1/a. */
  readonly scale: number
  /** What the flow from k = 0 predicts; undefined where it has ended. */
  readonly fromInfrared: number | undefined
  /** What the flow down from the largest scale predicts; undefined where it has ended. */
  readonly fromUltraviolet: number | undefined
  /** `coarsenedCoupling`: the exact coupling of the coarsened networks. */
  readonly exact: Coupling
  /** Measured on sampled networks, with its standard error and the exact value on the same points. */
  readonly measured: MeasuredCoarsenedCoupling | undefined
}

/** Passive flow against coarsened networks. All couplings canonically normalised. */
export interface CoarseningComparison {
  /** Order n of the coupling u_n. */
  readonly order: 4 | 6
  /** One row a window, in the order of the blurs. */
  readonly rows: readonly CoarseningRow[]
  /** From the couplings of sharp inputs, taken as those at k = 0 as in arXiv:2108.01403, upwards. */
  readonly infraredFlow: PassiveFlow
  /** From the exact couplings in the narrowest window at k = 1/a, downwards. */
  readonly ultravioletFlow: PassiveFlow
}

/**
 * The test of the passive flow that the talk left open: networks whose inputs are coarsened over a window of width a,
 * against the flow at k = 1/a. Side by side: the sextic passive flow from either end, the exact coupling of the coarsened
 * networks, and, given samples, the measured one. Measured and exact agree within errors. The flow is not bound to agree with
 * them: averaging the output filters the field and does not integrate modes out; see docs/theory.md, "Coarsened inputs".
 *
 * @example
 * coarseningComparison({
 *   network: { network: 'gauss', sigmaW: 1, sigmaB: 0 },
 *   width: 10,
 *   dIn: 1,
 *   blurs: [0.1, 0.2]
 * })
 * @throws ParameterError naming the parameter; a blur beyond sqrt(dIn/(order - 2))/sigmaW, where the function of
 *   that order diverges, included
 */
export function coarseningComparison(
  parameters: CoarseningComparisonParameters
): CoarseningComparison {
  return refusedUnder(
    'coarseningComparison',
    () => {
      requireKeys('coarseningComparison', 'parameters', parameters, parameterKeys)
      const { network, width, dIn, blurs, order = 4, samples, regulator } = parameters
      const windows = checkedWindows(parameters, order)
      const raw = (n: 4 | 6, blur: number) => coarsenedCoupling(network, width, n, { dIn, blur })
      const propagator = { sigmaW: network.sigmaW, dIn }
      const logNormalisation = logFieldNormalisation(propagator)
      const scaleOf = (n: number) => Math.exp((-n / 2) * logNormalisation)
      const canonical = (n: 4 | 6, blur: number) => scaled(raw(n, blur), n, logNormalisation)
      const mass = massSquared(propagator)
      const couplingsAt = (blur: number) => [
        mass,
        canonical(4, blur).value,
        canonical(6, blur).value
      ]
      const flow = { dimension: dIn, ...(regulator !== undefined && { regulator }) }
      const downwards = blurs.map((blur) => 1 / blur)
      const upwards = downwards.toReversed()
      const infraredFlow = passiveFlow({ ...flow, couplings: couplingsAt(0), scales: upwards })
      const ultravioletFlow = passiveFlow({
        ...flow,
        couplings: couplingsAt(blurs[0]),
        start: downwards[0],
        scales: downwards
      })
      const index = order / 2 - 1
      const rows = blurs.map((blur, i): CoarseningRow => {
        const measured = samples && measuredCoarsenedCoupling(samples[i], order, width, windows[i])
        const factor = scaleOf(order)
        return {
          blur,
          scale: downwards[i],
          fromInfrared: infraredFlow.couplings[index][blurs.length - 1 - i],
          fromUltraviolet: ultravioletFlow.couplings[index][i],
          exact: canonical(order, blur),
          measured: measured && {
            ...measured,
            value: factor * measured.value,
            standardError: factor * measured.standardError,
            exact: factor * measured.exact
          }
        }
      })
      return withOrigin({ order, rows, infraredFlow, ultravioletFlow }, 'coarseningComparison', {
        ...parameters,
        ...(samples && { samples: samples.map(momentsOrigin) })
      })
    },
    () => networkSizes(parameters.network, { blurs: parameters.blurs })
  )
}

function scaled(coupling: Coupling, order: number, logNormalisation: number): Coupling {
  const factor = Math.exp((-order / 2) * logNormalisation)
  return {
    value: factor * coupling.value,
    error: factor * coupling.error,
    logMagnitude: coupling.logMagnitude - (order / 2) * logNormalisation,
    sign: coupling.sign
  }
}

/** Refuses wrong parameters; returns the windows that the samples are of, none where there are none. */
function checkedWindows(
  parameters: CoarseningComparisonParameters,
  order: number
): readonly CoarseningWindow[] {
  const source = 'coarseningComparison'
  const { network, dIn, blurs, samples, nodesPerAxis, regulator } = parameters
  requireObject(source, 'network', network)
  requireGaussNet(source, network, order)
  requireInteger(source, 'dIn', dIn, 1)
  requireFiniteList(source, 'blurs', blurs, 'a list of at least one')
  if (regulator !== undefined) regulatorNamed(source, regulator)
  blurs.forEach((blur, i) => {
    requirePositive(source, `blurs[${i}]`, blur)
    if (i > 0 && !(blur > blurs[i - 1])) {
      throw new ParameterError(source, `blurs[${i}]`, `> blurs[${i - 1}] = ${blurs[i - 1]}`, blur)
    }
  })
  if (samples === undefined) return []
  requireList(source, 'samples', samples)
  samples.forEach((sample, i) => requireMoments(source, sample, `samples[${i}]`))
  if (samples.length !== blurs.length) {
    const rule = `one for each of the ${blurs.length} blurs`
    throw new ParameterError(source, 'samples', rule, samples)
  }
  return samples.map(({ ensemble: { inputs } }, i) => {
    const window = coarseningWindow({ dIn, blur: blurs[i] }, nodesPerAxis)
    if (areOnWindow(inputs, window)) return window
    const rule = `on the points of the window of blurs[${i}], ${JSON.stringify(window.points)}: of coarsenedEnsemble(…)`
    throw new ParameterError(source, `samples[${i}].ensemble.inputs`, rule, inputs)
  })
}
