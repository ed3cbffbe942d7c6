import { LuDecomposition, Matrix } from 'ml-matrix'
import { seriesDerivative, seriesProduct } from '../numerics/powerSeries.js'
import { logLoopVolume, type ThresholdFunction } from './thresholdFunction.js'
import { requireWavefunction } from './wavefunctionEta.js'

/**
 * A dimensionless potential u(rho) = sum_j coefficients[j] z^j, z = (rho - centre)/radius, with
 * rho = phi^2/2 and both u and rho in units of V_d, so that the flow of an O(M) model reads
 * du/dt = -d u + (d - 2 + eta) rho u' + l(u' + 2 rho u'') + (M - 1) l(u'), t = ln k; for M = Infinity u and rho are
 * in units of M V_d and the loops are l(u') alone. (Derived in docs/theory.md, "Fixed points".)
 */
export interface LocalPotential {
  /** Value of rho about which the series is. */
  readonly centre: number
  /** Unit of z: close to the radius of convergence, coefficients and eigenvectors stay well scaled. */
  readonly radius: number
  /** Coefficients of z^j, shape [j]. */
  readonly coefficients: Float64Array
}

/** A flow whose fixed point is wanted. */
export interface ScalingEquation {
  readonly threshold: ThresholdFunction
  /** Number M of fields, >= 0, not necessarily an integer, or Infinity. */
  readonly components: number
  /** True: the anomalous dimension of the LPA' is kept. */
  readonly anomalous: boolean
}

/** Fixed-point potential with its anomalous dimension (0 in the LPA). */
export interface ScalingSolution extends LocalPotential {
  readonly eta: number
}

/** rho times a series in z. */
function timesRho(a: Float64Array, centre: number, radius: number): Float64Array {
  return a.map((value, j) => centre * value + (j > 0 ? radius * a[j - 1] : 0))
}

function slope(a: Float64Array, radius: number): Float64Array {
  return seriesDerivative(a).map((value) => value / radius)
}

/** w = u' + 2 rho u'' = d^2u/dphi^2. */
function curvature(a: Float64Array, centre: number, radius: number): Float64Array {
  const first = slope(a, radius)
  const second = timesRho(slope(first, radius), centre, radius)
  return first.map((value, j) => value + 2 * second[j])
}

/** How often the loop of a radial and of a transverse field count. */
function loopWeights({ components }: ScalingEquation): readonly [number, number] {
  return components === Infinity ? [0, 1] : [1, components - 1]
}

/** The loops of all fields, from the curvatures u' + 2 rho u'' and u'. */
function loops(equation: ScalingEquation, potential: LocalPotential, eta: number): Float64Array {
  const { centre, radius, coefficients: a } = potential
  const [radial, transverse] = loopWeights(equation)
  const along = loop(equation, curvature(a, centre, radius), 0, eta)
  const across = loop(equation, slope(a, radius), 0, eta)
  return along.map((value, j) => radial * value + transverse * across[j])
}

/** Derivatives of the loops with respect to the two curvatures, with their weights. */
function loopSlopes(equation: ScalingEquation, potential: ScalingSolution): LoopSlopes {
  const { centre, radius, coefficients: a, eta } = potential
  const [radial, transverse] = loopWeights(equation)
  return {
    radial: loop(equation, curvature(a, centre, radius), 1, eta).map((value) => radial * value),
    transverse: loop(equation, slope(a, radius), 1, eta).map((value) => transverse * value)
  }
}

interface LoopSlopes {
  readonly radial: Float64Array
  readonly transverse: Float64Array
}

function loop(
  { threshold }: ScalingEquation,
  w: Float64Array,
  order: 0 | 1,
  eta: number
): Float64Array {
  const scale = Math.exp(-logLoopVolume(threshold.dimension))
  return threshold.rate(w, 1, order, eta).map((value) => scale * value)
}

