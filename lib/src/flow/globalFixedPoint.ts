import { ParameterError } from '../numerics/parameterError.js'
import type { FixedPoint } from './fixedPointResult.js'
import type { FlowScheme } from './flowScheme.js'
import {
  extendedInteraction,
  solvePolchinski,
  type FieldGrid,
  type Model,
  type PolchinskiSolution
} from './polchinskiFixedPoint.js'
import type { RegulatorName } from './regulator.js'
import { componentSteps } from './componentSteps.js'
import { confirmedSpectrum } from './scalingSpectrum.js'
import { logLoopVolume } from './thresholdFunction.js'

/**
 * The Wilson-Fisher fixed point of Polchinski's equation for 2.01 <= d < 4, followed from one component in d = 3 to the
 * number of components and the dimension wanted, then solved on three grids: a finer one tells the share of resolution,
 * one that reaches further that of the outer end. The errors are four times the largest change, and the rounding, which
 * three grids may share by chance.
 *
 * @throws ParameterError if the continuation fails
 */
export function globalFixedPoint(
  model: Model,
  scheme: FlowScheme,
  regulator: RegulatorName
): FixedPoint {
  const { dimension, components } = model
  const followed = followedSolution(model)
  const { reach, points } = fieldGrid(model)
  const grids = [
    { reach, points },
    { reach, points: Math.round(1.2 * points) },
    { reach: 1.2 * reach, points: Math.round(1.3 * points) }
  ]
  const solutions = grids.map((grid) => {
    return required(solvePolchinski(model, grid, extendedInteraction(followed)), model)
  })
  const rows = solutions.map(({ fields, eigenvalues }) => ({
    order: fields.length - 1,
    nu: -1 / eigenvalues[0],
    omega: eigenvalues[1]
  }))
  const change = (key: 'nu' | 'omega') =>
    4 * Math.max(...[0, 1].map((i) => Math.abs(rows[2][key] - rows[i][key])))
  const rounding = Number.EPSILON * rows[2].order ** 2
  const { fields, interaction, eigenvalues, minimum } = solutions[2]
  return {
    dimension,
    components,
    scheme,
    regulator,
    nu: rows[2].nu,
    nuError: change('nu') + rounding * rows[2].nu ** 2,
    omega: rows[2].omega,
    omegaError: change('omega') + rounding,
    eta: 0,
    etaError: 0,
    kappa: minimum * Math.exp(logLoopVolume(dimension)),
    eigenvalues: confirmedSpectrum(eigenvalues, solutions[1].eigenvalues),
    interaction: { fields, values: interaction },
    order: rows[2].order,
    convergence: rows
  }
}

function followedSolution({ dimension, components }: Model): PolchinskiSolution {
  let model: Model = { dimension: 3, components: 1 }
  let solution = required(solvePolchinski(model, fieldGrid(model), startingInteraction), model)
  for (const next of componentSteps(components)) {
    const growth = (next + 2) / (model.components + 2)
    const before = extendedInteraction(solution)
    model = { dimension: 3, components: next }
    const guess = (phi: number) => growth * before(phi / Math.sqrt(growth))
    solution = required(solvePolchinski(model, fieldGrid(model), guess), model)
  }
  for (const next of dimensionSteps(dimension)) {
    model = { dimension: next, components }
    const guess = extendedInteraction(solution)
    solution = required(solvePolchinski(model, fieldGrid(model), guess), model)
  }
  return solution
}

/**
 * The potential widens like 1/sqrt(d - 2) towards two dimensions, in phi more slowly; its features need points in
 * proportion to that width. What is wrong at the end falls to rounding within 15 units of rho. Further components move
 * the minimum outwards, by about 1/(d - 2) each.
 */
function fieldGrid({ dimension, components }: Model): FieldGrid {
  const widening = Math.max(1, 1 / Math.sqrt(dimension - 2))
  const single = 28 * Math.sqrt(widening)
  const reach = single + Math.max(0, components - 1) / (dimension - 2)
  return { reach, points: Math.round(56 * widening ** 0.52 * Math.sqrt(reach / single)) }
}

/** Dimensions on the way from 3, the last one included; steps shrink with d - 2. */
function dimensionSteps(dimension: number): number[] {
  const steps: number[] = []
  for (let d = 3; d !== dimension;) {
    const next =
      d > dimension ? Math.max(d - 0.2 * (d - 2), dimension) : Math.min(d + 0.2, dimension)
    steps.push(next)
    d = next
  }
  return steps
}

/**
 * Near the solution in d = 3: the slope dV/drho rises from its known value -0.2286 at the origin to 1 with the
 * power of rho that the equation wants at large fields, and the rate that it wants at the origin.
 */
function startingInteraction(phi: number): number {
  const depth = 1.2286
  const unit = 2.62
  const rho = (phi * phi) / 2
  return rho - ((depth * unit) / 0.6) * ((1 + rho / unit) ** 0.6 - 1) + 0.2286 / -3
}

function required(
  solution: PolchinskiSolution | undefined,
  { dimension, components }: Model
): PolchinskiSolution {
  if (solution && solution.eigenvalues[0] < 0 && solution.eigenvalues[1] > 0) return solution
  throw new ParameterError(
    'fixedPoint',
    'dimension, components',
    'a pair to which the fixed point of one component in d = 3 can be followed',
    [dimension, components]
  )
}
