import gamma from '@stdlib/math-base-special-gamma'
import { covarianceShape } from '../covariances/covarianceShape.js'
import { radialCovariance } from '../covariances/radialCovariance.js'
import type { NetworkParameters, Point } from '../networks/networkParameters.js'
import { unitRoundoff, type Estimate } from '../numerics/estimate.js'
import { gaussLegendre } from '../numerics/gaussLegendre.js'
import { funkHeckeRule, sphericalHarmonics } from '../numerics/sphericalHarmonics.js'

/** Diagrams whose vertices are integrated over the ball |x| < L. */
export interface BallDiagrams {
  /** One vertex: integral of prod K_W(x, points). */
  readonly contact: (points: readonly Point[]) => Estimate
  /** The exchange of one line: integral of prod K_W(x, left) K_W(x, y) prod K_W(y, right). */
  readonly exchange: (left: readonly Point[], right: readonly Point[]) => Estimate
}

/** How finely the ball is resolved: nodes on each radial panel, highest degree of the harmonics. */
interface Resolution {
  readonly nodes: number
  readonly degree: number
}

/** Each a good step finer than the one before, whose change is the error estimate. */
const resolutions: readonly Resolution[] = [
  { nodes: 6, degree: 6 },
  { nodes: 9, degree: 10 },
  { nodes: 13, degree: 15 },
  { nodes: 18, degree: 22 },
  { nodes: 24, degree: 32 }
]

/** Relative error at which refining stops. One dimension costs next to nothing, unless every covariance does not. */
function wantedAccuracy(dimension: number, costly: boolean): number {
  if (dimension > 1) return 1e-8
  return costly ? 1e-10 : 1e-12
}

/** Panels of the angle between two radii: they end where the radii are as far apart as the arc, at pi/512 at the least. */
function anglePanels(r: number, s: number): number {
  const apart = Math.abs(r - s) / Math.max(r, s)
  return Math.min(mostPanels, 2 + Math.ceil(Math.log2(1 / apart)))
}

const mostPanels = 10

/**
 * Contact and exchange diagrams in a ball, d = 1, 2, 3, any network. K_W is invariant under rotations, so in spherical harmonics
 * the line is diagonal: with A_h(r) the harmonics of the product of the left lines and lambda_l(r, s) the eigenvalues of K_W,
 *   I = sum_h int dr r^(d-1) int ds s^(d-1) A_h(r) lambda_l(r, s) B_h(s),
 * and a contact diagram is the radial integral of the constant harmonic. Radii on panels that double in size, ends at the
 * points' distances; on its own panel the inner integral is split where the arguments meet, since ReLU-net's covariance has
 * a kink there. Derived in docs/theory.md, "Effective action and couplings".
 *
 * Grids and kernels are made once and serve all diagrams. The error is twice the change from the last coarser resolution.
 *
 * @param points all points that occur as ends of lines
 */
export function ballDiagrams(
  parameters: NetworkParameters,
  points: readonly Point[],
  cutoff: number
): BallDiagrams {
  const dimension = points[0].length
  const { costly } = covarianceShape('ballDiagrams', parameters)
  const accuracy = wantedAccuracy(dimension, costly)
  const levels: BallDiagrams[] = []
  const level = (i: number) => (levels[i] ??= makeLevel(parameters, points, cutoff, resolutions[i]))
  const refined = (diagram: (on: BallDiagrams) => Estimate) => {
    let coarse = diagram(level(0))
    for (let i = 1; ; i++) {
      const fine = diagram(level(i))
      const change = Math.abs(fine.value - coarse.value)
      const error = 2 * change + fine.error
      const reached = change <= fine.error || error <= accuracy * Math.abs(fine.value)
      if (reached || i === resolutions.length - 1) return { value: fine.value, error }
      coarse = fine
    }
  }
  return {
    contact: (ends) => refined(({ contact }) => contact(ends)),
    exchange: (left, right) => refined(({ exchange }) => exchange(left, right))
  }
}

/** The product of the lines from a vertex to its points. */
interface Vertex {
  /** [harmonic][radius]. */
  readonly harmonics: readonly Float64Array[]
  /** Integral over the ball of a bound on its modulus times sqrt(K_W(x, x)). */
  readonly size: number
}

