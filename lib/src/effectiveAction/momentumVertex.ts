import { OutOfReach } from '../numerics/outOfReach.js'
import { refusedUnder } from '../numerics/refusedUnder.js'
import { quotientOf, unitRoundoff, withUnderflow, type Estimate } from '../numerics/estimate.js'
import { ParameterError, requireList, requireObject } from '../numerics/parameterError.js'
import { jackknifeError } from '../statistics/jackknife.js'
import { denseTensor, requireTensor } from './fieldTensor.js'
import { requireLattice, type PointLattice } from './pointLattice.js'
import type { Vertices } from './vertices.js'

/** A four-point vertex in the plane waves of a lattice. */
export interface MomentumVertex {
  /** Those of the lattice. */
  readonly momenta: PointLattice['momenta']
  /** F(p, q) = Gamma^(4)(p, -p, q, -q)/(Gamma^(2)(p) Gamma^(2)(q)), shape [p][q]; a number without dimension. */
  readonly formFactor: readonly Float64Array[]
  /** Absolute: jackknife over replicates where given, and rounding. */
  readonly errors: readonly Float64Array[]
  /** Share of the squared entries Gamma^(4)(p1, p2, p3, p4)/sqrt(product of Gamma^(2)(p_i)) with p1 + … + p4 = 0: 1 if translation invariant, NaN if there is no vertex. */
  readonly conserved: number
  /** Share of those in which the momenta cancel in pairs, as (p, -p, q, -q): near 3/P for a local vertex, P the number of points. */
  readonly paired: number
}

/**
 * A four-point vertex as a function of momenta: plane waves f_p = P^(-1/2) sum_x exp(-i p x) f(x) on a lattice of P points.
 * A local, translation-invariant vertex u4 has Gamma^(4) = u4/P at all momenta that add up to 0. That of a network has
 * not: it lives on pairs of opposite momenta, where its form factor F is a function of two of them
 * (docs/theory.md, "The vertex as a function of positions and momenta"). Connected functions in place of vertices give the
 * excess kurtosis of the modes.
 *
 * @param vertices on the points of the lattice, one output
 * @param replicates of measured vertices, `MeasuredScale.replicates`
 * @example
 *   const lattice = pointLattice({ sides: [12], spacing: 1.2 })
 *   momentumVertex(infraredVertices({ network: 'cos', sigmaW: 1, sigmaB: 3 }, lattice.points, 100), lattice).paired // 0.99
 * @throws ParameterError for what is no lattice, vertices of another number of fields than it has points, and where Gamma^(2)(p)
 *   vanishes within its rounding, and if the form factor overflows
 */
export function momentumVertex(
  vertices: Vertices,
  lattice: PointLattice,
  replicates: readonly Vertices[] = []
): MomentumVertex {
  return refusedUnder(
    'momentumVertex',
    () => {
      const source = 'momentumVertex'
      requireLattice(source, lattice)
      requireList(source, 'replicates', replicates, 0)
      for (const one of [vertices, ...replicates]) requireOnLattice(source, one, lattice)
      const waves = planeWaves(lattice)
      const { formFactor, squared } = inMomenta(vertices, waves)
      const others = replicates.map((one) => inMomenta(one, waves).formFactor)
      const scatter = (p: number, q: number) =>
        others.length > 0 ? jackknifeError(others.map((one) => one[p][q].value)) : 0
      return {
        momenta: lattice.momenta,
        formFactor: formFactor.map((row) => Float64Array.from(row, ({ value }) => value)),
        errors: formFactor.map((row, p) =>
          Float64Array.from(row, ({ error }, q) => error + scatter(p, q))
        ),
        ...sharesOf(squared, lattice)
      }
    },
    () => ({
      'vertices.gamma2.values': vertices.gamma2.values,
      'vertices.gamma4.values': vertices.gamma4.values
    })
  )
}

function requireOnLattice(source: string, vertices: Vertices, lattice: PointLattice): void {
  requireObject(source, 'vertices', vertices)
  const { gamma2, gamma4 } = vertices
  const given = [
    ['gamma2', gamma2, 2],
    ['gamma4', gamma4, 4]
  ] as const
  for (const [name, tensor, rank] of given) {
    requireTensor(source, tensor)
    if (tensor.rank === rank && tensor.fields === lattice.points.length) continue
    const rule = `a tensor of rank ${rank} on the ${lattice.points.length} points of the lattice`
    throw new ParameterError(source, `vertices.${name}`, rule, tensor)
  }
}

/** Complex numbers side by side. */
interface Complex {
  readonly real: Float64Array
  readonly imaginary: Float64Array
}

/** P^(-1/2) exp(-i p x), shape [p][x], and what a sum over x of it and real numbers is rounded by, in units of P^(-1/2) sum |numbers|. */
interface PlaneWaves extends Complex {
  readonly rounding: number
}

function planeWaves({ points, momenta }: PointLattice): PlaneWaves {
  const phases = momenta.flatMap((momentum) =>
    points.map((point) => point.reduce((sum, x, i) => sum + momentum[i] * x, 0))
  )
  const size = 1 / Math.sqrt(points.length)
  const largest = phases.reduce((most, phase) => Math.max(most, Math.abs(phase)), 0)
  return {
    real: Float64Array.from(phases, (phase) => size * Math.cos(phase)),
    imaginary: Float64Array.from(phases, (phase) => -size * Math.sin(phase)),
    // Momentum, point, their product and sum round a phase; a wave, its products with both parts, and each addition follow.
    rounding: unitRoundoff * (8 * largest + 3 * points.length + 8)
  }
}

