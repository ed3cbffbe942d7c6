import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  jupyterDisplay,
  type Displayable
} from '../../../../lib/src/figures/display/displayable.js'
import type { Figure } from '../../../../lib/src/figures/parts/figure.js'
import { deviationMeans } from '../../../../lib/src/figures/deviationMeans.js'
import { liveFigure } from '../../../../lib/src/figures/live/liveFigure.js'
import { deviationSummary } from '../../../../lib/src/correlators/deviationSummary.js'
import { ensemble, type Ensemble } from '../../../../lib/src/networks/ensemble.js'
import { localRunner, type BlockRunner } from '../../../../lib/src/sampling/blockRunner.js'
import type { EnsembleMoments } from '../../../../lib/src/sampling/ensembleMoments.js'
import type { SamplingProgress } from '../../../../lib/src/sampling/samplingProgress.js'
import { sampleEnsemble } from '../../../../lib/src/sampling/sampleEnsemble.js'
import { stubWidgets } from './widgetsStub.js'

const setup = ensemble({
  network: 'gauss',
  widths: [2, 10],
  orders: [2, 4],
  bags: 12,
  networksPerBag: 3000
})

/** A figure whose provenance says how many bags it was drawn from. */
function draw(samples: readonly EnsembleMoments[]) {
  const [{ ensemble }] = samples
  return deviationMeans(
    samples.flatMap((moments) =>
      moments.ensemble.widths.map((width) => {
        const { mean, standardError, background } = deviationSummary(moments, 4, width)
        return { order: 4, width, measured: mean, standardError, background, exact: 0 }
      })
    ),
    { parameters: { bags: samples.map((moments) => moments.ensemble.bags), seed: ensemble.seed } }
  )
}

/** A runner on which a clock moves on by `milliseconds` with every block. */
function slowRunner(milliseconds: number): BlockRunner {
  const local = localRunner()
  return {
    concurrency: 1,
    run(task, signal) {
      clock += milliseconds
      return local.run(task, signal)
    }
  }
}

let clock = 0
interface Shown {
  readonly value: Displayable
  readonly id: string
}

