import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { ParameterError } from '../numerics/parameterError.js'

/** What a table is made from. */
export interface TabledFunction {
  /** g. */
  readonly value: (z: number) => number
  /** Where g or a derivative of it jumps, increasing; at a kink g has its value from the right. */
  readonly kinks: readonly number[]
  /** What the user wrote, for messages. */
  readonly specification: unknown
}

/**
 * A function as polynomials of degree 7, as `lib/assembly/table.ts` evaluates them. The line is cut into cells of one
 * length, with centres at its multiples, and a cell with kinks once more at each of them; the outermost pieces reach
 * to infinity.
 */
export interface ActivationTable {
  /** Length of a cell, a power of two. */
  readonly step: number
  /** Cells on either side of the one at 0. */
  readonly cells: number
  /** The kinks between the centres of the outermost cells, increasing. */
  readonly kinks: readonly number[]
  /** Coefficients in powers of the distance from the cell's centre, shape [piece][power]. */
  readonly coefficients: Float64Array
  /** SHA-256 of all of the above, 64 hexadecimal digits. */
  readonly digest: string
}

/** Coefficients of a piece. */
const terms = 8
/** Largest error, in units of the scale of g or of |g| in the piece, whichever is larger. */
const accuracy = 1e-14
/** Most cells of a table: 4 MB. */
const mostCells = 2 ** 16
/** Lengths of cells, from the longest one on. */
const steps = Array.from({ length: 12 }, (_, k) => 2 ** -(k + 2))
/** Where the last pieces may begin, beyond which g is a polynomial to rounding. */
const tailStarts = [8, 12, 16, 20, 24, 32, 48, 64, 128, 256, 512, 1024]

/**
 * The table of g for |z| <= `largest`, with an error of at most 1e-14 of `scale` or of |g| in the piece,
 * whichever is larger, besides what the last bit of z changes, checked at points between those it is made from. Cells
 * are as long as that allows.
 *
 * @param scale a typical |g|, such as the root of E[g^2], > 0
 * @throws ParameterError if g is not finite somewhere, or needs more than 2^16 cells
 */
export function activationTable(
  source: string,
  parameter: string,
  { value, kinks, specification }: TabledFunction,
  scale: number,
  largest: number
): ActivationTable {
  const refuse = (rule: string): never => {
    throw new ParameterError(source, parameter, rule, specification)
  }
  const range = rounded(largest)
  const finite = (z: number) => {
    const g = value(z)
    if (!Number.isFinite(g)) refuse(`finite for |z| <= ${range}, which g(${rounded(z)}) is not`)
    return g
  }
  const inside = kinks.filter((kink) => Math.abs(kink) <= largest)
  const farthest = inside.reduce((most, kink) => Math.max(most, Math.abs(kink)), 0)
  const starts = [...tailStarts.filter((start) => start < largest && start > farthest + 1), largest]
  for (const step of steps) {
    if (!fitsAtOnce(finite, inside, step, Math.min(largest, starts[0]), scale)) continue
    for (const start of starts) {
      const cells = Math.ceil(start / step) + 1
      if (2 * cells + 1 > mostCells) break
      const table = tableOf(finite, inside, step, cells, scale, largest)
      if (table) return table
    }
  }
  return refuse(
    `smooth enough between its kinks for a table of ${mostCells} polynomials that is accurate to 1e-14 of its ` +
      `scale for |z| <= ${range}`
  )
}

/** g(z) as the sampler computes it, bit by bit. */
export function tableValue(
  { step, cells, kinks, coefficients }: ActivationTable,
  z: number
): number {
  const end = cells * step
  // As the sampler rounds: halves to the even one of the cells as they are counted from the first.
  const shift = roundingShift + cells
  const cell = Math.min(end, Math.max(-end, z)) / step + shift - shift
  const piece = cell + cells + kinks.filter((kink) => z >= kink).length
  return horner(coefficients, piece, z - cell * step)
}

/** 1.5 * 2^52: what is added to it is rounded to an integer. */
export const roundingShift = 6755399441055744

function horner(coefficients: Float64Array, piece: number, d: number): number {
  let sum = coefficients[terms * piece + terms - 1]
  for (let k = terms - 2; k >= 0; k--) sum = coefficients[terms * piece + k] + d * sum
  return sum
}

/** Whether some pieces about the origin fit, where an activation bends most: to leave long cells soon. */
function fitsAtOnce(
  value: (z: number) => number,
  kinks: readonly number[],
  step: number,
  end: number,
  scale: number
): boolean {
  const target = new Float64Array(terms)
  const cells = Math.min(16, Math.floor(end / step))
  return Array.from({ length: 2 * cells + 1 }, (_, i) => i - cells).every((cell) => {
    const [from, to] = [(cell - 0.5) * step, (cell + 0.5) * step]
    if (kinks.some((kink) => kink >= from && kink <= to)) return true
    return fit(value, from, to, cell * step, scale, target)
  })
}

