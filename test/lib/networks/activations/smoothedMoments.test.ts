import { describe, expect, it } from 'vitest'
import {
  activationOf,
  type ActivationSpecification
} from '../../../../lib/src/networks/activations/activations.js'
import { dot } from '../../../../lib/src/numerics/gaussian/spanCoordinates.js'
import { vectorsOfCovariance } from '../../../../lib/src/numerics/gaussian/vectorsOfCovariance.js'

/** Vectors of unit variance but for the first, all of one correlation. */
function vectors(size: number, correlation: number, first = 1): readonly Float64Array[] {
  const scale = (a: number) => (a === 0 ? first : 1)
  return vectorsOfCovariance(size, (a, b) => scale(a) * scale(b) * (a === b ? 1 : correlation))
}

/** Named activations with a closed form, and the same ones by quadrature. */
const pairs: readonly [string, ActivationSpecification][] = [
  ['relu', { expression: 'max(z, 0)', kinks: [0] }],
  ['abs', { expression: 'abs(z)', kinks: [0] }],
  ['erf', { expression: 'erf(z)' }],
  ['sin', { expression: 'sin(z)' }]
]

describe('moments of independent preactivations by quadrature, one factor smoothed', () => {
  it.each(pairs)(
    'of %s agree with the closed form at three and four different points',
    (name, own) => {
      const [known, byQuadrature] = [
        activationOf(name as ActivationSpecification),
        activationOf(own)
      ]
      const kinked = byQuadrature.kinks.length > 0
      for (const correlation of kinked ? [0.5] : [-0.2, 0.3, 0.8, 0.97]) {
        const [one, two, three, four] = vectors(4, correlation, 1.4)
        const small = vectors(3, correlation, 1e-3)
        const lists = [
          [one, one, two, three],
          [one, two, three, four],
          [small[0], ...small]
        ]
        lists.forEach((list) => {
          const [truth, value] = [known.moment(list), byQuadrature.moment(list)]
          const difference = Math.abs(value.value - truth.value)
          expect(difference).toBeLessThanOrEqual(value.error + truth.error)
          const size = list.reduce((product, v) => product * Math.sqrt(dot(v, v)), 1)
          expect(value.error).toBeLessThan((kinked ? 1e-5 : 1e-11) * size)
        })
      }
    }
  )
})
