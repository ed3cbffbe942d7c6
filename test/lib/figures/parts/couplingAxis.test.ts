import { expect, it } from 'vitest'
import { couplingAxis } from '../../../../lib/src/figures/parts/couplingAxis.js'
import { drawAxis } from '../specification.js'

it.each([
  [[1.15, 2.02], 'linear'],
  [[0.76, 1], 'linear'],
  [[-3, 4], 'linear'],
  [[-10, 11], 'symlog'],
  [[-120, 280], 'symlog'],
  [[-9999, 9999], 'symlog'],
  [[-400_000, -0.3], 'symlog'],
  [[-2e9, 3e-4], 'symlog'],
  [[2, 25], 'log'],
  [[1e-3, 1e8], 'log']
] as const)('couplings in %j have a %s axis with labels that keep apart', async (values, type) => {
  const axis = couplingAxis(values)
  expect(axis.scale.type).toBe(type)
  const svg = await drawAxis(values, axis, 190)
  const labels = Array.from(
    svg.matchAll(/translate\(-7,([\d.]+)\)"[^>]*>[−\d.e+-]+<\/text>/g),
    ([, y]) => Number(y)
  ).sort((a, b) => a - b)
  const gaps = labels.slice(1).map((y, i) => y - labels[i])
  expect(labels.length).toBeGreaterThan(2)
  expect(Math.min(...gaps)).toBeGreaterThan(11)
})
