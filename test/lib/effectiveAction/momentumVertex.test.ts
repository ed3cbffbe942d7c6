import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  denseTensor,
  fieldTensor,
  tensorEntry,
  type FieldTensor
} from '../../../lib/src/effectiveAction/fieldTensor.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import { measuredVertices } from '../../../lib/src/effectiveAction/measuredVertices.js'
import { momentumVertex } from '../../../lib/src/effectiveAction/momentumVertex.js'
import {
  latticeModes,
  pointLattice,
  type PointLattice
} from '../../../lib/src/effectiveAction/pointLattice.js'
import { pointRegulator } from '../../../lib/src/effectiveAction/pointRegulator.js'
import { vertexByDistance } from '../../../lib/src/effectiveAction/vertexByDistance.js'
import { vertexFlow } from '../../../lib/src/effectiveAction/vertexFlow.js'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { fieldNormalisation, massSquared } from '../../../lib/src/covariances/momentumSpace.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { largestShare, propertyRuns } from '../../propertyRuns.js'
import { decimal, Decimal, total } from '../exactMoments.js'
import { logarithmic } from '../parameterSets.js'

Decimal.set({ precision: 60 })

const cosine = { network: 'cos', sigmaW: 1, sigmaB: 3 } as const
const sidesOf = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 })

describe('plane waves of a lattice', () => {
  test('are orthonormal and diagonalise the Laplacian with ends joined, in any dimension', () => {
    fc.assert(
      fc.property(sidesOf, fc.double({ min: 0.1, max: 5, noNaN: true }), (sides, spacing) => {
        const lattice = pointLattice({ sides, spacing })
        const { points, eigenvalues, vectors } = latticeModes(lattice, 3)
        const row = (m: number) => vectors.slice(m * points, (m + 1) * points)
        const dot = (a: ArrayLike<number>, b: Float64Array) =>
          b.reduce((sum, x, i) => sum + x * a[i], 0)
        for (let m = 0; m < points; m++) {
          const image = laplacian(row(m), sides).map((value) => (3 * value) / spacing ** 2)
          for (let n = 0; n < points; n++) {
            expect(dot(row(m), row(n))).toBeCloseTo(m === n ? 1 : 0, 12)
            const expected = m === n ? eigenvalues[m] : 0
            expect(dot(image, row(n)) * spacing ** 2).toBeCloseTo(expected * spacing ** 2, 10)
          }
        }
        expect([...eigenvalues].sort((a, b) => a - b)).toEqual([...eigenvalues])
      }),
      { numRuns: 30 }
    )
  })

  test('make a regulator that is the same around every point, k r(Z p^2/k) in momentum', () => {
    const lattice = pointLattice({ sides: [6], spacing: 0.7 })
    const { matrix } = pointRegulator('litim', latticeModes(lattice, 1.5), 4)
    for (let x = 0; x < 6; x++) {
      for (let y = 0; y < 6; y++) {
        const expected = lattice.momenta.reduce((sum, [p]) => {
          const square = 1.5 * ((2 / 0.7) * Math.sin((p * 0.7) / 2)) ** 2
          return sum + (Math.max(0, 4 - square) * Math.cos(p * 0.7 * (x - y))) / 6
        }, 0)
        expect(matrix[x * 6 + y]).toBeCloseTo(expected, 12)
      }
    }
  })

  test('with the stiffness of the field, Z p^2 is what the inverse covariance of GaussNet adds to Z m0^2', () => {
    const lattice = pointLattice({ sides: [200], spacing: 0.5 })
    const { points, eigenvalues, vectors } = latticeModes(
      lattice,
      0.5 * fieldNormalisation({ sigmaW: 1, dIn: 1 })
    )
    const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
    const variance = (m: number) => {
      const wave = vectors.slice(m * points, (m + 1) * points)
      return wave.reduce(
        (sum, u, a) =>
          sum + wave.reduce((row, v, b) => row + u * v * covariance[Math.abs(a - b)], 0),
        0
      )
    }
    const covariance = lattice.points.map((x) => weightCovariance(gauss, lattice.points[0], x))
    const mass =
      0.5 * fieldNormalisation({ sigmaW: 1, dIn: 1 }) * massSquared({ sigmaW: 1, dIn: 1 })
    // 1/K(p) = Z (m0^2 + p^2 + p^4/2 m0^2 + ...) at p = 0, 0.44 and 0.88; ends of the lattice cost a few per cent.
    expect(Math.abs(1 / variance(0) / mass - 1)).toBeLessThan(0.03)
    for (const m of [13, 27]) {
      const inverse = 2 / (variance(m) + variance(m + 1))
      const next = eigenvalues[m] ** 2 / (2 * mass)
      expect(Math.abs(inverse / (mass + eigenvalues[m] + next) - 1)).toBeLessThan(0.05)
    }
  })

  test('carry the truncated flow too, whose end is that in the modes of K if R_k = k', () => {
    const lattice = pointLattice({ sides: [3], spacing: 1 })
    const vertices = infraredVertices(
      { network: 'erf', sigmaW: 1, sigmaB: 0.5 },
      lattice.points,
      50
    )
    const flow = (modes?: ReturnType<typeof latticeModes>) =>
      vertexFlow(vertices, { scales: [1, 10], ...(modes && { modes }) }).vertices[1].gamma2.values
    flow(latticeModes(lattice)).forEach((value, c) => expect(value).toBeCloseTo(flow()[c], 7))
    const litim = vertexFlow(vertices, {
      scales: [1, 10],
      regulator: 'litim',
      modes: latticeModes(lattice)
    })
    expect(litim.ending.kind).toBe('end')
  })

  test('bad lattices, and a sharp regulator at zero momentum, are refused by name', () => {
    expect(() => pointLattice({ sides: [], spacing: 1 })).toThrow(/sides must be a non-empty list/)
    expect(() => pointLattice({ sides: [2.5], spacing: 1 })).toThrow(
      /sides\[0\] must be an integer/
    )
    expect(() => pointLattice({ sides: [100, 100], spacing: 1 })).toThrow(/at most 4096/)
    expect(() => pointLattice({ sides: [2], spacing: 0 })).toThrow(/spacing must be/)
    const lattice = pointLattice({ sides: [4], spacing: 1 })
    expect(() => latticeModes(lattice, -1)).toThrow(/stiffness must be/)
    expect(() => pointRegulator('sharp', latticeModes(lattice), 1)).toThrow(
      /regulator must be another one where a mode has the eigenvalue 0/
    )
    const vertices = infraredVertices(cosine, [[0], [1], [2]], 10)
    expect(() => momentumVertex(vertices, lattice)).toThrow(/rank 2 on the 4 points/)
    expect(() => vertexByDistance(vertices.gamma2, [[0], [1], [2]])).toThrow(/rank 4 on 3 points/)
  })
})