/** The diagrams at one resolution, errors the rounding alone. */
function makeLevel(
  parameters: NetworkParameters,
  points: readonly Point[],
  cutoff: number,
  { nodes, degree }: Resolution
): BallDiagrams {
  const dimension = points[0].length
  const covariance = radialCovariance(parameters, dimension)
  const { directions, degrees, project } = sphericalHarmonics(dimension, degree)
  const panels = radialPanels(parameters, points, cutoff)
  const radii = radialNodes(panels, nodes, dimension)
  let kernels: readonly Float64Array[] | undefined
  const lines = new Map<string, Float64Array>()
  /** K_W(x, point) on the grid, [radius][direction]. */
  const lineTo = (point: Point) => {
    const key = point.join()
    const known = lines.get(key)
    if (known) return known
    const distance = Math.hypot(...point)
    const cosines = directions.map((direction) => {
      const product = direction.reduce((sum, value, k) => sum + value * point[k], 0)
      return distance === 0 ? 0 : Math.max(-1, Math.min(1, product / distance))
    })
    const values = Float64Array.from(
      radii.nodes.flatMap((r) => cosines.map((cosine) => covariance(r, distance, cosine)))
    )
    lines.set(key, values)
    return values
  }
  const surface = (2 * Math.PI ** (dimension / 2)) / gamma(dimension / 2)
  const vertices = new Map<string, Vertex>()
  /** sqrt(K_W(x, x)), by radius. */
  const deviations = radii.nodes.map((r) => Math.sqrt(covariance(r, r, 1)))
  const vertexOf = (legs: readonly Point[]) => {
    const key = legs
      .map((point) => point.join())
      .sort()
      .join(';')
    const known = vertices.get(key)
    if (known) return known
    const product = legs.map(lineTo).reduce((all, line) => all.map((value, i) => value * line[i]))
    const count = directions.length
    const rows = radii.nodes.map((_, i) => project(product.subarray(i * count, (i + 1) * count)))
    const harmonics = Array.from(degrees, (_, h) => Float64Array.from(rows, (row) => row[h]))
    const size = radii.nodes.reduce((sum, _, i) => {
      const largest = product
        .subarray(i * count, (i + 1) * count)
        .reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      return sum + surface * radii.weights[i] * deviations[i] * largest
    }, 0)
    const vertex = { harmonics, size }
    vertices.set(key, vertex)
    return vertex
  }
  const constant = degrees.indexOf(0)
  const contact = (ends: readonly Point[]) => {
    const terms = vertexOf(ends).harmonics[constant].map(
      (a, i) => a * radii.weights[i] * Math.sqrt(surface)
    )
    const size = terms.reduce((sum, term) => sum + Math.abs(term), 0)
    return { value: terms.reduce((sum, term) => sum + term, 0), error: 64 * unitRoundoff * size }
  }
  const exchange = (left: readonly Point[], right: readonly Point[]) => {
    kernels ??= lineKernels(covariance, panels, { nodes, degree, dimension })
    const [near, far] = [vertexOf(left), vertexOf(right)]
    const [a, b] = [near.harmonics, far.harmonics]
    const count = radii.nodes.length
    let [value, size] = [0, 0]
    for (let h = 0; h < degrees.length; h++) {
      const kernel = kernels[degrees[h]]
      for (let i = 0; i < count; i++) {
        let inner = 0
        for (let j = 0; j < count; j++) inner += kernel[i * count + j] * b[h][j]
        const term = radii.weights[i] * a[h][i] * inner
        value += term
        size += Math.abs(term)
      }
    }
    // The harmonics of a line are differences of its values, which |K_W(x, y)|^2 <= K_W(x, x) K_W(y, y) bounds.
    const cancelled = 8 * unitRoundoff * near.size * far.size
    return { value, error: 64 * unitRoundoff * size + cancelled }
  }
  return { contact, exchange }
}

