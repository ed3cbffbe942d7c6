import { describe, expect, it } from 'vitest'
import * as nnqft from '../../../../lib/src/index.js'
import { drawChecked, rowsOf } from '../specification.js'

type Notes = { convergence: nnqft.Convergence[] }
const notesOf = (figure: nnqft.Figure) => (figure.spec.usermeta as { nnqft: Notes }).nnqft

describe('points whose average is not known', () => {
  const mean = { order: 4, measured: 2, standardError: 1, background: 1, exact: 2 }
  const known = { effectiveSampleSize: 5000, largestShare: 0.001, converged: true }
  const unknown = { effectiveSampleSize: 7, largestShare: 0.4, converged: false }

  it('are open diamonds with a legend, and rows of the notes', async () => {
    const figure = nnqft.deviationMeans(
      [
        { ...mean, ...unknown, width: 2 },
        { ...mean, ...known, width: 10 }
      ],
      { parameters: {} }
    )
    expect(notesOf(figure).convergence).toEqual([
      { quantity: '⟨|m₄|⟩, N = 2', ...unknown },
      { quantity: '⟨|m₄|⟩, N = 10', ...known }
    ])
    expect(await drawChecked(figure)).toContain('>not converged<')
    const points = rowsOf(figure.spec).filter(({ series }) => series === 'measured')
    expect(points.map(({ width, estimate }) => [width, estimate])).toEqual([
      [2, 'not converged'],
      [10, 'converged']
    ])
  })

  it('are not spoken of where all averages are known', async () => {
    const figure = nnqft.deviationMeans([{ ...mean, ...known, width: 10 }], { parameters: {} })
    expect(await drawChecked(figure)).not.toContain('converged<')
  })
})
