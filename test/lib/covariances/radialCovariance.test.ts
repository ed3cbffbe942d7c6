import fc from 'fast-check'
import { expect, test } from 'vitest'
import { weightCovariance } from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { radialCovariance } from '../../../lib/src/covariances/radialCovariance.js'

test.each(['gauss', 'relu', 'erf', 'cos'] as const)(
  '%s: the covariance of two points from distances and angle',
  (network) => {
    const coordinate = fc.double({ min: -3, max: 3, noNaN: true })
    const point = fc.tuple(coordinate, coordinate, coordinate)
    fc.assert(
      fc.property(point, point, fc.constantFrom(0, 0.01, 1), (x, y, sigmaB) => {
        const parameters = { network, sigmaW: 1.3, sigmaB }
        const [r, s] = [Math.hypot(...x), Math.hypot(...y)]
        fc.pre(r > 1e-3 && s > 1e-3)
        const cosine = x.reduce((sum, value, k) => sum + value * y[k], 0) / (r * s)
        const angle = Math.max(-1, Math.min(1, cosine))
        const known = weightCovariance(parameters, x, y)
        const size = weightCovariance(parameters, x, x) + weightCovariance(parameters, y, y)
        const value = radialCovariance(parameters, 3)(r, s, angle)
        // The rounding of the cosine turns nearly parallel points by 1e-8.
        expect(Math.abs(value - known) / size).toBeLessThan(1e-13)
      })
    )
  }
)