/** Breaks of the radial integral: 0, powers of two of the length over which K_W changes, the points' distances, L. */
function radialPanels(
  parameters: NetworkParameters,
  points: readonly Point[],
  cutoff: number
): readonly number[] {
  const { images, kinked, bend, hidden } = covarianceShape('ballDiagrams', parameters)
  const { sigmaW, sigmaB } = hidden
  const scale = Math.sqrt(points[0].length) / sigmaW
  const sizes = points.map((point) => Math.hypot(...point))
  const breaks: number[] = []
  if (images) {
    // Nothing is left ten lengths beyond the points.
    const end = Math.max(...sizes) + 10 * scale
    for (let r = scale; r < Math.min(end, cutoff); r += scale) breaks.push(r)
    breaks.push(Math.min(end, cutoff))
  } else if (sigmaB > 0 || bend > 0) {
    const length = scale * Math.hypot(sigmaB, bend)
    // Below a small part of the smallest distance there is nothing left to resolve.
    const least = 1e-4 * Math.min(cutoff, ...sizes.filter((size) => size > 0))
    for (let r = Math.max(length / 2, least); r < cutoff; r *= 2) breaks.push(r)
    breaks.push(cutoff)
    // The covariance of an analytic activation is analytic; ReLU-net's has kinks where its arguments meet.
    if (kinked) breaks.push(...sizes.filter((size) => size > 0 && size < cutoff))
  } else {
    // ReLU-net without bias: powers of the radius.
    breaks.push(cutoff)
  }
  return [0, ...new Set(breaks.sort((a, b) => a - b))]
}

function radialNodes(panels: readonly number[], count: number, dimension: number) {
  const rule = gaussLegendre(count)
  const nodes: number[] = []
  const weights: number[] = []
  panels.slice(1).forEach((to, p) => {
    const from = panels[p]
    rule.nodes.forEach((node, i) => {
      const r = from + node * (to - from)
      nodes.push(r)
      weights.push(rule.weights[i] * (to - from) * r ** (dimension - 1))
    })
  })
  return { nodes, weights }
}

/**
 * kernels[l][i n + j], applied to the values B(s_j): int ds s^(d-1) lambda_l(r_i, s) B(s). On the panel of r_i the integral is split
 * at r_i, and B is the polynomial through its values there.
 */
function lineKernels(
  covariance: (r: number, s: number, cosine: number) => number,
  panels: readonly number[],
  { nodes: order, degree, dimension }: Resolution & { readonly dimension: number }
): readonly Float64Array[] {
  const rules = Array.from({ length: mostPanels + 1 }, (_, panels) =>
    funkHeckeRule(dimension, degree, order, Math.max(1, panels))
  )
  const radii = radialNodes(panels, order, dimension)
  const count = radii.nodes.length
  const kernels = rules[0].weights.map(() => new Float64Array(count * count))
  const eigenvalues = (r: number, s: number) => {
    const { cosines, weights } = rules[anglePanels(r, s)]
    const samples = cosines.map((cosine) => covariance(r, s, cosine))
    return weights.map((row) => {
      let sum = 0
      for (let t = 0; t < samples.length; t++) sum += row[t] * samples[t]
      return sum
    })
  }
  for (let i = 0; i < count; i++) {
    const panel = Math.floor(i / order)
    for (let j = 0; j < panel * order; j++) {
      eigenvalues(radii.nodes[i], radii.nodes[j]).forEach((value, l) => {
        kernels[l][i * count + j] = value * radii.weights[j]
        kernels[l][j * count + i] = value * radii.weights[i]
      })
    }
  }
  const rule = gaussLegendre(order)
  radii.nodes.forEach((r, i) => {
    const panel = Math.floor(i / order)
    const [from, to] = [panels[panel], panels[panel + 1]]
    for (const [start, end] of [
      [from, r],
      [r, to]
    ]) {
      rule.nodes.forEach((node, q) => {
        const s = start + node * (end - start)
        const weight = rule.weights[q] * (end - start) * s ** (dimension - 1)
        const basis = lagrangeBasis(rule.nodes, (s - from) / (to - from))
        const row = i * count + panel * order
        eigenvalues(r, s).forEach((value, l) => {
          for (let k = 0; k < order; k++) kernels[l][row + k] += weight * value * basis[k]
        })
      })
    }
  })
  return kernels
}

/** The polynomials that are 1 at one node and 0 at the others, at x. */
function lagrangeBasis(nodes: Float64Array, x: number): Float64Array {
  return nodes.map((node, k) =>
    nodes.reduce(
      (product, other, j) => (j === k ? product : (product * (x - other)) / (node - other)),
      1
    )
  )
}
