import { refusedUnder } from '../numerics/refusedUnder.js'
import { withOrigin } from '../provenance/origin.js'
import { applyMatrix, evenChebyshev } from '../numerics/evenChebyshev.js'
import { bracketedRoot } from '../numerics/bracketedRoot.js'
import type { FlowEnding } from './flowEnding.js'
import { ParameterError, requireFiniteList, requireKeys } from '../numerics/parameterError.js'
import { gaussianShells } from './gaussianShells.js'
import { polchinskiFactors } from './polchinskiFlow.js'
import { potentialFlow, type PotentialFlowParameters } from './potentialFlow.js'
import { polynomialPotential } from './potentialSeries.js'
import { thresholdFunction } from './thresholdFunction.js'
import { zeroDimensionalPotential } from './zeroDimensionalPotential.js'

/** What the three schemes start from, and where they are compared. */
export interface SchemeFlowsParameters extends Omit<
  PotentialFlowParameters,
  'scheme' | 'regulator' | 'fieldMax' | 'couplings' | 'potential'
> {
  /** (u_2, u_4, …, u_2n) of the potential at `start`. */
  readonly couplings: readonly number[]
  /** Fields Phi at which the effective potentials are wanted. */
  readonly fields: readonly number[]
  /** Largest |phi| of the grids; default six standard deviations of the Gaussian or three times the largest field. */
  readonly fieldMax?: number
}

const parameterKeys: readonly (keyof SchemeFlowsParameters)[] = [
  'dimension',
  'couplings',
  'start',
  'scales',
  'fields',
  'fieldMax',
  'gridPoints',
  'referenceMass',
  'relativeTolerance'
]

/** One scheme's effective average potential U_k(Phi). */
export interface SchemeFlow {
  /** potentials[i][j] = U at scales[i], fields[j]. */
  readonly potentials: readonly Float64Array[]
  /** Estimated absolute error per scale. */
  readonly errors: Float64Array
  /** Why the flow ended, and at which k. */
  readonly ending: FlowEnding
}

/** The schemes side by side. */
export interface SchemeFlows {
  /** The scales k that were asked for. */
  readonly scales: Float64Array
  /** The fields Phi. */
  readonly fields: Float64Array
  /** Momentum shells: finite slices of the Gaussian in d = 0, the hard cutoff (Wegner and Houghton) in d > 0. */
  readonly wilson: SchemeFlow
  /** Polchinski's equation for the Wilsonian action, Litim's regulator, its Legendre transform taken at each scale. */
  readonly polchinski: SchemeFlow
  /** Wetterich's equation, Litim's regulator. */
  readonly wetterich: SchemeFlow
  /** d = 0 only: the ordinary integral, `zeroDimensionalPotential`, with bounds on its error. */
  readonly integral?: Omit<SchemeFlow, 'ending'>
}

/**
 * The three exact schemes of the talk side by side, each in the local potential approximation: Wilson's momentum
 * shells, Polchinski's flow of the Wilsonian action, Wetterich's flow of the effective action; all shown as effective
 * potentials U_k(Phi), so that they can be compared. In d = 0 nothing is approximated and all three
 * equal the ordinary integral at every k. For d <= 1, from k = infinity, Polchinski and Wetterich agree: with Litim's regulator
 * their local approximations are Legendre transforms of each other (hep-th/0503161). For d > 1 all start with the
 * same couplings at a finite `start`, where Wilsonian and effective action differ by trees; only universal
 * quantities can be compared then (`schemeExponents`).
 *
 * @example schemeFlows({ dimension: 0, couplings: [1, 1], scales: [2, 1, 0], fields: [0, 0.5, 1] })
 * @throws ParameterError as `potentialFlow`, or for fields outside the grid
 */
export function schemeFlows(parameters: SchemeFlowsParameters): SchemeFlows {
  return refusedUnder('schemeFlows', () => {
    requireKeys('schemeFlows', 'parameters', parameters, parameterKeys)
    const { fields, ...flow } = parameters
    requireFiniteList('schemeFlows', 'fields', fields, 'a list of at least one field')
    requireFiniteList(
      'schemeFlows',
      'couplings',
      flow.couplings,
      'a list (u2, u4, …) of at least two',
      {
        least: 2
      }
    )
    const referenceMass = flow.referenceMass ?? flow.couplings[0]
    const reach = largest(fields)
    const fieldMax = flow.fieldMax ?? Math.max(6 / Math.sqrt(Math.abs(referenceMass)), 3 * reach)
    if (!(fieldMax > reach)) {
      throw new ParameterError('schemeFlows', 'fieldMax', `> the largest field, ${reach}`, fieldMax)
    }
    const common = { ...flow, fieldMax, referenceMass }
    const wetterich = namingFields(parameters, () => wetterichScheme(common, fields))
    const flows = {
      scales: Float64Array.from(flow.scales),
      fields: Float64Array.from(fields),
      wilson:
        flow.dimension === 0
          ? shellScheme(common, fields)
          : wetterichScheme({ ...common, regulator: 'sharp' }, fields),
      polchinski: polchinskiScheme(common, fields),
      wetterich,
      ...(flow.dimension === 0 && { integral: ordinaryIntegral(common, fields) })
    }
    return withOrigin(flows, 'schemeFlows', parameters)
  })
}

/** A grid that was not asked for is refused by the fields that it is made for. */
function namingFields<T>({ fields, fieldMax }: SchemeFlowsParameters, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (fieldMax !== undefined) throw error
    if (!(error instanceof ParameterError) || error.parameter !== 'fieldMax') throw error
    const rule = `such that fieldMax, which was not given and follows from fields and couplings, is ${error.rule}`
    throw new ParameterError('schemeFlows', 'fields', rule, fields)
  }
}

