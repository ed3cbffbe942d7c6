import erf from '@stdlib/math-base-special-erf'
import { type Estimate, unitRoundoff } from '../estimate.js'

/** Beyond this radius the Gaussian weight times any power that matters is below rounding. */
const radius = 10.5

/** The trapezoidal rule's relative error is about exp(-precision); twice the step: a quarter. */
const precision = 62

/** Step of the trapezoidal rule for E[prod erf(v_a . u)]: see `erfPlaneMoment`. */
function stepFor(vectors: readonly Float64Array[]): number {
  const spread = vectors.reduce((sum, [x, y = 0]) => sum + 2 * (x * x + y * y), 1)
  return (2 * Math.PI) / Math.sqrt(2 * precision * spread)
}

/** Number of nodes that `erfPlaneMoment` would use. */
export function erfPlaneNodes(vectors: readonly Float64Array[]): number {
  const along = (2 * radius) / stepFor(vectors)
  return vectors[0].length === 1 ? along : along * along
}

/**
 * E[product over a of erf(v_a . u)] for a standard normal u in one or two dimensions, an even
 * number of factors: the trapezoidal rule on the line or plane.
 *
 * The Fourier transform of the integrand falls off like exp(-k^2 / (2 s^2)) with
 * s^2 = 1 + 2 sum |v_a|^2, so the step 2 pi / (s sqrt(2 precision)) leaves exp(-precision). The
 * error is estimated from every second node, whose own error is the fourth root of that.
 */
export function erfPlaneMoment(vectors: readonly Float64Array[]): Estimate {
  const planar = vectors[0].length === 2
  const step = stepFor(vectors)
  const reach = Math.ceil(radius / step)
  const { distinct, powers } = grouped(vectors)
  let value = 0
  let magnitude = 0
  let coarse = 0
  // The integrand is even in u: half the plane is enough.
  for (let i = 0; i <= reach; i++) {
    const x = i * step
    const span = planar ? Math.floor(Math.sqrt(reach * reach - i * i)) : 0
    for (let j = -span; j <= span; j++) {
      const y = j * step
      let term = (i ? 2 : 1) * Math.exp(-(x * x + y * y) / 2)
      for (let a = 0; a < distinct.length; a++) {
        const factor = erf(distinct[a][0] * x + (planar ? distinct[a][1] * y : 0))
        for (let power = powers[a]; power > 0; power--) term *= factor
      }
      value += term
      magnitude += Math.abs(term)
      if (i % 2 === 0 && j % 2 === 0) coarse += term
    }
  }
  const cell = planar ? (step * step) / (2 * Math.PI) : step / Math.sqrt(2 * Math.PI)
  const fraction = Math.abs(value - (planar ? 4 : 2) * coarse) / (magnitude || 1)
  const rounding = unitRoundoff * (24 + 4 * vectors.length)
  return {
    value: cell * value,
    error: cell * magnitude * (rounding + Math.min(1, (10 * fraction) ** 3))
  }
}

function grouped(vectors: readonly Float64Array[]) {
  const groups = new Map<string, { vector: Float64Array; power: number }>()
  for (const vector of vectors) {
    const group = groups.get(vector.join()) ?? { vector, power: 0 }
    groups.set(vector.join(), { vector, power: group.power + 1 })
  }
  const list = [...groups.values()]
  return { distinct: list.map(({ vector }) => vector), powers: list.map(({ power }) => power) }
}