describe('a vertex in momentum', () => {
  test.each([[[5]], [[6]], [[3, 4]]])(
    'that is local, on a lattice of %j, is one constant at all momenta that add up to 0',
    (sides) => {
      const lattice = pointLattice({ sides, spacing: 0.5 })
      const points = lattice.points.length
      const local = (rank: number, value: number) =>
        fieldTensor(rank, points, (c) => (c.every((index) => index === c[0]) ? value : 0))
      const { formFactor, conserved, paired } = momentumVertex(
        { gamma2: local(2, 2), gamma4: local(4, -3) },
        lattice
      )
      for (const row of formFactor) {
        for (const value of row) expect(value).toBeCloseTo(-3 / (4 * points), 14)
      }
      expect(conserved).toBeCloseTo(1, 13)
      expect(paired).toBeCloseTo(pairedCount(lattice), 13)
    }
  )

  test('of Cos-net at large sigmaB: the kurtosis of its waves by quadrature over one neuron', () => {
    const [width, side, spacing] = [40, 9, 1.3]
    const lattice = pointLattice({ sides: [side], spacing })
    const { connected } = infraredVertices(cosine, lattice.points, width)
    const { formFactor, errors, paired } = momentumVertex(
      { gamma2: connected.g2, gamma4: connected.g4 },
      lattice
    )
    const expected = kurtosisOfWaves(lattice)
    lattice.momenta.forEach(([p], i) =>
      lattice.momenta.forEach(([q], j) => {
        // Zero momentum holds the output bias as well. The sum over signs that are not balanced is exp(-2 sigmaB^2).
        if (p === 0 || q === 0) return
        expect(Math.abs(width * formFactor[i][j] - expected(p, q))).toBeLessThan(1e-6)
        // K(p) is a difference of entries a thousand times as large.
        expect(errors[i][j]).toBeLessThan(1e-10)
      })
    )
    expect(paired).toBeGreaterThan(0.9)
  })

  test('has no range: entries (a a b b) stay at 2 K^2/N however far apart the points are', () => {
    const width = 25
    const points = [[0], [1], [4], [20]]
    const { connected } = infraredVertices(cosine, points, width)
    const K = weightCovariance(cosine, [0], [0])
    const rows = vertexByDistance(connected.g4, points).filter(({ fields }) => fields === 'a a b b')
    expect(rows.map(({ distance }) => distance)).toEqual([1, 4, 20, 3, 19, 16])
    for (const { distance, value } of rows.slice(1)) {
      expect(distance).toBeGreaterThan(2)
      expect(value / ((2 * K ** 2) / width)).toBeCloseTo(1, 3)
    }
  })

  test('that is measured agrees with the exact one in units of its errors', async () => {
    const lattice = pointLattice({ sides: [5], spacing: 1.5 })
    const drawn = ensemble({ ...cosine, inputs: lattice.points, bags: 20, networksPerBag: 2000 })
    const { scales } = await measuredVertices(drawn, 50, { scales: [0], highest: 4 })
    const { formFactor, errors } = momentumVertex(scales[0], lattice, scales[0].replicates)
    const exact = momentumVertex(infraredVertices(cosine, lattice.points, 50), lattice)
    formFactor.forEach((row, p) =>
      row.forEach((value, q) => {
        expect(Math.abs(value - exact.formFactor[p][q])).toBeLessThan(5 * errors[p][q])
      })
    )
    expect(errors[3][3]).toBeLessThan(0.1 * Math.abs(exact.formFactor[3][3]))
    const [first] = vertexByDistance(scales[0].gamma4, lattice.points, scales[0].errors.gamma4)
    expect(first).toMatchObject({ fields: 'a a a a', distance: 0 })
    expect(first.error).toBe(scales[0].errors.gamma4.values[0])
  })
})

