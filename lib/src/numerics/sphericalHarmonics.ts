import { gaussLegendre } from './gaussLegendre.js'
import { ParameterError, requireInteger } from './parameterError.js'

/** Real orthonormal harmonics on the unit sphere of 1, 2 or 3 dimensions, and a quadrature rule that resolves them. */
export interface SphericalHarmonics {
  /** Unit vectors, shape [direction][dimension]. */
  readonly directions: readonly (readonly number[])[]
  /** degrees[h] = l of harmonic h: its eigenvalue under any rotation invariant operator depends on l alone. */
  readonly degrees: Int32Array
  /** int dOmega Y_h f for every h, from the values of f at the directions. */
  readonly project: (values: Float64Array) => Float64Array
}

/**
 * All harmonics up to degree `degree`, with one and a half times as many nodes as they need, so that smooth functions which hold
 * somewhat higher ones are projected accurately. In one dimension the sphere is the two points 1 and -1, and even and odd are
 * all there is.
 *
 * @throws ParameterError unless dimension is 1, 2 or 3 and degree an integer in [1, 200]
 */
export function sphericalHarmonics(dimension: number, degree: number): SphericalHarmonics {
  requireInteger('sphericalHarmonics', 'degree', degree, 1, 200)
  if (dimension === 1) {
    return {
      directions: [[1], [-1]],
      degrees: Int32Array.of(0, 1),
      project: ([plus, minus]) =>
        Float64Array.of(Math.SQRT1_2 * (plus + minus), Math.SQRT1_2 * (plus - minus))
    }
  }
  if (dimension === 2) return circleHarmonics(degree)
  if (dimension === 3) return sphereHarmonics(degree)
  throw new ParameterError('sphericalHarmonics', 'dimension', '1, 2 or 3', dimension)
}

/** Equal angles, cos and sin of their multiples. */
function circleHarmonics(degree: number): SphericalHarmonics {
  const { angles, waves } = fourier(degree)
  return {
    directions: angles.map((angle) => [Math.cos(angle), Math.sin(angle)]),
    degrees: Int32Array.from(waves, ({ order }) => Math.abs(order)),
    project: (values) => Float64Array.from(waves, ({ projection }) => dot(projection, values, 0))
  }
}

/** Gauss-Legendre in the height, equal angles around: first the waves around, then the heights. */
function sphereHarmonics(degree: number): SphericalHarmonics {
  const rule = gaussLegendre(Math.ceil(1.5 * (degree + 1)))
  const heights = Array.from(rule.nodes, (node) => 2 * node - 1)
  const { angles, waves } = fourier(degree)
  const legendre = heights.map((z) => associatedLegendre(degree, z))
  const harmonics = waves.flatMap(({ order }, wave) =>
    Array.from({ length: degree + 1 - Math.abs(order) }, (_, i) => {
      const l = Math.abs(order) + i
      const weights = Float64Array.from(
        heights,
        (_height, j) => 2 * rule.weights[j] * legendre[j][Math.abs(order)][l]
      )
      return { l, wave, weights }
    })
  )
  return {
    directions: heights.flatMap((z) => {
      const s = Math.sqrt((1 - z) * (1 + z))
      return angles.map((angle) => [s * Math.cos(angle), s * Math.sin(angle), z])
    }),
    degrees: Int32Array.from(harmonics, ({ l }) => l),
    project: (values) => {
      const around = waves.map(({ projection }) =>
        Float64Array.from(heights, (_, j) => dot(projection, values, j * angles.length))
      )
      return Float64Array.from(harmonics, ({ wave, weights }) => dot(weights, around[wave], 0))
    }
  }
}

function dot(weights: Float64Array, values: Float64Array, offset: number): number {
  let sum = 0
  for (let j = 0; j < weights.length; j++) sum += weights[j] * values[offset + j]
  return sum
}

/** Projections on 1/sqrt(2 pi), cos(m a)/sqrt(pi) (order m) and sin(m a)/sqrt(pi) (order -m) from equal angles a. */
function fourier(degree: number) {
  const count = 3 * (degree + 1)
  const angles = Array.from({ length: count }, (_, j) => (2 * Math.PI * (j + 0.5)) / count)
  const waves = Array.from({ length: 2 * degree + 1 }, (_, i) => {
    const order = i - degree
    const value = (angle: number) => {
      if (order === 0) return 1 / Math.sqrt(2 * Math.PI)
      return (order > 0 ? Math.cos(order * angle) : Math.sin(order * angle)) / Math.sqrt(Math.PI)
    }
    const projection = Float64Array.from(angles, (angle) => (2 * Math.PI * value(angle)) / count)
    return { order, projection }
  })
  return { angles, waves }
}

