import { expect, it } from 'vitest'
import { linearAxis } from '../../../../lib/src/figures/parts/linearAxis.js'
import { drawAxis } from '../specification.js'

it.each([
  [[-80, -120], 'plain'],
  [[0.5, 5000], 'plain'],
  [[-500_000, -2_000_000], 'powers'],
  [[0.001, 0.002], 'powers']
] as const)('the labels of an axis from %j are all %s', async (values, notation) => {
  const svg = await drawAxis(values, { scale: { zero: false }, axis: linearAxis(values) })
  const labels = Array.from(svg.matchAll(/>([−\d.e+-]+)<\/text>/g), ([, label]) => label)
  expect(labels.length).toBeGreaterThan(2)
  expect(labels.filter((label) => label.includes('e'))).toEqual(notation === 'plain' ? [] : labels)
})
