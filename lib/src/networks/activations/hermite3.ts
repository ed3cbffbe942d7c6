import { polynomial } from './polynomial.js'

/** The Hermite polynomial He_3. */
export const hermite3 = polynomial('hermite3', 'z^3 - 3 z', [0, -3, 0, 1], {
  pairMoment: ({ varianceX, varianceY, covariance }) =>
    9 * (varianceX - 1) * (varianceY - 1) * covariance + 6 * covariance ** 3
})
