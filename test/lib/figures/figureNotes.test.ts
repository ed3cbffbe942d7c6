import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as nnqft from '../../../lib/src/index.js'
import { drawChecked, rowsOf } from './specification.js'

const setup = nnqft.ensemble({
  network: 'gauss',
  sigmaB: 0.3,
  widths: [2, 10],
  orders: [2, 4],
  bags: 4,
  networksPerBag: 300
})
const sampled = nnqft.sampleEnsemble(setup, { store: false })

type Notes = { code: string; convergence: nnqft.Convergence[] }
const notesOf = (figure: nnqft.Figure) => (figure.spec.usermeta as { nnqft: Notes }).nnqft

/** Runs the code of a notebook cell and returns what it showed last. */
async function runCell(code: string): Promise<nnqft.Figure> {
  const [first, ...rest] = code.split('\n')
  expect(first).toBe("import * as nnqft from 'nnqft'")
  const { outputText } = ts.transpileModule(rest.join('\n'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022 }
  })
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor
  await new AsyncFunction('nnqft', outputText)(nnqft)
  return shown.at(-1)!
}

let shown: nnqft.Figure[] = []
beforeEach(() => {
  shown = []
  vi.stubGlobal('display', (value: nnqft.Figure) => shown.push(value))
  vi.stubEnv('NNQFT_STORE', `${process.env.TMPDIR ?? '/tmp'}/nnqft-notes-${process.pid}`)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
})

async function figures() {
  const moments = await sampled
  const pairs = setup.orders.flatMap((order) => setup.widths.map((width) => ({ order, width })))
  return {
    deviationMeans: nnqft.deviationMeans(
      pairs.map(({ order, width }) => {
        const { mean, standardError, background } = nnqft.deviationSummary(moments, order, width)
        return {
          ...nnqft.convergenceSummary(moments, order, width),
          order,
          width,
          measured: mean,
          standardError,
          background,
          exact: nnqft.exactDeviation(setup, order, width).mean
        }
      }),
      { parameters: setup }
    ),
    deviationHistogram: nnqft.deviationHistogram(
      pairs.map(({ order, width }) => ({
        order,
        width,
        measured: nnqft.greenFunctionDeviation(moments, order, width).relative,
        exact: nnqft.exactDeviation(setup, order, width).relative
      })),
      { parameters: setup }
    ),
    quarticCoupling: nnqft.quarticCoupling(
      setup.widths.map((width) => ({
        measured: nnqft.measuredCouplings(moments, 4, width),
        exact: nnqft.exactCouplings(setup, 4, width),
        convergence: nnqft.convergenceSummary(moments, 4, width)
      })),
      { parameters: setup, bags: setup.bags }
    )
  }
}

describe('the code that a figure carries', () => {
  it.each(['deviationMeans', 'deviationHistogram', 'quarticCoupling'] as const)(
    'makes the same figure in a cell of its own: %s',
    async (name) => {
      const figure = (await figures())[name]
      const again = await runCell(notesOf(figure).code)
      expect(again.spec).toEqual(figure.spec)
    }
  )

  it('is left out where the parameters do not determine the samples', async () => {
    const { deviationMeans } = await figures()
    const [row] = notesOf(deviationMeans).convergence
    const figure = nnqft.deviationMeans(
      [{ ...row, order: 2, width: 2, measured: 1, standardError: 1, background: 1, exact: 1 }],
      { parameters: { seed: 1 } }
    )
    expect(notesOf(figure)).not.toHaveProperty('code')
  })
})

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
