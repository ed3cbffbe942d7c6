import { describe, expect, it } from 'vitest'
import { paperInputs } from '../../../lib/src/networks/paperInputs.js'
import { paperInputsIn } from '../../../lib/src/networks/paperInputs.js'

describe('paperInputsIn', () => {
  it.each(['gauss', 'relu', 'erf', 'cos'] as const)(
    'has the points of the papers for %s',
    (network) => {
      expect(paperInputsIn(network, 1)).toEqual(paperInputs[network])
      for (const dIn of [2, 3]) {
        const points = paperInputsIn(network, dIn)
        expect(points.map((point) => point.length)).toEqual(new Array(4).fill(dIn))
        expect(new Set(points.map((point) => point.join())).size).toBe(4)
      }
    }
  )

  it('puts symmetric inputs on the corners of a tetrahedron in three dimensions', () => {
    const points = paperInputsIn('erf', 3)
    const distances = points.flatMap((x, i) =>
      points.slice(i + 1).map((y) => Math.hypot(...x.map((value, k) => value - y[k])))
    )
    for (const distance of distances) expect(distance).toBeCloseTo(Math.sqrt(8), 14)
  })

  it('refuses a dimension that the papers do not have', () => {
    expect(() => paperInputsIn('gauss', 4)).toThrow(
      'paperInputsIn: dIn must be an integer >= 1 and <= 3, got 4'
    )
  })
})