/**
 * table[m][l] = P_l^m(z) with int_-1^1 P^2 dz = 1, without the Condon-Shortley sign; recurrences in l, upwards from
 * l = m, which are stable.
 */
function associatedLegendre(degree: number, z: number): readonly Float64Array[] {
  const s = Math.sqrt((1 - z) * (1 + z))
  let diagonal = Math.SQRT1_2
  return Array.from({ length: degree + 1 }, (_, m) => {
    const row = new Float64Array(degree + 1)
    if (m > 0) diagonal *= s * Math.sqrt((2 * m + 1) / (2 * m))
    row[m] = diagonal
    if (m < degree) row[m + 1] = Math.sqrt(2 * m + 3) * z * diagonal
    for (let l = m + 2; l <= degree; l++) {
      const a = Math.sqrt(((2 * l + 1) * (2 * l - 1)) / ((l - m) * (l + m)))
      const b = Math.sqrt(
        ((2 * l + 1) * (l - 1 - m) * (l - 1 + m)) / ((2 * l - 3) * (l - m) * (l + m))
      )
      row[l] = a * z * row[l - 1] - b * row[l - 2]
    }
    return row
  })
}

/** Nodes and weights with int over the sphere of k(Omega . Omega') Y_l(Omega') = Y_l(Omega) sum_j weights[l][j] k(cosines[j]). */
export interface FunkHeckeRule {
  readonly cosines: Float64Array
  /** weights[l][j]. */
  readonly weights: readonly Float64Array[]
}

/**
 * The formula of Funk and Hecke: eigenvalues of a rotation invariant kernel,
 * lambda_l = |S^(d-2)| int_0^pi k(cos a) P_l(cos a) sin^(d-2) a da with P_l(1) = 1. Gauss-Legendre rules on panels that halve towards
 * a = 0, where kernels have their kinks or nearly so.
 *
 * @param nodes of each panel
 * @param panels the innermost ends at the angle pi/2^(panels - 1)
 * @throws ParameterError unless dimension is 1, 2 or 3, degree and nodes integers in [1, 500], panels one in [1, 50]
 */
export function funkHeckeRule(
  dimension: number,
  degree: number,
  nodes: number,
  panels: number
): FunkHeckeRule {
  requireInteger('funkHeckeRule', 'degree', degree, 1, 500)
  requireInteger('funkHeckeRule', 'nodes', nodes, 1, 500)
  requireInteger('funkHeckeRule', 'panels', panels, 1, 50)
  if (dimension === 1) {
    return {
      cosines: Float64Array.of(1, -1),
      weights: [Float64Array.of(1, 1), Float64Array.of(1, -1)]
    }
  }
  if (dimension !== 2 && dimension !== 3) {
    throw new ParameterError('funkHeckeRule', 'dimension', '1, 2 or 3', dimension)
  }
  const rule = gaussLegendre(nodes)
  const angles: { readonly angle: number; readonly weight: number }[] = []
  for (let panel = 1, end = Math.PI; panel <= panels; panel++, end /= 2) {
    const start = panel === panels ? 0 : end / 2
    rule.nodes.forEach((node, i) => {
      const angle = start + node * (end - start)
      const surface = dimension === 2 ? 2 : 2 * Math.PI * Math.sin(angle)
      angles.push({ angle, weight: surface * rule.weights[i] * (end - start) })
    })
  }
  // In three dimensions P_l = sqrt(2/(2l + 1)) times the normalised one.
  const polynomials = angles.map(({ angle }) =>
    dimension === 2
      ? Array.from({ length: degree + 1 }, (_, l) => Math.cos(l * angle))
      : associatedLegendre(degree, Math.cos(angle))[0].map((p, l) => p * Math.sqrt(2 / (2 * l + 1)))
  )
  return {
    cosines: Float64Array.from(angles, ({ angle }) => Math.cos(angle)),
    weights: Array.from({ length: degree + 1 }, (_, l) =>
      Float64Array.from(angles, ({ weight }, j) => weight * polynomials[j][l])
    )
  }
}
