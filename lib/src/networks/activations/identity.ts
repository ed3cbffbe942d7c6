import { polynomial } from './polynomial.js'

/** z: the deep linear network. */
export const identity = polynomial('identity', 'z', [0, 1], {
  homogeneous: true,
  sigmaB: 0,
  pairMoment: ({ covariance }) => covariance
})
