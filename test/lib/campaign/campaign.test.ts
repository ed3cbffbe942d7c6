import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { campaign, type CampaignParameters } from '../../../lib/src/campaign/campaign.js'
import { campaignColumns, campaignTable } from '../../../lib/src/campaign/campaignTable.js'
import { planCampaign } from '../../../lib/src/campaign/planCampaign.js'
import { runCampaign } from '../../../lib/src/campaign/runCampaign.js'
import { campaignPieces, shardRanges } from '../../../lib/src/campaign/shards.js'
import {
  campaignMoments,
  campaignProgress,
  mergeCampaign
} from '../../../lib/src/campaign/storedCampaign.js'
import { deviationSummary } from '../../../lib/src/correlators/deviationSummary.js'
import { ParameterError } from '../../../lib/src/numerics/parameterError.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

const map: CampaignParameters = {
  ensemble: {
    network: 'gauss',
    widths: [2, 5],
    bags: 4,
    networksPerBag: 30,
    orders: [2, 4],
    inputs: [[0.1], [0.5]]
  },
  grid: { sigmaW: [1, 1.5], sigmaB: [0.3, 0.5, 0.7] }
}
const checked = campaign(map)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnqft-campaign-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const run = (shard = 1, of = 1, what = checked) =>
  runCampaign(what, { folder, shard, of, runner: localRunner() })

async function storedFiles(): Promise<Map<string, Buffer>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.parquet')).sort()
  return new Map(
    await Promise.all(
      files.map(async (name) => [name, await readFile(join(folder, name))] as const)
    )
  )
}

describe('a campaign', () => {
  it('has the ensembles of its list, each with every combination of its grid', () => {
    const { ensembles, points } = campaign({
      ensemble: { bags: 3, widths: [2] },
      list: [
        { network: 'relu', estimator: 'conditional' },
        { network: 'tanh', depth: 2 }
      ],
      grid: { seed: [4, 5], inputs: [[[1]], [[1, 2]], [[3]]] }
    })
    expect(ensembles).toHaveLength(12)
    expect(points[4]).toEqual({
      network: 'relu',
      estimator: 'conditional',
      seed: 5,
      inputs: [[1, 2]]
    })
    expect(ensembles[4]).toMatchObject({ ...points[4], bags: 3, widths: [2] })
    expect(ensembles[11]).toMatchObject({ network: 'tanh', depth: 2, seed: 5 })
  })

  it.each(
    [
      [{}, /ensemble must be an object with fields of an ensemble, got undefined/],
      [{ ...map, grids: {} }, /free of unknown keys.*got "grids"/],
      [{ ...map, grid: { sigmaW: 1 } }, /grid\.sigmaW must be a list of values, got 1/],
      [
        { ...map, grid: { sigmaW: [] } },
        /grid\.sigmaW must be a list of at least one value, got \[\]/
      ],
      [{ ...map, grid: { bags: [1] } }, /grid\.bags must be stated in one place/],
      [
        { ...map, list: [{ seed: 1 }], grid: { seed: [2] } },
        /grid\.seed must be stated in one place/
      ],
      [{ ...map, grid: { sigmaW: [1, -1] } }, /sigmaW must be .* \(at \{"sigmaW":-1\}\), got -1/],
      [{ ...map, grid: { sigma: [1] } }, /free of unknown keys.*at \{"sigma":1\}.*got "sigma"/],
      [{ ...map, grid: { sigmaW: [1, 1] } }, /grid must be free of repeats \(at \{"sigmaW":1\}\)/],
      [
        { ...map, grid: {}, list: [{}, { sigmaW: 1 }] },
        /list must be free of repeats \(at \{"sigmaW":1\}\)/
      ],
      // As a file may have it: an own field of that name.
      [
        { ...map, grid: JSON.parse('{"__proto__": [1, 2]}') },
        /free of unknown keys.*got "__proto__"/
      ],
      [
        { ensemble: JSON.parse('{"network": "relu", "__proto__": {"bags": 3}}') },
        /free of unknown keys.*got "__proto__"/
      ],
      [{ ...map, folder: 'a\0b' }, /folder must be the path of a folder, got "a\\u0000b"/],
      [{ ...map, sbatch: ['--mem=1G\rexit'] }, /sbatch\[0\] must be an option of sbatch/],
      [{ ...map, list: [] }, /list must be a list of at least one object/],
      [{ ...map, minutes: 0 }, /minutes must be a number >= 0\.01, got 0/],
      [{ ...map, workers: 1.5 }, /workers must be an integer >= 1, got 1\.5/],
      [
        { ...map, sbatch: ['partition'] },
        /sbatch\[0\] must be an option of sbatch.*got "partition"/
      ],
      [
        {
          ...map,
          grid: {
            seed: Array.from({ length: 1001 }, (_, i) => i),
            sigmaW: Array.from({ length: 100 }, (_, i) => 1 + i)
          }
        },
        /grid must be of at most 100000 ensembles, got 100100/
      ]
    ].map(([parameters, message]) => ({ parameters, message }))
  )('is refused where $message', ({ parameters, message }) => {
    expect(() => campaign(parameters as CampaignParameters)).toThrow(message)
  })

  it('is refused with what refused the ensemble as the cause', () => {
    let refused: unknown
    try {
      campaign({ ...map, grid: { sigmaW: [1, -1] } })
    } catch (error) {
      refused = error
    }
    const { cause } = refused as Error
    expect(cause).toBeInstanceOf(ParameterError)
    expect(cause).toMatchObject({ source: 'ensemble', parameter: 'sigmaW', value: -1 })
  })

  it('of another sampler is refused, with what to do', () => {
    expect(campaign(checked.parameters).ensembles).toEqual(checked.ensembles)
    const other = { ...map, sampler: '0'.repeat(64) }
    expect(() => campaign(other)).toThrow(
      /sampler must be .*install the version that made the plan on every host, or plan again.*got "0000/
    )
  })
})