/** The table of cells of one length, or undefined if a piece misses the accuracy. */
function tableOf(
  value: (z: number) => number,
  kinks: readonly number[],
  step: number,
  cells: number,
  scale: number,
  largest: number
): ActivationTable | undefined {
  const coefficients = new Float64Array(terms * (2 * cells + 1 + kinks.length))
  for (let cell = -cells; cell <= cells; cell++) {
    const centre = cell * step
    const low = cell === -cells ? -Math.max(largest, (cells + 0.5) * step) : centre - step / 2
    const high = cell === cells ? Math.max(largest, (cells + 0.5) * step) : centre + step / 2
    const before = kinks.filter((kink) => kink <= low).length
    const ends = [low, ...kinks.filter((kink) => kink > low && kink < high), high]
    for (let i = 0; i + 1 < ends.length; i++) {
      const piece = cell + cells + before + i
      const target = coefficients.subarray(terms * piece, terms * (piece + 1))
      if (!fit(value, ends[i], ends[i + 1], centre, scale, target)) return undefined
    }
    // Where a kink is the border of two cells, rounding may give it to the lower one.
    if (kinks.includes(high))
      coefficients[terms * (cell + cells + before + ends.length - 1)] = value(high)
  }
  return { step, cells, kinks, coefficients, digest: digestOf(step, cells, kinks, coefficients) }
}

/**
 * Writes the coefficients of g on [from, to] about `centre` to `target`; false if they miss the accuracy. Short pieces
 * beside a kink take fewer terms: their high powers would be rounding alone.
 */
function fit(
  value: (z: number) => number,
  from: number,
  to: number,
  centre: number,
  scale: number,
  target: Float64Array
): boolean {
  const middle = (from + to) / 2
  const radius = (to - from) / 2
  // Between kinks this close there are hardly any numbers.
  if (radius < Math.max(8 * Number.EPSILON * Math.abs(middle), 1e-200)) {
    target[0] = value(from)
    return true
  }
  const checks = checksOf(value, from, to, centre, scale)
  for (let count = terms; count >= 1; count--) {
    target.fill(0)
    target.set(monomials(value, middle, radius, middle - centre, count))
    const good = checks.every(
      ({ d, wanted, allowed }) => Math.abs(horner(target, 0, d) - wanted) <= allowed
    )
    if (good) return true
  }
  return false
}

/** In units of the piece's radius; none of them is a node of an interpolation. */
const checkPoints = [-0.999999, -0.93, -0.77, -0.5, -0.26, 0.011, 0.3, 0.61, 0.85, 0.96, 0.999999]
/** The same for pieces that reach far, from the centre outwards, in units of their far end. */
const farPoints = Array.from({ length: 40 }, (_, i) => 0.999 * 2 ** (-i / 3))

/** Where a piece is checked, what g is there, and which error is allowed. */
function checksOf(
  value: (z: number) => number,
  from: number,
  to: number,
  centre: number,
  scale: number
) {
  const far = to - from > 2
  const [end, begin] = Math.abs(to) > Math.abs(from) ? [to, from] : [from, to]
  const points = far
    ? farPoints.map((t) => begin + (end - begin) * t)
    : checkPoints.map((t) => (from + to) / 2 + ((to - from) / 2) * t)
  const sizes = points.map((z) => Math.abs(value(z)))
  const largest = Math.max(...sizes)
  return points.map((z, i) => {
    // A preactivation is rounded itself: what its last bit changes is no error of the table.
    const rounding = Math.abs(value(z * (1 + Number.EPSILON)) - value(z * (1 - Number.EPSILON)))
    const size = Math.max(scale, far ? sizes[i] : largest)
    return { d: z - centre, wanted: value(z), allowed: accuracy * size + rounding }
  })
}

/** Interpolation at `count` Chebyshev nodes, in powers of the distance from the centre, which is `offset` below the middle. */
function monomials(
  value: (z: number) => number,
  middle: number,
  radius: number,
  offset: number,
  count: number
): Float64Array {
  const angles = Array.from({ length: count }, (_, k) => (Math.PI * (k + 0.5)) / count)
  const values = angles.map((angle) => value(middle + radius * Math.cos(angle)))
  const chebyshev = angles.map((_, m) => {
    const sum = values.reduce((total, g, k) => total + g * Math.cos(m * angles[k]), 0)
    return ((m === 0 ? 1 : 2) / count) * sum
  })
  // T_(m+1) = 2 t T_m - T_(m-1), with t = (d - offset)/radius.
  const result = new Float64Array(count)
  let before = new Float64Array(count)
  let current = new Float64Array(count)
  current[0] = 1
  for (let m = 0; m < count; m++) {
    for (let k = 0; k < count; k++) result[k] += chebyshev[m] * current[k]
    const next = new Float64Array(count)
    const factor = m === 0 ? 1 : 2
    for (let k = 0; k < count; k++) {
      const shifted = (k > 0 ? current[k - 1] : 0) - offset * current[k]
      next[k] = (factor * shifted) / radius - (m === 0 ? 0 : before[k])
    }
    before = current
    current = next
  }
  return result
}

function digestOf(
  step: number,
  cells: number,
  kinks: readonly number[],
  coefficients: Float64Array
): string {
  const head = utf8ToBytes(JSON.stringify([step, cells, kinks]))
  const { buffer, byteOffset, byteLength } = coefficients
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return bytesToHex(sha256.create().update(head).update(bytes).digest())
}

function rounded(x: number): string {
  return Number(x.toPrecision(6)).toString()
}