describe('errors of a vertex that hold all over the domain', () => {
  const share = largestShare('momentumVertex')
  const entries = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: -1e9, max: 1e9 }).map((n) => n / 1e9) },
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: logarithmic(1e-12, 1e3) }
  )
  const unitsOfFields = fc.oneof(
    fc.constant(1),
    logarithmic(1e-60, 1e60),
    logarithmic(1e-320, 1e300)
  )
  /** The sides of at most `most` points. */
  const lattices = (most: number) =>
    fc.array(fc.integer({ min: 1, max: most }), { minLength: 1, maxLength: 4 }).map((sides) => {
      let count = 1
      return sides.map((side) => {
        const kept = count * side <= most ? side : 1
        count *= kept
        return kept
      })
    })

  test('momentumVertex, of any tensors on any lattice, against cosines in arbitrary precision', () => {
    let finished = 0
    const runs = propertyRuns(12)
    fc.assert(
      fc.property(
        lattices(7),
        logarithmic(1e-6, 1e6),
        fc.constantFrom('any', 'nearly singular', 'diagonal'),
        fc.infiniteStream(entries),
        fc.tuple(unitsOfFields, unitsOfFields),
        (sides, spacing, kind, numbers, [ofTwo, ofFour]) => {
          const lattice = pointLattice({ sides, spacing })
          const count = lattice.points.length
          const next = () => numbers.next().value as number
          const gamma2 = fieldTensor(2, count, ([a, b]) => {
            const noise = ofTwo * next()
            if (kind === 'any') return noise
            if (kind === 'diagonal') return a === b ? ofTwo : 1e-3 * noise
            // A wave of momentum 0 alone, and what is left of others.
            return ofTwo + 1e-12 * noise
          })
          const gamma4 = fieldTensor(4, count, () => ofFour * next())
          let found
          try {
            found = momentumVertex({ gamma2, gamma4 }, lattice)
          } catch (error) {
            expect(String(error)).toMatch(
              /momentumVertex: (vertices.gamma2 must be such that Gamma\^\(2\)\(p\) vanishes at no|vertices\.gamma[24]\.values\[\d+\] must be (smaller|larger))/
            )
            return
          }
          finished++
          const truth = exactFormFactor(gamma2, gamma4, lattice)
          found.formFactor.forEach((row, p) =>
            row.forEach((value, q) => {
              const error = found.errors[p][q]
              const text = `F(${p}, ${q}) = ${value} ± ${error}, ${truth[p][q].toPrecision(20)}`
              expect(error, text).toBeGreaterThanOrEqual(0)
              const miss = decimal(value).minus(truth[p][q]).abs()
              expect(miss.lte(decimal(error)), text).toBe(true)
              share(miss.toNumber(), error)
            })
          )
          const { conserved, paired } = found
          if (gamma4.values.every((value) => value === 0)) return
          expect(conserved).toBeLessThan(1 + 1e-12)
          expect(conserved).toBeGreaterThanOrEqual(0)
          if (conserved > 1e-20) expect(paired).toBeLessThan(1 + 1e-12)
        }
      ),
      { numRuns: runs, endOnFailure: true }
    )
    expect(finished).toBeGreaterThan(runs / 2)
  })

  test('vertexByDistance: each entry of at most two points once, with its own error', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((count) =>
          fc.tuple(
            fc.integer({ min: 1, max: 4 }).chain((dimension) =>
              fc.array(fc.array(entries, { minLength: dimension, maxLength: dimension }), {
                minLength: count,
                maxLength: count
              })
            ),
            unitsOfFields
          )
        ),
        fc.infiniteStream(entries),
        ([coordinates, unit], numbers) => {
          const points = coordinates.map((x) => x.map((c) => (unit > 1e200 ? c : unit * c)))
          const next = () => numbers.next().value as number
          const tensor = fieldTensor(4, points.length, () => unit * next())
          const errors = fieldTensor(4, points.length, () => Math.abs(unit * next()))
          const rows = vertexByDistance(tensor, points, errors)
          const expected = points.flatMap((x, a) =>
            points.slice(a).flatMap((y, step) => {
              const b = a + step
              const square = total(x.map((c, k) => decimal(c).minus(decimal(y[k])).pow(2)))
              return (
                step === 0
                  ? ([['a a a a', [a, a, a, a]]] as const)
                  : ([
                      ['a a a b', [a, a, a, b]],
                      ['a a b b', [a, a, b, b]],
                      ['a a a b', [a, b, b, b]]
                    ] as const)
              ).map(([fields, indices]) => ({
                indices,
                fields,
                distance: square.sqrt().toNumber(),
                value: tensorEntry(tensor, indices),
                error: tensorEntry(errors, indices)
              }))
            })
          )
          const order = new Map(tensor.combinations.map((one, place) => [one.join(), place]))
          const placeOf = ({ indices }: (typeof expected)[number]) =>
            order.get(indices.join()) as number
          expected.sort((one, other) => placeOf(one) - placeOf(other))
          expect(rows).toHaveLength(expected.length)
          rows.forEach(({ distance, ...row }, i) => {
            const { distance: exact, fields, value, error } = expected[i]
            expect(row).toEqual({ fields, value, error })
            expect(Math.abs(distance - exact)).toBeLessThanOrEqual(4e-16 * exact + 5e-324)
          })
        }
      ),
      { numRuns: propertyRuns(50), endOnFailure: true }
    )
  })
})