describe('tasks', () => {
  it('have every bag of a campaign once, whatever their number, in shares of equal work', () => {
    const sizes = fc.record({
      widths: fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 }),
      bags: fc.integer({ min: 1, max: 60 }),
      networksPerBag: fc.integer({ min: 1, max: 1e6 })
    })
    const list = fc.uniqueArray(sizes, { minLength: 1, maxLength: 4, selector: JSON.stringify })
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 300 }), (list, of) => {
        const pieces = campaignPieces(campaign({ ensemble: { network: 'relu' }, list }))
        const drawn = new Map(pieces.map((piece) => [piece, 0]))
        const total = pieces.reduce((sum, { bags, bagWork }) => sum + bags * bagWork, 0)
        const largest = Math.max(...pieces.map(({ bagWork }) => bagWork))
        for (let shard = 1; shard <= of; shard++) {
          let work = 0
          for (const { piece, first, end } of shardRanges(pieces, shard, of)) {
            // Nothing is left out and nothing comes twice: each range begins where the last one ended.
            expect(first).toBe(drawn.get(piece))
            drawn.set(piece, end)
            work += (end - first) * piece.bagWork
          }
          expect(Math.abs(work - total / of)).toBeLessThanOrEqual(1.001 * largest)
        }
        for (const [piece, end] of drawn) expect(end).toBe(piece.bags)
      }),
      { numRuns: 60 }
    )
  })

  it('draw once what ensembles of other bags or widths share', async () => {
    const shared = campaign({
      ensemble: { network: 'relu', networksPerBag: 5, orders: [2], inputs: [[1]] },
      list: [
        { widths: [2, 3], bags: 2 },
        { widths: [3], bags: 5 }
      ]
    })
    expect(await run(1, 1, shared)).toEqual({ found: 0, drawn: 2 + 5 })
    expect((await campaignMoments(shared, 0, { folder }))?.ensemble).toEqual(shared.ensembles[0])
  })

  it('leave the bits of one run in any order, draw what is missing alone, and can be more later', async () => {
    for (const shard of [3, 1, 4, 2]) await run(shard, 4)
    expect(await run(2, 3)).toMatchObject({ drawn: 0 })
    for (const [i, ensemble] of checked.ensembles.entries()) {
      const local = await sampleEnsemble(ensemble, { store: false, runner: localRunner() })
      expect((await campaignMoments(checked, i, { folder }))?.widths).toEqual(local.widths)
    }
    // A path through a folder that is not there, and out of it again.
    const around = { folder: `${folder}/none/..` }
    expect(await campaignMoments(checked, 0, around)).toEqual(
      await campaignMoments(checked, 0, { folder })
    )
    const more = campaign({ ...map, ensemble: { ...map.ensemble, bags: 6 } })
    expect(await run(1, 1, more)).toEqual({ found: 48, drawn: 24 })
  })

  it('are refused before any of their ensembles is drawn if the sampler cannot draw one of them', async () => {
    const late = campaign({ ...map, grid: { sigmaW: [1, 1e200] } })
    const refused = (source: string) =>
      new RegExp(`^${source}: sigmaW must be smaller, .* \\(at \\{"sigmaW":1e\\+200\\}\\)`)
    await expect(run(1, 1, late)).rejects.toThrow(refused('runCampaign'))
    expect(() => planCampaign(late)).toThrow(refused('planCampaign'))
    await expect(mergeCampaign(late, { folder })).rejects.toThrow(refused('mergeCampaign'))
    expect(await storedFiles()).toEqual(new Map())
    // The other half of the campaign is not this task's business.
    expect(await run(1, 2, late)).toMatchObject({ found: 0, drawn: 8 })
  })

  it.each([
    [0, 2],
    [3, 2],
    [1, 0]
  ])('%i of %i are refused', async (shard, of) => {
    await expect(run(shard, of)).rejects.toThrow(/(shard|of) must be an integer >= 1/)
  })
})

