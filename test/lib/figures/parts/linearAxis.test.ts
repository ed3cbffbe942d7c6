import { expect, it } from 'vitest'
import { linearAxis } from '../../../../lib/src/figures/parts/linearAxis.js'
import { Figure } from '../../../../lib/src/figures/parts/figure.js'
import { drawChecked } from '../specification.js'

it.each([
  [[-80, -120], 'plain'],
  [[0.5, 5000], 'plain'],
  [[-500_000, -2_000_000], 'powers'],
  [[0.001, 0.002], 'powers']
] as const)('the labels of an axis from %j are all %s', async (values, notation) => {
  const figure = new Figure({
    name: 'axis',
    title: 'Axis',
    description: '',
    parameters: {},
    spec: {
      data: { values: values.map((value) => ({ value })) },
      mark: 'point',
      encoding: {
        y: {
          field: 'value',
          type: 'quantitative',
          scale: { zero: false },
          axis: linearAxis(values)
        }
      }
    }
  })
  const svg = await drawChecked(figure)
  const labels = Array.from(svg.matchAll(/>([−\d.e+-]+)<\/text>/g), ([, label]) => label)
  expect(labels.length).toBeGreaterThan(2)
  expect(labels.filter((label) => label.includes('e'))).toEqual(notation === 'plain' ? [] : labels)
})