/** A notebook's `display`, and the clock by which drafts are timed. */
function notebook(): Shown[] {
  const shown: Shown[] = []
  clock = 1000
  vi.stubGlobal('display', (value: Displayable, { id }: { id: string }) =>
    shown.push({ value, id })
  )
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  return shown
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const specOf = async ({ value }: Shown) => {
  const bundle = await value[jupyterDisplay]()
  return bundle['application/vnd.vegalite.v5+json'] as
    | { title: unknown; usermeta: { nnqft: { provenance: { parameters: { bags: number[] } } } } }
    | undefined
}

const unstored = (runner: BlockRunner) => ({ store: false, runner }) as const

describe('liveFigure', () => {
  it('shows drafts of the bags done so far in one output, then the figure of all', async () => {
    const shown = notebook()
    const [moments] = await liveFigure([setup], draw, unstored(slowRunner(300)))
    vi.restoreAllMocks()
    expect(moments).toEqual(await sampleEnsemble(setup, { store: false }))
    expect(new Set(shown.map(({ id }) => id)).size).toBe(1)
    const specs = await Promise.all(shown.map(specOf))
    const bags = specs.map((spec) => spec?.usermeta.nnqft.provenance.parameters.bags[0] ?? 0)
    // At most one draft in 500 ms, that is in two blocks of 24.
    expect(bags.length).toBeLessThanOrEqual(13)
    expect(bags.slice(0, -1).some((count) => count > 1 && count < 12)).toBe(true)
    expect([...bags].sort((a, b) => a - b)).toEqual(bags)
    expect(bags.at(-1)).toBe(12)
    expect(specs.at(-1)).toEqual(draw([moments]).spec)
    const drafts = specs.slice(0, -1).filter((spec) => spec !== undefined)
    for (const { title } of drafts) {
      expect(title).toEqual({
        text: 'Mean deviation against width',
        subtitle: [
          expect.stringMatching(/^\d+ bags$/),
          expect.stringMatching(/^[█░]{20} sampling: \d+ %, \d+ s left$/)
        ]
      })
    }
  })

  it('makes drafts the more seldom the dearer they are, with their pictures', async () => {
    const shown = notebook()
    const start = clock
    const [drawing, picture] = [100, 400]
    const dear = (): Displayable => ({
      toString: () => 'figure',
      [jupyterDisplay]: () => {
        clock += picture
        return {}
      }
    })
    vi.stubGlobal('display', (value: Displayable, options: { id: string }) => {
      shown.push({ value, ...options })
      void value[jupyterDisplay]()
    })
    await liveFigure(
      [setup],
      () => {
        clock += drawing
        return { ...dear(), draft: dear } as unknown as Figure
      },
      unstored(slowRunner(3000))
    )
    // The first is a bar, before there are two bags, the last the figure of all.
    const drafts = shown.length - 2
    expect(drafts).toBeGreaterThan(1)
    // A twentieth of the time, and the last one, which is begun within it.
    expect((drafts - 1) * (drawing + picture)).toBeLessThanOrEqual((clock - start) / 20)
  })

  it('draws the bags done so far as an ensemble that has no more of them', async () => {
    notebook()
    const drawn: EnsembleMoments[] = []
    await liveFigure(
      [setup],
      (samples) => {
        drawn.push(samples[0])
        return draw(samples)
      },
      unstored(slowRunner(600))
    )
    vi.restoreAllMocks()
    expect(drawn.length).toBeGreaterThan(3)
    for (const moments of drawn) {
      const fewer = ensemble({ ...setup, bags: moments.ensemble.bags })
      expect(moments).toEqual(await sampleEnsemble(fewer, { store: false }))
    }
  })

  it('goes through several ensembles with one bar, and draws from the least number on', async () => {
    const shown = notebook()
    const setups: Ensemble[] = [1, 2, 3].map((seed) => ensemble({ ...setup, seed }))
    const counts: number[] = []
    const samples = await liveFigure(
      setups,
      (samples) => {
        counts.push(samples.length)
        return draw(samples)
      },
      { ...unstored(slowRunner(600)), leastSamples: 2 }
    )
    expect(samples.map(({ ensemble }) => ensemble.seed)).toEqual([1, 2, 3])
    expect(new Set(counts)).toEqual(new Set([2, 3]))
    const percents = shown
      .slice(0, -1)
      .map(({ value }) => Number(/(\d+) %/.exec(value.toString())?.[1]))
    expect([...percents].sort((a, b) => a - b)).toEqual(percents)
    expect(percents[0]).toBeLessThan(33)
    expect(percents.at(-1)).toBeGreaterThan(66)
  })

  it('leaves the figure as far as it has come when it is interrupted, at once', async () => {
    const shown = notebook()
    const controller = new AbortController()
    let drafts = 0
    const run = liveFigure([setup], draw, {
      ...unstored(slowRunner(600)),
      signal: controller.signal,
      onProgress: ({ done, total }) => {
        if (done < total / 2 || drafts > 0) return
        drafts = shown.length
        controller.abort(new Error('stop'))
        // Before the promise rejects: the cell may be over then.
        expect(shown.length).toBe(drafts + 1)
      }
    })
    await expect(run).rejects.toThrow('stop')
    const last = await specOf(shown[drafts])
    expect(last?.title).toMatchObject({
      subtitle: [
        expect.stringMatching(/^\d+ bags$/),
        expect.stringMatching(/^interrupted after \d+ of \d+ bags; nothing is stored$/)
      ]
    })
  })

  it('has a bar with a button to stop where widgets are shown, and takes it away in the end', async () => {
    const shown = notebook()
    const { widgets, bars, closed, click } = stubWidgets()
    const onProgress = ({ done, total }: SamplingProgress) => {
      if (done > total / 2) click()
    }
    const run = liveFigure([setup], draw, { ...unstored(slowRunner(600)), onProgress })
    await expect(run).rejects.toThrow('stopped by the button above the figure')
    expect(bars[0]).toMatchObject({ description: expect.stringMatching(/^sampling: \d+ %/) })
    expect(closed.sort()).toEqual(['bar', 'box', 'button'])
    const controls = shown.filter(({ id }) => id === shown[0].id).map(({ value }) => `${value}`)
    expect(controls).toEqual(['box', ''])
    const rest = shown.filter(({ id }) => id !== shown[0].id)
    expect((await specOf(rest.at(-1)!))?.title).toMatchObject({
      subtitle: [expect.anything(), expect.stringMatching(/^interrupted after/)]
    })
    widgets.isShown = false
    await liveFigure([setup], draw, unstored(slowRunner(600)))
    expect(shown.filter(({ value }) => `${value}` === 'box')).toHaveLength(1)
  })

  it('shows no draft of work that is over at once, and needs no notebook', async () => {
    const shown = notebook()
    const [moments] = await liveFigure([setup], draw, unstored(slowRunner(0)))
    expect(shown.length).toBe(1)
    vi.unstubAllGlobals()
    expect(await liveFigure([setup], draw, unstored(localRunner()))).toEqual([moments])
  })

  it('refuses wrong arguments before any work starts', async () => {
    const runner = { concurrency: 1, run: () => Promise.reject(new Error('work has started')) }
    await expect(liveFigure([], draw)).rejects.toThrow(
      'liveFigure: ensembles must be a list of at least one, got []'
    )
    await expect(
      liveFigure([setup, { ...setup, sigmaW: -1 }], draw, unstored(runner))
    ).rejects.toThrow('ensemble: sigmaW must be a finite number > 0, got -1')
    await expect(
      liveFigure([setup], draw, { ...unstored(runner), leastSamples: 0 })
    ).rejects.toThrow('leastSamples must be an integer >= 1, got 0')
  })
})
