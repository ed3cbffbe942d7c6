import { polynomial } from './polynomial.js'

/** z^2. */
export const square = polynomial('square', 'z^2', [0, 0, 1], {
  pairMoment: ({ varianceX, varianceY, covariance }) => varianceX * varianceY + 2 * covariance ** 2
})
