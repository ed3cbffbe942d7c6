import { refusedUnder } from '../numerics/refusedUnder.js'
import type { Point } from '../networks/networkParameters.js'
import {
  ParameterError,
  requireFiniteList,
  requireInteger,
  requireKeys,
  requirePositive
} from '../numerics/parameterError.js'
import type { FieldModes } from './fieldModes.js'

/** A regular lattice around the origin and the plane waves that fit on it. */
export interface PointLattice {
  /** Points along each axis. */
  readonly sides: readonly number[]
  /** Distance of neighbours. */
  readonly spacing: number
  /** The last coordinate changes fastest. */
  readonly points: readonly Point[]
  /** As many momenta 2 pi n/(side spacing), -side/2 < n <= side/2 along each axis: the first zone, in the order of n. */
  readonly momenta: readonly Point[]
}

/** Most points of a lattice. */
const mostPoints = 4096

/**
 * A regular lattice, centred at the origin, in as many dimensions as there are sides.
 *
 * @example pointLattice({ sides: [2, 3], spacing: 0.5 }).points // [[-0.25, -0.5], [-0.25, 0], …]
 * @throws ParameterError for sides that are no integers >= 1, more than 4096 points, or a spacing that is not positive
 */
export function pointLattice(lattice: {
  readonly sides: readonly number[]
  readonly spacing: number
}): PointLattice {
  const source = 'pointLattice'
  requireKeys(source, 'lattice', lattice, ['sides', 'spacing'])
  const { sides, spacing } = lattice
  requireFiniteList(source, 'sides', sides, 'a non-empty list of numbers of points')
  sides.forEach((side, i) => requireInteger(source, `sides[${i}]`, side, 1, mostPoints))
  requirePositive(source, 'spacing', spacing)
  const count = sides.reduce((product, side) => product * side, 1)
  if (count > mostPoints) {
    throw new ParameterError(source, 'sides', `such that there are at most ${mostPoints}`, sides)
  }
  return {
    sides,
    spacing,
    points: product(sides, (i, side) => spacing * (i - (side - 1) / 2)),
    momenta: product(sides, (i, side) => {
      const wave = i - Math.floor((side - 1) / 2)
      return (2 * Math.PI * wave) / (side * spacing)
    })
  }
}

function product(
  sides: readonly number[],
  coordinate: (index: number, side: number) => number
): Point[] {
  return sides.reduce<number[][]>(
    (rows, side) =>
      rows.flatMap((row) => Array.from({ length: side }, (_, i) => [...row, coordinate(i, side)])),
    [[]]
  )
}

/** Refuses what is no lattice. */
export function requireLattice(source: string, lattice: PointLattice): void {
  requireKeys(source, 'lattice', lattice, ['sides', 'spacing', 'points', 'momenta'])
  const { sides, spacing, points, momenta } = lattice
  const { points: own } = pointLattice({ sides, spacing })
  if (points?.length === own.length && momenta?.length === own.length) return
  throw new ParameterError(source, 'lattice', 'one of pointLattice', lattice)
}

/**
 * The plane waves of a lattice as modes of a regulator, in place of the eigenmodes of K: sines and cosines,
 * with the eigenvalues Z p^2 of the lattice's Laplacian, p^2 = sum (2 sin(p_i s/2)/s)^2, s the spacing. The regulator is then
 * R_k = k r(Z p^2/k), in the momenta that the lattice has. The networks keep their covariance, which on a lattice with
 * ends is not diagonal in plane waves: the flow equations ask for no more than a symmetric R_k. Periodic images of the
 * covariance would make it diagonal, but no network has it, so there would be nothing to measure.
 *
 * @param stiffness Z > 0, in units of K^-1 times a squared length; default 1
 * @example latticeModes(pointLattice({ sides: [8], spacing: 1 })).eigenvalues // 0, 0.586, 0.586, 2, 2, …, 4
 * @throws ParameterError for what is no lattice, or a stiffness that is not positive
 */
export function latticeModes(lattice: PointLattice, stiffness = 1): FieldModes {
  return refusedUnder('latticeModes', () => {
    requireLattice('latticeModes', lattice)
    requirePositive('latticeModes', 'stiffness', stiffness)
    const { points, momenta, spacing } = lattice
    const waves = momenta.flatMap((momentum) => {
      const laplacian = momentum.reduce(
        (sum, p) => sum + ((2 / spacing) * Math.sin((p * spacing) / 2)) ** 2,
        0
      )
      return realWaves(momentum, lattice).map((vector) => ({
        vector,
        value: stiffness * laplacian
      }))
    })
    waves.sort((a, b) => a.value - b.value)
    return {
      points: points.length,
      eigenvalues: Float64Array.from(waves, ({ value }) => value),
      vectors: Float64Array.from(waves.flatMap(({ vector }) => vector))
    }
  })
}

/** Of p and -p together the cosine and the sine, given with one of them; a wave that is its own mirror image is one vector. */
function realWaves(momentum: Point, { points, spacing, sides }: PointLattice): number[][] {
  // Indices n of the zone; side/2 and 0 are their own opposites.
  const turns = momentum.map((p, i) => Math.round((p * sides[i] * spacing) / (2 * Math.PI)))
  const first = turns.find((n, i) => n !== 0 && 2 * n !== sides[i])
  if (first !== undefined && first < 0) return []
  const phases = points.map((point) =>
    point.reduce((sum, x, i) => sum + momentum[i] * (x - points[0][i]), 0)
  )
  const size = Math.sqrt((first === undefined ? 1 : 2) / points.length)
  const cosine = phases.map((phase) => size * Math.cos(phase))
  return first === undefined ? [cosine] : [cosine, phases.map((phase) => size * Math.sin(phase))]
}