/** sum_x waves[p][x] T[x][rest], the new index last: after as many steps as T has indices all are momenta. */
function transformFirst({ real, imaginary }: Complex, waves: Complex, count: number): Complex {
  const rest = real.length / count
  const image = { real: new Float64Array(real.length), imaginary: new Float64Array(real.length) }
  for (let p = 0; p < count; p++) {
    for (let x = 0; x < count; x++) {
      const [u, v] = [waves.real[p * count + x], waves.imaginary[p * count + x]]
      for (let r = 0, place = p; r < rest; r++, place += count) {
        const [a, b] = [real[x * rest + r], imaginary[x * rest + r]]
        image.real[place] += u * a - v * b
        image.imaginary[place] += u * b + v * a
      }
    }
  }
  return image
}

/** The form factor, and the squares of all entries in units of the square roots of the two-point vertices. */
function inMomenta({ gamma2, gamma4 }: Vertices, waves: PlaneWaves) {
  const count = gamma2.fields
  const two = hermitianDiagonal(denseTensor(gamma2), waves, count)
  const positions = denseTensor(gamma4)
  const size = positions.reduce((sum, value) => sum + Math.abs(value), 0) / count ** 2
  let dense: Complex = { real: positions, imaginary: new Float64Array(positions.length) }
  for (let step = 0; step < 4; step++) dense = transformFirst(dense, waves, count)
  const opposite = oppositePlaces(waves, count)
  const formFactor = two.map((ofP, p) =>
    two.map((ofQ, q) => {
      const signs = opposite[p].sign * opposite[q].sign
      const place = ((p * count + opposite[p].place) * count + q) * count + opposite[q].place
      const four = { value: signs * dense.real[place], error: 4 * waves.rounding * size }
      return formFactorOf(formFactorOf(withUnderflow(four), ofP), ofQ)
    })
  )
  return { formFactor, squared: squares(dense, two, count) }
}

/** T(p, -p) of a tensor of rank 2. */
function hermitianDiagonal(matrix: Float64Array, waves: PlaneWaves, count: number): Estimate[] {
  const size = matrix.reduce((sum, value) => sum + Math.abs(value), 0) / count
  return Array.from({ length: count }, (_, p) => {
    let value = 0
    for (let x = 0; x < count; x++) {
      let row = 0
      for (let y = 0; y < count; y++) {
        const [i, j] = [p * count + x, p * count + y]
        const both = waves.real[i] * waves.real[j] + waves.imaginary[i] * waves.imaginary[j]
        row += matrix[x * count + y] * both
      }
      value += row
    }
    const estimate = withUnderflow({ value, error: 2 * waves.rounding * size })
    if (Math.abs(value) > estimate.error) return estimate
    const rule = 'such that Gamma^(2)(p) vanishes at no momentum of the lattice'
    throw new ParameterError('momentumVertex', 'vertices.gamma2', rule, Array.from(matrix))
  })
}

function formFactorOf(a: Estimate, b: Estimate): Estimate {
  const result = quotientOf(a, b)
  if (!Number.isFinite(result.value) || !Number.isFinite(result.error)) {
    throw new OutOfReach('momentumVertex', 'the form factor overflows', 'farthest')
  }
  return withUnderflow(result)
}

/** Which wave is the complex conjugate of each: that of -p. At the edge of the zone it is the same one, with a sign. */
function oppositePlaces({ real, imaginary }: Complex, count: number) {
  return Array.from({ length: count }, (_, p) => {
    for (let q = 0; q < count; q++) {
      let overlap = 0
      for (let x = 0; x < count; x++) {
        const [i, j] = [p * count + x, q * count + x]
        overlap += real[i] * real[j] - imaginary[i] * imaginary[j]
      }
      if (Math.abs(overlap) > 0.5) return { place: q, sign: Math.sign(overlap) }
    }
    const rule = 'on a lattice with the opposite of every momentum'
    throw new ParameterError('momentumVertex', `lattice.points[${p}]`, rule, p)
  })
}

/** Up to a common factor, in units of the largest vertices: squares of the entries themselves may overflow. */
function squares(dense: Complex, two: readonly Estimate[], count: number): Float64Array {
  const largest = two.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0)
  const units = two.map(({ value }) => largest / Math.abs(value))
  const sizes = dense.real.map((real, place) => Math.hypot(real, dense.imaginary[place]))
  const unit = sizes.reduce((most, size) => Math.max(most, size), 0)
  return sizes.map((size, place) => {
    let square = (size / unit) ** 2
    for (let rest = place, i = 0; i < 4; i++, rest = Math.floor(rest / count)) {
      square *= units[rest % count]
    }
    return square
  })
}

function sharesOf(squared: Float64Array, { sides, spacing, momenta }: PointLattice) {
  const turns = momenta.map((momentum) =>
    momentum.map((p, i) => Math.round((p * sides[i] * spacing) / (2 * Math.PI)))
  )
  const cancel = (places: readonly number[]) =>
    sides.every((side, i) => places.reduce((sum, p) => sum + turns[p][i], 0) % side === 0)
  const count = momenta.length
  let [all, conserved, paired] = [0, 0, 0]
  squared.forEach((square, place) => {
    const p = [3, 2, 1, 0].map((power) => Math.floor(place / count ** power) % count)
    all += square
    if (!cancel(p)) return
    conserved += square
    const pairs = [
      [p[0], p[1]],
      [p[0], p[2]],
      [p[0], p[3]]
    ]
    if (pairs.some(cancel)) paired += square
  })
  return { conserved: conserved / all, paired: paired / conserved }
}