/**
 * sum T_xyzw cos(p (x - y)) cos(q (z - w))/(Gamma^(2)(p) Gamma^(2)(q) P^2): sines cancel, since T is symmetric. Phases are
 * 2 pi n (i - j)/side along each axis.
 */
function exactFormFactor(
  gamma2: FieldTensor,
  gamma4: FieldTensor,
  { sides, points }: PointLattice
) {
  const count = points.length
  const indices = (place: number) => {
    const result: number[] = []
    for (const side of [...sides].reverse()) {
      result.unshift(place % side)
      place = Math.floor(place / side)
    }
    return result
  }
  const places = points.map((_, x) => indices(x))
  const steps = sides.reduce((product, side) => product * side, 1)
  const known = new Map<number, Decimal>()
  const twoPi = Decimal.acos(-1).times(2)
  const cosine = (turns: number) => {
    const value = known.get(turns) ?? twoPi.times(turns).div(steps).cos()
    known.set(turns, value)
    return value
  }
  const wave = (p: number, x: number, y: number) =>
    cosine(
      sides.reduce((sum, side, k) => {
        const n = places[p][k] - Math.floor((side - 1) / 2)
        const turns = (n * (places[x][k] - places[y][k])) % side
        return sum + (turns * steps) / side
      }, 0) % steps
    )
  const each = [...points.keys()]
  const square = each.map((p) => each.flatMap((x) => each.map((y) => wave(p, x, y))))
  const two = square.map((waves) => {
    const dense = denseTensor(gamma2)
    return total(waves.map((value, i) => value.times(decimal(dense[i])))).div(count)
  })
  const dense = Array.from(denseTensor(gamma4), decimal)
  const pairs = count * count
  return square.map((left, p) => {
    const row = Array.from({ length: pairs }, (_, zw) =>
      total(left.map((value, xy) => value.times(dense[xy * pairs + zw])))
    )
    return square.map((right, q) =>
      total(right.map((value, zw) => value.times(row[zw])))
        .div(pairs)
        .div(two[p].times(two[q]))
    )
  })
}

