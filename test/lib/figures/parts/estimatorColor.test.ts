import { expect, it } from 'vitest'
import { figureColors } from '../../../../lib/src/figures/parts/colorScales.js'
import { estimatorColor } from '../../../../lib/src/figures/parts/estimatorColor.js'

const scaleOf = (...names: string[]) => estimatorColor(names).scale

it('an estimator has the same colour and place beside any other', () => {
  const { literal, tilted } = { literal: figureColors.blue, tilted: figureColors.green }
  expect(scaleOf('tilted', 'literal', 'tilted')).toEqual({
    domain: ['literal', 'tilted'],
    range: [literal, tilted]
  })
  expect(scaleOf('tilted')).toEqual({ domain: ['tilted'], range: [tilted] })
})

it('names of one’s own follow, in colours that no estimator has and that are not that of exact values', () => {
  const { domain, range } = scaleOf('mine', 'tilted', 'yours', 'mine')
  expect(domain).toEqual(['tilted', 'mine', 'yours'])
  expect(new Set(range).size).toBe(3)
  for (const color of range.slice(1)) {
    const { blue, orange, green, red } = figureColors
    expect([blue, orange, green, red]).not.toContain(color)
  }
})