/** Beta functions du_j/dt of the coefficients at a fixed centre. */
export function betaFunctions(equation: ScalingEquation, potential: ScalingSolution): Float64Array {
  const { centre, radius, coefficients: a, eta } = potential
  const d = equation.threshold.dimension
  const flow = timesRho(slope(a, radius), centre, radius)
  const fluctuation = loops(equation, potential, eta)
  return a.map((value, j) => -d * value + (d - 2 + eta) * flow[j] + fluctuation[j])
}

/** Change of the beta functions at fixed eta for a change `delta` of the coefficients. */
function linearized(
  { threshold: { dimension: d } }: ScalingEquation,
  { centre, radius, eta }: ScalingSolution,
  slopes: LoopSlopes,
  delta: Float64Array
): Float64Array {
  const flow = timesRho(slope(delta, radius), centre, radius)
  const radial = seriesProduct(slopes.radial, curvature(delta, centre, radius))
  const transverse = seriesProduct(slopes.transverse, slope(delta, radius))
  return delta.map((value, j) => -d * value + (d - 2 + eta) * flow[j] + radial[j] + transverse[j])
}

/** Derivative of the beta functions with respect to eta. */
function etaSlope(equation: ScalingEquation, potential: ScalingSolution): Float64Array {
  const { centre, radius, coefficients: a } = potential
  const with1 = loops(equation, potential, 1)
  const with0 = loops(equation, potential, 0)
  return timesRho(slope(a, radius), centre, radius).map((value, j) => value + with1[j] - with0[j])
}

/**
 * Anomalous dimension of the LPA' at the minimum (the centre, u' = 0) and its change with the coefficients and with the
 * centre: eta = T (value - eta etaValue). One field: T = 2 rho (3 u'' + 2 rho u''')^2, both propagators of the loop at w =
 * 2 rho u''. Any other number: that of the transverse fields, T = 4 rho u''^2, one propagator at w and one at 0; T
 * vanishes at infinitely many. (Derived in docs/theory.md, "Fixed points".)
 */
function anomalousDimension({ threshold, components }: ScalingEquation, potential: LocalPotential) {
  const { centre, radius, coefficients: a } = potential
  const second = (2 * (a[2] ?? 0)) / radius ** 2
  const third = (6 * (a[3] ?? 0)) / radius ** 3
  const fourth = (24 * (a[4] ?? 0)) / radius ** 4
  const vertex =
    components === 1 ? radialVertex(centre, second, third) : transverseVertex(centre, second)
  const { squared } = vertex
  const wavefunction = requireWavefunction('anomalousDimension', threshold)
  const { value, etaValue, ...slopes } = wavefunction(
    2 * centre * second,
    components === 1 ? undefined : 0
  )
  const inverse = 1 / (1 + squared * etaValue)
  const eta = squared * value * inverse
  const bySquared = (value - eta * etaValue) * inverse
  const byCurvature = squared * (slopes.slope - eta * slopes.etaSlope) * inverse
  const bySecond = bySquared * vertex.bySecond + byCurvature * 2 * centre
  const byThird = bySquared * vertex.byThird
  const byCentre = bySquared * vertex.byCentre + byCurvature * 2 * second
  const gradient = new Float64Array(a.length)
  // A slope at the centre moves the minimum by -u'/u''.
  const shift = byCentre + bySecond * third + byThird * fourth
  gradient[1] = -shift / second / radius
  if (a.length > 2) gradient[2] = (bySecond * 2) / radius ** 2
  if (a.length > 3) gradient[3] = (byThird * 6) / radius ** 3
  return { eta, gradient, byCentre }
}

/** Square of the three-point vertex of radial fields, times the 1/2 of the loop and 2, and its derivatives. */
function radialVertex(centre: number, second: number, third: number) {
  const vertex = 3 * second + 2 * centre * third
  return {
    squared: 2 * centre * vertex ** 2,
    bySecond: 12 * centre * vertex,
    byThird: 8 * centre ** 2 * vertex,
    byCentre: 2 * vertex ** 2 + 8 * centre * vertex * third
  }
}

