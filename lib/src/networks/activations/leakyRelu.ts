import { define } from './define.js'
import { homogeneousMoments } from './homogeneous.js'

const slope = 0.01

/** z for z > 0, z/100 below. */
export const leakyRelu = define({
  name: 'leakyRelu',
  formula: 'z > 0 ? z : z/100',
  value: (z) => (z > 0 ? z : slope * z),
  derivative: (z) => (z > 0 ? 1 : slope),
  secondDerivative: () => 0,
  kinks: [0],
  homogeneous: true,
  growth: 1,
  bend: 0,
  sigmaB: 0,
  ...homogeneousMoments(1, -slope)
})
