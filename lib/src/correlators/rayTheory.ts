import type { LayerCovariances } from '../covariances/layerCovariances.js'
import type { Architecture } from '../networks/architecture.js'
import { activationOf } from '../networks/activations/activations.js'
import { outputCounts } from '../networks/field.js'
import type { Point } from '../networks/networkParameters.js'
import { doubleFactorial, highestDoubleFactorial } from '../numerics/doubleFactorial.js'
import type { Estimate } from '../numerics/estimate.js'
import { ExactMoments, rounded } from './exactMoments.js'

/**
 * Networks that are homogeneous of degree one, without biases, at inputs on one ray from the origin, exact to all orders in
 * 1/N: f(c x) = c f(x), and the variance S is multiplied in each layer by sigmaW^2 times the mean of n independent g(u)^2,
 * so E f^4 = 3 K^2 prod_l (1 + (E g^4/(E g^2)^2 - 1)/n_l): 2/n for identity, 5/n for ReLU. Derived in docs/theory.md, "Exact to all orders".
 */
export class RayTheory extends ExactMoments {
  protected readonly name = 'homogeneous networks at inputs on one ray'
  private readonly lengths: readonly number[]

  constructor(private readonly covariances: LayerCovariances) {
    super(covariances.points.length, highestDoubleFactorial)
    this.lengths = covariances.points.map((_, a) => Math.sqrt(covariances.entry(0, a, a).value))
  }

  protected moment(combination: readonly number[], width: number): Estimate {
    const { covariances } = this
    const half = combination.length / 2
    let value = combination.reduce((product, f) => product * this.lengths[this.pointOf(f)], 1)
    for (const count of outputCounts(combination, covariances.points.length)) {
      value *= doubleFactorial(count - 1)
    }
    for (let layer = 1; layer <= covariances.depth; layer++) {
      const neurons = width * covariances.widthOf(layer)
      value *= this.meanPower(layer, half, neurons) * covariances.mapTo(layer).sigmaW ** (2 * half)
    }
    return rounded(value, Math.abs(value), 64 * half * (covariances.depth + 2))
  }

  /** E[((X_1 + … + X_n)/n)^power], X = g(u)^2. */
  private meanPower(layer: number, power: number, neurons: number): number {
    const activation = activationOf(this.covariances.architecture.layers[layer - 1].activation)
    const unit = Float64Array.of(1)
    const single = Array.from({ length: power + 1 }, (_, k) =>
      k === 0 ? 1 : activation.moment(new Array<Float64Array>(2 * k).fill(unit)).value
    )
    const cumulants: number[] = [0]
    const mean: number[] = [1]
    for (let k = 1; k <= power; k++) {
      // mu_k = sum over j of C(k - 1, j - 1) kappa_j mu_(k - j), for one neuron and for the mean of n.
      cumulants[k] = single[k]
      for (let j = 1; j < k; j++)
        cumulants[k] -= binomial(k - 1, j - 1) * cumulants[j] * single[k - j]
      mean[k] = 0
      for (let j = 1; j <= k; j++) {
        const share = j === 1 ? 1 : neurons ** (1 - j)
        mean[k] += binomial(k - 1, j - 1) * cumulants[j] * share * mean[k - j]
      }
    }
    return mean[power]
  }
}

/** Whether `RayTheory` holds for an architecture at these points. */
export function onOneRay({ layers, readout }: Architecture, points: readonly Point[]): boolean {
  const homogeneous =
    layers.every(
      ({ activation, sigmaB }) => activationOf(activation).homogeneous && sigmaB === 0
    ) && readout.sigmaB === 0
  if (!homogeneous) return false
  const sizes = points.map((x) => Math.hypot(...x))
  const axis = points[sizes.indexOf(Math.max(...sizes))]
  const length = Math.max(...sizes)
  if (length === 0) return true
  return points.every((x, a) => x.every((value, k) => value * length === sizes[a] * axis[k]))
}

function binomial(n: number, k: number): number {
  let value = 1
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1)
  return value
}