type CommonParameters = PotentialFlowParameters & {
  readonly couplings: readonly number[]
  readonly referenceMass: number
}

function wetterichScheme(parameters: CommonParameters, fields: readonly number[]): SchemeFlow {
  const { scales, errorAt, ending, at } = potentialFlow(parameters)
  const reach = largest(fields)
  return {
    potentials: Array.from(scales, (_, i) => Float64Array.from(fields, (phi) => at(i, phi))),
    errors: scales.map((_, i) => errorAt(i, reach)),
    ending
  }
}

function polchinskiScheme(parameters: CommonParameters, fields: readonly number[]): SchemeFlow {
  const { dimension, referenceMass: mass, fieldMax, gridPoints = 40 } = parameters
  const run = potentialFlow({ ...parameters, scheme: 'polchinski' })
  const { propagator } = polchinskiFactors(thresholdFunction('litim', dimension), mass)
  const transformed = run.potentials.map((values, i) =>
    effectivePotential(
      { values, at: (phi) => run.at(i, phi), fieldMax, gridPoints },
      { mass, propagator: propagator(run.scales[i]) },
      fields
    )
  )
  return {
    potentials: transformed.map(({ potential }) => potential),
    // The transform is stationary in the Wilsonian field: it hands the errors on as they are.
    errors: Float64Array.from(transformed, ({ reach }, i) => run.errorAt(i, reach)),
    ending: run.ending
  }
}

function largest(fields: readonly number[]): number {
  return fields.reduce((most, phi) => Math.max(most, Math.abs(phi)), 0)
}

/** An interaction V(phi) on an even Chebyshev grid. */
interface Interaction {
  readonly values: Float64Array
  readonly at: (phi: number) => number
  readonly fieldMax: number
  readonly gridPoints: number
}

/** U(Phi) = m^2 Phi^2/2 + V(phi) - (phi - Phi)^2/(2 P) at Phi = phi - P V'(phi), and the largest phi it came from. */
function effectivePotential(
  { values, at, fieldMax, gridPoints }: Interaction,
  { mass, propagator }: { readonly mass: number; readonly propagator: number },
  fields: readonly number[]
): { readonly potential: Float64Array; readonly reach: number } {
  const grid = evenChebyshev(gridPoints, fieldMax)
  const curvature = applyMatrix(grid.second, values)
  // V'/phi is even, as the grid wants it; at phi = 0 its limit is the curvature.
  const ratio = applyMatrix(grid.first, values).map((slope, j) =>
    j === gridPoints ? curvature[j] : slope / grid.points[j]
  )
  const effectiveField = (phi: number) => phi * (1 - propagator * grid.interpolate(ratio, phi))
  // Near the end of the grid the potential knows too little of what lies beyond.
  const trusted = grid.points.filter((phi) => phi <= 0.7 * fieldMax).reverse()
  let reach = 0
  const potential = Float64Array.from(fields, (wanted) => {
    const field = Math.abs(wanted)
    const above = trusted.findIndex((phi) => effectiveField(phi) >= field)
    if (above < 0) {
      const rule = `at most ${effectiveField(trusted[trusted.length - 1])}, where the grid of the Wilsonian action ends: raise fieldMax`
      throw new ParameterError('schemeFlows', 'fields', rule, wanted)
    }
    const phi =
      above === 0
        ? 0
        : bracketedRoot((x) => effectiveField(x) - field, trusted[above - 1], trusted[above], 1e-14)
    reach = Math.max(reach, phi)
    const line = propagator === 0 ? 0 : (phi - field) ** 2 / (2 * propagator)
    return (mass * field * field) / 2 + at(phi) - line
  })
  return { potential, reach }
}

/** d = 0: the slices between the scales, done one after another; the error is twice the change on a coarser and on a wider grid. */
function shellScheme(parameters: CommonParameters, fields: readonly number[]): SchemeFlow {
  const { couplings, scales, referenceMass: mass, fieldMax, gridPoints = 40 } = parameters
  const variances = scales.map((k) => 1 / (k * k + mass))
  const bare = polynomialPotential(couplings, mass)
  const run = (points: number, range: number) =>
    gaussianShells(bare, variances, range, points).map(
      ({ values, at }, i) =>
        effectivePotential(
          { values, at, fieldMax: range, gridPoints: points },
          { mass, propagator: variances[i] },
          fields
        ).potential
    )
  const fine = run(gridPoints, fieldMax)
  const others = [run(Math.round(0.75 * gridPoints), fieldMax), run(gridPoints, 1.25 * fieldMax)]
  return {
    potentials: fine,
    errors: Float64Array.from(
      fine,
      (row, i) => 2 * others.reduce((sum, other) => sum + largestChange(row, other[i]), 0)
    ),
    ending: { kind: 'end', k: scales[scales.length - 1] }
  }
}

function largestChange(row: Float64Array, other: Float64Array): number {
  return row.reduce((most, value, j) => Math.max(most, Math.abs(value - other[j])), 0)
}

function ordinaryIntegral(parameters: CommonParameters, fields: readonly number[]) {
  const { couplings, scales, referenceMass } = parameters
  const rows = scales.map((scale) =>
    fields.map((phi) => zeroDimensionalPotential({ couplings, scale, referenceMass }, phi))
  )
  return {
    potentials: rows.map((row) => Float64Array.from(row, ({ value }) => value)),
    errors: Float64Array.from(rows, (row) =>
      row.reduce((most, { error }) => Math.max(most, error), 0)
    )
  }
}
