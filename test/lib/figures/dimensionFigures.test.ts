import { describe, expect, it } from 'vitest'
import { exactCoupling } from '../../../lib/src/couplings/exactCoupling.js'
import { exchangeShare } from '../../../lib/src/couplings/exchangeShare.js'
import { activeExponents, type ActiveExponent } from '../../../lib/src/figures/activeExponents.js'
import { dimensionScan } from '../../../lib/src/figures/dimensionScan.js'
import { activeExponent, exactActiveSlope } from '../../../lib/src/flow/activeFlow.js'
import { drawChecked, rowsOf } from './specification.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 1 } as const
const origin = (order: number, dIn: number) =>
  new Array<number[]>(order).fill(new Array<number>(dIn).fill(0))

describe('dimensionScan', () => {
  const exact = [1, 10, 1000].map((dIn) => ({
    dIn,
    raw: exactCoupling(gauss, origin(4, dIn), 2),
    canonical: exactCoupling(gauss, origin(4, dIn), 2, { normalisation: 'canonical' })
  }))
  const measured = [
    { dIn: 10, measured: 1.1 * exact[1].raw.value, standardError: 1e-6, exact: exact[1].raw.value }
  ]
  const shares = [1, 10, 1000].map((dIn) => ({
    series: 'σ_b = 1',
    dIn,
    share: exchangeShare(gauss, origin(6, dIn), 2)
  }))

  it('is valid Vega-Lite, draws without a warning, and reaches where no number does', async () => {
    const figure = dimensionScan(exact, measured, shares, { parameters: gauss })
    expect(await drawChecked(figure)).toContain('canonical')
    const rows = rowsOf(figure.spec)
    expect(rows.find(({ ratio }) => ratio)?.ratio).toBeCloseTo(1.1, 12)
    const logarithms = rows.map(({ decimalLogarithm }) => Number(decimalLogarithm ?? 0))
    expect(Math.min(...logarithms)).toBeLessThan(-1000)
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => dimensionScan([], [], shares, { parameters: {} })).toThrow('exact must be a list')
    expect(() => dimensionScan(exact, [], [], { parameters: {} })).toThrow('shares must be a list')
    const zero = [{ ...measured[0], measured: 0 }]
    expect(() => dimensionScan(exact, zero, shares, { parameters: {} })).toThrow(
      'measured u4 in 10 dimensions must be finite and not zero, got 0'
    )
  })
})

describe('activeExponents', () => {
  const exponents = [1, 4].flatMap((dIn) =>
    ([4, 6] as const).flatMap((order) =>
      (['raw', 'canonical'] as const).map((normalisation): ActiveExponent => {
        const options = { normalisation }
        return {
          dIn,
          order,
          normalisation,
          exact: exactActiveSlope(gauss, origin(order, dIn), 2, options),
          expected: activeExponent(order, dIn, normalisation),
          ...(order === 4 && { measured: 0.1, standardError: 0.02 })
        }
      })
    )
  )

  it('is valid Vega-Lite and draws without a warning, with and without measured slopes', async () => {
    const figure = activeExponents(exponents, { parameters: gauss })
    expect(await drawChecked(figure)).toContain('u₆')
    const rows = rowsOf(figure.spec)
    expect(rows).toHaveLength(8)
    expect(rows.filter((row) => 'measured' in row)).toHaveLength(4)
    expect(rows[0]).toMatchObject({ low: 0.1 - 0.02, high: 0.1 + 0.02 })
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => activeExponents([], { parameters: {} })).toThrow('exponents must be a list')
    expect(() =>
      activeExponents([{ ...exponents[0], exact: Infinity }], { parameters: {} })
    ).toThrow('exponent of u4 in 1 dimensions must be finite, got Infinity')
  })
})
