import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { campaign, type CampaignParameters } from '../../../../lib/src/campaign/campaign.js'
import {
  campaignRows,
  campaignTable,
  type CampaignRow
} from '../../../../lib/src/campaign/campaignTable.js'
import { runCampaign } from '../../../../lib/src/campaign/runCampaign.js'
import { mergeCampaign } from '../../../../lib/src/campaign/storedCampaign.js'
import type { Displayable } from '../../../../lib/src/figures/display/displayable.js'
import { liveCampaign } from '../../../../lib/src/figures/live/liveCampaign.js'
import { plot } from '../../../../lib/src/figures/plot.js'
import { localRunner } from '../../../../lib/src/sampling/blockRunner.js'
import type { EnsembleMoments } from '../../../../lib/src/sampling/ensembleMoments.js'
import { stubWidgets } from './widgetsStub.js'

const parameters: CampaignParameters = {
  ensemble: {
    network: 'relu',
    widths: [2, 3],
    bags: 3,
    networksPerBag: 8,
    orders: [2],
    inputs: [[0.3]]
  },
  grid: { sigmaW: [1, 1.5] }
}
const map = campaign(parameters)
const measure = (moments: EnsembleMoments, index: number) => campaignRows(map, moments, index)
const draw = (rows: readonly CampaignRow[]) => plot(rows, { x: 'sigmaW', y: 'greenFunction' })

let folder: string
const shown: string[] = []
/** Looks at what is shown whenever there is something new. */
let look: () => void

/** Waits until something is shown that matches. */
const seen = (pattern: RegExp) =>
  new Promise<void>((resolve) => {
    look = () => shown.some((text) => pattern.test(text)) && resolve()
    look()
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-live-'))
  shown.length = 0
  look = () => undefined
  vi.stubGlobal('display', (value: Displayable) => {
    shown.push(`${value}`)
    look()
  })
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await rm(folder, { recursive: true, force: true })
})

const run = (shard: number, of: number) =>
  runCampaign(map, { folder, shard, of, runner: localRunner() })

describe('liveCampaign', () => {
  it('shows what tasks have drawn so far until all is there, and measures only what has grown', async () => {
    const measured: string[] = []
    const live = liveCampaign(
      map,
      (moments, index) => {
        measured.push(`${index}: ${moments.ensemble.bags}`)
        return measure(moments, index)
      },
      draw,
      { folder, seconds: 0.01 }
    )
    await seen(/^0 of 6 bags are in .*nnqft-live-/)
    // Of the first ensemble; of the second one at one of its two widths.
    await run(1, 4)
    await run(2, 4)
    await seen(/sampling: 50 %/)
    await run(3, 4)
    await run(4, 4)
    const rows = await live
    expect(rows).toEqual(await campaignTable(map, { folder }))
    expect(measured.filter((text) => text === '0: 3')).toHaveLength(1)
    expect(shown.at(-1)).toBe(`${draw(rows)}`)
  })

  it('shows a finished campaign at once, merged or not', async () => {
    await run(1, 1)
    const rows = await liveCampaign(map, measure, draw, { folder })
    await mergeCampaign(map, { folder })
    expect(await liveCampaign(map, measure, draw, { folder })).toEqual(rows)
    expect(shown).toHaveLength(2)
  })

  it('is ended by an interrupt, which leaves the figure with a note', async () => {
    await run(1, 2)
    const stop = new AbortController()
    const live = liveCampaign(map, measure, draw, { folder, seconds: 3600, signal: stop.signal })
    await seen(/sampling: 50 %/)
    stop.abort(new Error('interrupted'))
    await expect(live).rejects.toThrow('interrupted')
    expect(shown.at(-1)).toContain(`3 of 6 bags are in ${folder}; run the cell again to look again`)
    await run(2, 2)
    expect(await liveCampaign(map, measure, draw, { folder })).toHaveLength(4)
  })

  it('has a bar with a button to stop where widgets are shown, and takes it away in the end', async () => {
    const { widgets, bars, closed, click } = stubWidgets()
    await run(1, 2)
    const options = { folder, seconds: 3600 }
    const live = liveCampaign(map, measure, draw, options)
    await seen(/sampling: 50 %/)
    click()
    await expect(live).rejects.toThrow('stopped by the button above the figure')
    expect(bars).toMatchObject([{ value: 50, description: 'sampling: 50 %' }])
    expect(closed.sort()).toEqual(['bar', 'box', 'button'])
    const note = `3 of 6 bags are in ${folder}; run the cell again to look again`
    expect(shown.find((text) => text.includes(note))).toBeDefined()
    expect(shown.filter((text) => text === 'box' || text === '')).toEqual(['box', ''])
    await run(2, 2)
    widgets.isShown = false
    await liveCampaign(map, measure, draw, options)
    expect(shown.filter((text) => text === 'box')).toHaveLength(1)
  })

  it('is ended at once by an interrupt while it looks', async () => {
    await run(1, 2)
    const stop = new AbortController()
    const interrupted = (moments: EnsembleMoments, index: number) => {
      stop.abort(new Error('interrupted'))
      return measure(moments, index)
    }
    const options = { folder, seconds: 3600, signal: stop.signal }
    await expect(liveCampaign(map, interrupted, draw, options)).rejects.toThrow('interrupted')
    expect(shown.at(-1)).toContain('run the cell again to look again')
  })

  it('refuses ensembles of one bag, whose figure would never come', async () => {
    const single = campaign({ ...parameters, ensemble: { ...parameters.ensemble, bags: 1 } })
    await expect(
      liveCampaign(
        single,
        () => [0],
        () => plot([{ x: 1 }], { x: 'x' })
      )
    ).rejects.toThrow(/campaign must be of ensembles with 2 bags or more, got 1/)
  })

  it('passes on what is wrong with a figure or a measurement', async () => {
    await run(1, 2)
    const fail = () => {
      throw new Error('no such figure')
    }
    await expect(liveCampaign(map, measure, fail, { folder })).rejects.toThrow('no such figure')
    await expect(liveCampaign(map, fail, draw, { folder })).rejects.toThrow('no such figure')
  })
})
