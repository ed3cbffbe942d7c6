import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { campaign, type EnsembleFields } from '../../../lib/src/campaign/campaign.js'
import { runCampaign } from '../../../lib/src/campaign/runCampaign.js'
import {
  campaignMoments,
  campaignProgress,
  mergeCampaign
} from '../../../lib/src/campaign/storedCampaign.js'
import { localRunner } from '../../../lib/src/sampling/blockRunner.js'
import { MomentStore } from '../../../lib/src/sampling/momentStore.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'

/** What an ensemble may be of: estimators, depths, outputs, weights, orders. */
const kinds: readonly EnsembleFields[] = [
  { network: 'gauss', estimator: 'tilted', orders: [2, 4, 6, 8], inputs: [[0.1]] },
  {
    network: 'relu',
    estimator: 'conditional',
    orders: [2, 4],
    inputs: [
      [0.1, 0.3],
      [0.2, -1]
    ]
  },
  { network: 'tanh', depth: 3, orders: [2, 4], inputs: [[0.1], [0.2]] },
  { network: 'erf', outputs: 2, orders: [2, 4], inputs: [[0.1], [0.2]] },
  { network: 'gelu', weights: { student: 9 }, orders: [2, 4], inputs: [[0.1]] },
  { network: 'sin', weights: { W0: 'sign', W1: 'laplace' }, orders: [2], inputs: [[0.1]] },
  { network: 'cos', orders: [2, 10], inputs: [[0.1]] },
  { network: 'relu', depth: 2, outputs: 3, estimator: 'conditional', orders: [2], inputs: [[0.5]] }
]

const sizes = fc.record({
  widths: fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  bags: fc.integer({ min: 1, max: 5 }),
  networksPerBag: fc.integer({ min: 1, max: 40 }),
  seed: fc.integer({ min: 0, max: 3 })
})
/** Some ensembles of some kinds, those at the same place of `kinds` in several sizes too. */
const lists = fc
  .uniqueArray(fc.tuple(fc.nat(kinds.length - 1), sizes), {
    minLength: 1,
    maxLength: 3,
    selector: JSON.stringify
  })
  .map((list) => list.map(([kind, size]) => ({ ...kinds[kind], ...size })))

type Listed = EnsembleFields & { readonly bags: number; readonly widths: readonly number[] }

const listed = (list: readonly Listed[]) => campaign({ ensemble: {}, list })
const run = (what: ReturnType<typeof listed>, folder: string, shard = 1, of = 1) =>
  runCampaign(what, { folder, shard, of, runner: localRunner() })

/** Names and bytes of a store's files. */
async function contents(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.parquet')).sort()
  const bytes = files.map(
    async (name) => [name, await readFile(join(folder, name), 'hex')] as const
  )
  return new Map(await Promise.all(bytes))
}

/** Draws a campaign in tasks, half of them into one store and half into another, and merges both ways. */
async function drawnApart(list: readonly Listed[], of: number, folder: string) {
  const [one, other, whole] = ['one', 'other', 'whole'].map((name) => join(folder, name))
  const map = listed(list)
  let drawn = 0
  // 9973 is prime: every task once, in another order.
  for (let i = 0; i < of; i++) {
    const shard = ((i * 9973) % of) + 1
    drawn += (await run(map, i % 2 === 0 ? one : other, shard, of)).drawn
  }
  // Nothing is drawn twice.
  expect(await run(map, whole)).toEqual({ found: 0, drawn })
  await mergeCampaign(map, { folder: whole })
  const [a, b] = [await MomentStore.open(one), await MomentStore.open(other)]
  await a.merge(b)
  await b.merge(a)
  for (const part of [one, other]) {
    await mergeCampaign(map, { folder: part })
    expect(await contents(part)).toEqual(await contents(whole))
  }
  return whole
}

async function inScratch(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nnqft-any-campaign-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

describe('a campaign of ensembles of any kind', () => {
  it('has the bits of single runs, in tasks that are more than its bags, into two stores that are merged either way', () =>
    inScratch(async (folder) => {
      const list = kinds.map((kind) => ({ ...kind, widths: [3, 2], bags: 3, networksPerBag: 7 }))
      const whole = await drawnApart(list, 53, folder)
      const map = listed(list)
      for (const [i, ensemble] of map.ensembles.entries()) {
        const alone = await sampleEnsemble(ensemble, { store: false, runner: localRunner() })
        const moments = await campaignMoments(map, i, { folder: whole })
        expect(moments?.widths).toEqual(alone.widths)
      }
    }))

  it('is cut into any number of tasks, merged, and extended by bags and widths, each of which is drawn once', () =>
    fc.assert(
      fc.asyncProperty(
        lists,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (list, of, later) =>
          inScratch(async (folder) => {
            const store = await drawnApart(list, of, folder)
            const more = list.map((one) => ({
              ...one,
              bags: one.bags + 2,
              widths: [11, ...one.widths]
            }))
            const map = listed(more)
            const { bags, storedBags, missing } = await campaignProgress(map, later, {
              folder: store
            })
            let drawn = 0
            for (const shard of missing) drawn += (await run(map, store, shard, later)).drawn
            expect(drawn).toBe(bags - storedBags)
            await mergeCampaign(map, { folder: store })
            // What it was before is still there.
            expect(await run(listed(list), store)).toMatchObject({ drawn: 0 })
            expect((await campaignProgress(map, 1, { folder: store })).merged).toBe(true)
          })
      ),
      { numRuns: 5 }
    ))
})
