import { describe, expect, it } from 'vitest'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import { vertexMatrix } from '../../../lib/src/figures/vertexMatrix.js'
import { drawChecked, rowsOf } from './specification.js'

describe('vertexMatrix', () => {
  const erf = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
  const { gamma4, gamma2, connected } = infraredVertices(erf, [[0.4], [1]], 10)

  it('shows every entry of each vertex in the cell of its pairs', async () => {
    const panels = [
      { label: 'vertex', tensor: gamma4 },
      { label: 'connected', tensor: connected.g4 }
    ]
    const figure = vertexMatrix(panels, { parameters: erf })
    await drawChecked(figure)
    const values = rowsOf(figure.spec)
    expect(values).toHaveLength(18)
    const cell = values.find(
      ({ panel, row, column }) => panel === 'vertex' && row === '1 2' && column === '2 2'
    )
    expect(cell?.value).toBeCloseTo(gamma4.values[3], 4)
  })

  it('refuses tensors of another rank', () => {
    expect(() => vertexMatrix([{ label: 'pair', tensor: gamma2 }], { parameters: erf })).toThrow(
      'vertexMatrix: panels[0].tensor must be a tensor of rank 4'
    )
  })
})
