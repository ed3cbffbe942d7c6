import { polynomial } from './polynomial.js'

/** The Hermite polynomial He_2. */
export const hermite2 = polynomial('hermite2', 'z^2 - 1', [-1, 0, 1], {
  pairMoment: ({ varianceX, varianceY, covariance }) =>
    (varianceX - 1) * (varianceY - 1) + 2 * covariance ** 2
})