describe('the store of a campaign', () => {
  it('tells what is there and which tasks are not done', async () => {
    const empty = await campaignProgress(checked, 3, { folder })
    expect(empty).toEqual({
      bags: 48,
      storedBags: 0,
      share: 0,
      missing: [1, 2, 3],
      merged: false
    })
    const { drawn } = await run(2, 3)
    const { share, ...rest } = await campaignProgress(checked, 3, { folder })
    expect(rest).toEqual({ bags: 48, storedBags: drawn, missing: [1, 3], merged: false })
    expect(share).toBeCloseTo(1 / 3, 1)
  })

  it('is looked through in steps that can be watched and stopped', async () => {
    const reports: unknown[] = []
    const onProgress = (progress: unknown) => void reports.push(progress)
    await campaignProgress(checked, 3, { folder, onProgress })
    expect(reports[reports.length - 1]).toEqual({ done: 12, total: 12, remainingSeconds: 0 })
    const reason = new Error('enough')
    const stopped = campaignProgress(checked, 3, { folder, signal: AbortSignal.abort(reason) })
    await expect(stopped).rejects.toBe(reason)
  })

  it('is merged into the same bytes however it was drawn, and only if it is complete', async () => {
    for (const shard of [1, 2, 3, 4, 5, 6, 7]) await run(shard, 7)
    expect((await storedFiles()).size).toBeGreaterThan(12)
    expect(await campaignProgress(checked, 1, { folder })).toMatchObject({ merged: false })
    expect(await mergeCampaign(checked, { folder })).toEqual({ files: 12, swept: 0 })
    expect(await campaignProgress(checked, 7, { folder })).toEqual({
      bags: 48,
      storedBags: 48,
      share: 1,
      missing: [],
      merged: true
    })
    const inSeven = await storedFiles()
    await rm(folder, { recursive: true })
    await run()
    await mergeCampaign(checked, { folder })
    expect(await storedFiles()).toEqual(inSeven)
    await rm(join(folder, [...inSeven.keys()][0]))
    await expect(mergeCampaign(checked, { folder })).rejects.toThrow(
      /4 of 48 bags are not in .*: submit the campaign again/
    )
  })

  it('is free of what killed tasks were writing once it is merged', async () => {
    await run()
    const store = await MomentStore.open(folder)
    const [name] = await store.filesOf(checked.ensembles[0], 2)
    const left = [`${name}.0-0.unfinished`, '.kept.0-0.unfinished']
    for (const one of left) await writeFile(join(folder, one), 'half of i')
    // Not of this campaign.
    const other = `${name.replace('/w2-', '/w3-')}.0-0.unfinished`
    await writeFile(join(folder, other), 'half of i')
    expect(new Set((await store.verify()).unfinished)).toEqual(new Set([left[0], other]))
    expect(await mergeCampaign(checked, { folder })).toEqual({ files: 12, swept: 2 })
    expect((await store.verify()).unfinished).toEqual([other])
  })

  it('gives a table of the bags that are there, which fills while tasks run', async () => {
    expect(await campaignTable(checked, { folder })).toEqual([])
    await run(1, 4)
    const partial = await campaignTable(checked, { folder })
    expect(partial.length).toBeGreaterThan(0)
    for (const shard of [2, 3, 4]) await run(shard, 4)
    const rows = await campaignTable(checked, { folder })
    expect(rows).toHaveLength(6 * 2 * 2)
    const row = rows.find((one) => one.sigmaW === 1.5 && one.sigmaB === 0.3 && one.order === 4)!
    const local = await sampleEnsemble(checked.ensembles[3], {
      store: false,
      runner: localRunner()
    })
    const { mean, standardError, background } = deviationSummary(local, 4, 2)
    expect(row).toMatchObject({
      width: 2,
      bags: 4,
      bagsWanted: 4,
      deviation: mean,
      deviationError: standardError,
      background
    })
  })

  it('has a table that states every special field of every ensemble, defaults too', async () => {
    const listed = campaign({
      ensemble: { network: 'relu', widths: [2], bags: 2, networksPerBag: 5, orders: [2] },
      list: [{}, { sigmaW: 2, inputs: [[1]] }, { depth: 2 }]
    })
    await run(1, 1, listed)
    const rows = await campaignTable(listed, { folder })
    expect(rows.map(({ sigmaW, depth }) => [sigmaW, depth])).toEqual([
      [1, null],
      [2, null],
      [1, 2]
    ])
    expect(rows[1].inputs).toBe('[[1]]')
    expect(campaignColumns(listed)).toEqual(Object.keys(rows[0]))
  })

  it('holds back a result that two hosts disagree on', async () => {
    await run()
    const [{ ensemble, width }] = campaignPieces(checked)
    const store = await MomentStore.open(folder)
    const bags = await store.load(ensemble, width, () => undefined)
    bags.get(3)![0] += 1
    await store.save(ensemble, width, new Map([[3, bags.get(3)!]]))
    await expect(mergeCampaign(checked, { folder })).rejects.toThrow(/different sums of bag 3 in/)
  })
})

