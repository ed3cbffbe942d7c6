import { signProductMoment } from '../../numerics/gaussian/coneProbability.js'
import { define } from './define.js'

/** 1 for z > 0, -1 below, 0 at 0. */
export const sign = define({
  name: 'sign',
  formula: 'sign(z)',
  value: (z) => Math.sign(z),
  derivative: () => 0,
  secondDerivative: () => 0,
  parity: 'odd',
  kinks: [0],
  bend: 0,
  pairMoment: (pair) => {
    const norms = Math.sqrt(pair.varianceX * pair.varianceY)
    if (norms === 0) return 0
    return (2 / Math.PI) * Math.atan2(pair.covariance / norms, pair.sine())
  },
  moment: signProductMoment
})