/** The same of one radial and two transverse fields, sqrt(2 rho) u''; the two propagators differ, so there is no 1/2. */
function transverseVertex(centre: number, second: number) {
  return {
    squared: 4 * centre * second ** 2,
    bySecond: 8 * centre * second,
    byThird: 0,
    byCentre: 4 * second ** 2
  }
}

/** Matrix d(beta_i)/d(u_j), i, j = 0 … order, at fixed centre, the response of eta included. */
export function stabilityMatrix(equation: ScalingEquation, potential: ScalingSolution): Matrix {
  const { coefficients: a } = potential
  const slopes = loopSlopes(equation, potential)
  const matrix = new Matrix(a.length, a.length)
  const response = hasEta(equation)
    ? {
        slope: etaSlope(equation, potential),
        gradient: anomalousDimension(equation, potential).gradient
      }
    : undefined
  for (let j = 0; j < a.length; j++) {
    const delta = new Float64Array(a.length)
    delta[j] = 1
    const column = linearized(equation, potential, slopes, delta)
    column.forEach((value, i) =>
      matrix.set(i, j, value + (response ? response.slope[i] * response.gradient[j] : 0))
    )
  }
  return matrix
}

/**
 * Newton iteration for the fixed point with the centre at the minimum: unknowns are the centre (in
 * place of the slope there, which is zero) and all other coefficients. Undefined if it does not
 * converge or runs into the pole of the loop.
 */
export function solveScaling(
  equation: ScalingEquation,
  guess: LocalPotential
): ScalingSolution | undefined {
  let potential = withEta(equation, { ...guess, coefficients: guess.coefficients.with(1, 0) })
  let previous = Infinity
  for (let iteration = 0; iteration < 80; iteration++) {
    const step = newtonStep(equation, potential)
    if (!step) return undefined
    const length = Math.hypot(...step) / Math.hypot(1, potential.centre, ...potential.coefficients)
    const damping = length > 0.3 ? 0.3 / length : 1
    potential = withEta(equation, {
      centre: potential.centre - damping * step[1],
      radius: potential.radius,
      coefficients: potential.coefficients.map((u, j) => (j === 1 ? 0 : u - damping * step[j]))
    })
    // Converged when rounding is all that moves: small, and no longer shrinking.
    if (length < 1e-15 || (length < 1e-9 && length >= previous / 2)) return potential
    previous = length
  }
  return undefined
}

function withEta(equation: ScalingEquation, potential: LocalPotential): ScalingSolution {
  return { ...potential, eta: hasEta(equation) ? anomalousDimension(equation, potential).eta : 0 }
}

/** At infinitely many components the LPA is exact, with eta = 0. */
function hasEta({ anomalous, components }: ScalingEquation): boolean {
  return anomalous && components !== Infinity
}

function newtonStep(
  equation: ScalingEquation,
  potential: ScalingSolution
): Float64Array | undefined {
  const { radius, coefficients: a, eta } = potential
  const beta = betaFunctions(equation, potential)
  const matrix = stabilityMatrix(equation, potential)
  if (!beta.every(Number.isFinite) || !matrix.to1DArray().every(Number.isFinite)) return undefined
  const d = equation.threshold.dimension
  const first = slope(a, radius)
  const second = slope(first, radius)
  const fluctuation = seriesProduct(loopSlopes(equation, potential).radial, second)
  const response = hasEta(equation) ? etaSlope(equation, potential) : undefined
  const byCentre = response ? anomalousDimension(equation, potential).byCentre : 0
  for (let i = 0; i < a.length; i++) {
    const direct = (d - 2 + eta) * first[i] + 2 * fluctuation[i]
    matrix.set(i, 1, direct + (response ? response[i] * byCentre : 0))
  }
  const lu = new LuDecomposition(matrix)
  if (lu.isSingular()) return undefined
  return Float64Array.from(lu.solve(Matrix.columnVector(beta)).to1DArray())
}