describe('a plan', () => {
  it('has tasks of the wished duration, by rates measured on this host', () => {
    const large = campaign({
      ...map,
      ensemble: { ...map.ensemble, bags: 400, networksPerBag: 1e5 }
    })
    const plan = planCampaign(large, { minutes: 0.1 })
    expect(plan).toMatchObject({
      ensembles: 6,
      bags: 4800,
      networks: 4.8e8,
      files: 12 + plan.tasks - 1
    })
    expect(plan.rates.map(({ kind }) => (JSON.parse(kind) as { width: number }).width)).toEqual([
      2, 5
    ])
    const minutes = (60 * plan.coreHours) / plan.tasks
    expect(minutes).toBeLessThanOrEqual(0.1)
    expect(minutes).toBeGreaterThan(0.05)
    // Equal tasks are the mean of all but for rounding.
    expect(plan.longestMinutes).toBeGreaterThanOrEqual(minutes * (1 - 1e-12))
    const [rate] = plan.rates
    // Neither a network a second nor a thousand million.
    expect(Math.log10(rate.networksPerSecond)).toBeGreaterThan(3)
    expect(Math.log10(rate.networksPerSecond)).toBeLessThan(8)
    expect(planCampaign(large, { tasks: 7 }).tasks).toBe(7)
    expect(planCampaign(checked, { tasks: 1e6 }).tasks).toBe(48)
  })

  it('is refused for what the sampler cannot draw, before a task finds out', () => {
    const ensemble = { network: 'cos', sigmaW: 1e6, widths: [2] }
    expect(() => planCampaign(campaign({ ensemble }))).toThrow(/sigma|inputs/)
  })
})