/** 2 d f(x) minus its neighbours, ends joined. */
function laplacian(f: Float64Array, sides: readonly number[]): number[] {
  const result = Array.from(f, (value) => 2 * sides.length * value)
  sides.forEach((side, axis) => {
    const stride = sides.slice(axis + 1).reduce((product, one) => product * one, 1)
    f.forEach((_, i) => {
      const at = Math.floor(i / stride) % side
      for (const step of [1, side - 1]) result[i] -= f[i + (((at + step) % side) - at) * stride]
    })
  })
  return result
}

/** Share of quadruples of momenta that cancel in pairs among those that add up to 0. */
function pairedCount({ momenta, sides, spacing }: PointLattice): number {
  const zero = (...of: number[]) =>
    sides.every((side, i) => {
      const turns = (of.reduce((sum, p) => sum + momenta[p][i], 0) * side * spacing) / (2 * Math.PI)
      return Math.abs(turns / side - Math.round(turns / side)) < 1e-9
    })
  const each = momenta.map((_, p) => p)
  let [all, paired] = [0, 0]
  for (const a of each)
    for (const b of each)
      for (const c of each)
        for (const d of each) {
          if (!zero(a, b, c, d)) continue
          all++
          if (zero(a, b) || zero(a, c) || zero(a, d)) paired++
        }
  return paired / all
}

/**
 * N times <f_p f_-p f_q f_-q>_c/(<f_p f_-p><f_q f_-q>) of f = sum of W cos(w x + b), w normal and b uniform: with the wave c_p of one neuron
 * (3 <|c_p|^2 |c_q|^2> - <|c_p|^2><|c_q|^2> - |<c_p c_q>|^2 - |<c_p c_-q>|^2)/(<|c_p|^2><|c_q|^2>), by sums over w and b that are exact to rounding.
 */
function kurtosisOfWaves({ points }: PointLattice) {
  const nodes: { weight: number; w: number; b: number }[] = []
  for (let w = -9; w <= 9; w += 0.04) {
    for (let n = 0; n < 8; n++)
      nodes.push({ weight: Math.exp((-w * w) / 2), w, b: (Math.PI * n) / 4 })
  }
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0)
  const wave = (p: number) =>
    nodes.map(({ w, b }) => {
      let [real, imaginary] = [0, 0]
      for (const [x] of points) {
        real += Math.cos(p * x) * Math.cos(w * x + b)
        imaginary -= Math.sin(p * x) * Math.cos(w * x + b)
      }
      return [real, imaginary]
    })
  const mean = (of: (i: number) => number) =>
    nodes.reduce((sum, { weight }, i) => sum + weight * of(i), 0) / total
  return (p: number, q: number) => {
    const [c, e] = [wave(p), wave(q)]
    const size = (of: number[][], i: number) => of[i][0] ** 2 + of[i][1] ** 2
    const [P, Q] = [mean((i) => size(c, i)), mean((i) => size(e, i))]
    const overlap = (sign: number) =>
      mean((i) => c[i][0] * e[i][0] - sign * c[i][1] * e[i][1]) ** 2 +
      mean((i) => c[i][1] * e[i][0] + sign * c[i][0] * e[i][1]) ** 2
    const four = mean((i) => size(c, i) * size(e, i))
    return (3 * four - P * Q - overlap(1) - overlap(-1)) / (P * Q)
  }
}
