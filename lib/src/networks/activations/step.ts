import { coneProbability } from '../../numerics/gaussian/coneProbability.js'
import { define } from './define.js'

/** 1 for z > 0, 0 below, 1/2 at 0: moments are orthant probabilities. */
export const step = define({
  name: 'step',
  formula: '(1 + sign(z))/2',
  value: (z) => (1 + Math.sign(z)) / 2,
  derivative: () => 0,
  secondDerivative: () => 0,
  kinks: [0],
  bend: 0,
  silent: 0.5,
  pairMoment: (pair) => {
    const norms = Math.sqrt(pair.varianceX * pair.varianceY)
    // g(0) = 1/2, independent of the other one.
    if (norms === 0) return 1 / 4
    return Math.atan2(pair.sine(), -pair.covariance / norms) / (2 * Math.PI)
  },
  moment: coneProbability
})
