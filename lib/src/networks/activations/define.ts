import { productMoment, requireReach } from '../../numerics/gaussian/productMoment.js'
import type { PreactivationPair } from '../preactivationPair.js'
import type { Activation, Jump } from './activation.js'
import { symmetricInputs } from './inputs.js'

/** What an activation has to say of itself; the rest has its usual value. */
type Definition = Pick<
  Activation,
  'name' | 'formula' | 'value' | 'derivative' | 'secondDerivative'
> &
  Partial<Activation>

/**
 * An activation from what is special about it. Where no closed form is given, moments are computed by quadrature, to
 * about 1e-13 for preactivations of rank <= 4; `strip` and `imaginaryGrowth` make that fast and `kinks` exact.
 */
export function define(definition: Definition): Activation {
  const { value, name, parity = 'none', kinks = [] } = definition
  const { strip = 1, imaginaryGrowth = 1, growth = 0 } = definition
  const known = definition.strip !== undefined
  const analytic = {
    value: (z: number) => value(z, 0),
    parity,
    kinks,
    strip,
    imaginaryGrowth,
    growth,
    known
  }
  const moment =
    definition.moment ?? ((vectors: readonly Float64Array[]) => productMoment(analytic, vectors))
  return {
    title: `${name}-net`,
    normalised: false,
    parity,
    kinks,
    jumps: jumpsOf(definition, kinks),
    strip,
    stripKnown: known,
    imaginaryGrowth,
    homogeneous: false,
    growth,
    bend: 1,
    silent: 0,
    sigmaB: 1,
    inputs: symmetricInputs,
    pairKnown: definition.pairMoment !== undefined,
    pairMoment: (pair) => moment(pairVectors(pair)).value,
    moment,
    ...(!definition.moment && {
      requireReach: (vectors: readonly Float64Array[]) => requireReach(analytic, vectors)
    }),
    ...definition
  }
}

/** Jumps from the values at the numbers next to each kink; differences that rounding explains are none. */
function jumpsOf({ value, derivative }: Definition, kinks: readonly number[]): readonly Jump[] {
  return kinks.map((at) => {
    const gap = at === 0 ? Number.MIN_VALUE : Math.abs(at) * Number.EPSILON
    const across = (g: Activation['value']) => {
      const [left, right] = [g(at - gap, 0), g(at + gap, 0)]
      const noise = 1e-12 * (Math.abs(left) + Math.abs(right)) + 2 * gap
      return Math.abs(right - left) <= noise ? 0 : right - left
    }
    return { at, value: across(value), slope: across(derivative) }
  })
}

/** Two vectors in the plane with the covariances of the preactivations. */
export function pairVectors(pair: PreactivationPair): readonly Float64Array[] {
  const [x, y] = [Math.sqrt(pair.varianceX), Math.sqrt(pair.varianceY)]
  if (x === 0 || y === 0) return [Float64Array.of(x, 0), Float64Array.of(y, 0)]
  return [Float64Array.of(x, 0), Float64Array.of(pair.covariance / x, y * pair.sine())]
}
