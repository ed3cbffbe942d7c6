import { polynomial } from './polynomial.js'

/** The Hermite polynomial He_4. */
export const hermite4 = polynomial('hermite4', 'z^4 - 6 z^2 + 3', [3, 0, -6, 0, 1], {
  pairMoment: ({ varianceX: a, varianceY: b, covariance: c }) =>
    9 * (a - 1) ** 2 * (b - 1) ** 2 + 72 * (a - 1) * (b - 1) * c ** 2 + 24 * c ** 4
})
