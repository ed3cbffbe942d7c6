import { describe, expect, it } from 'vitest'
import {
  exactGreenFunction,
  prepareGreenFunction,
  prepareGreenFunctions
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { prepareQuarticVertex, quarticVertex } from '../../../lib/src/correlators/quarticVertex.js'
import {
  covarianceEstimates,
  covarianceEstimatesInPieces
} from '../../../lib/src/covariances/infiniteWidthCovariance.js'
import { networkTheory } from '../../../lib/src/correlators/networkTheory.js'
import { fieldCombinations } from '../../../lib/src/networks/field.js'
import type { PieceOptions, PieceProgress } from '../../../lib/src/numerics/inPieces.js'

const points = [[0.1], [0.25], [-0.3], [0.4], [0.5], [-0.6]]
const erf = { network: 'erf', sigmaW: 1.1, sigmaB: 0.7 } as const
const deep = { network: 'tanh', depth: 3, sigmaW: 1.2, sigmaB: 0.4 } as const

/** What computes in pieces, and how many there are. */
const computations: readonly [string, (how: PieceOptions) => Promise<unknown>, number][] = [
  // All sets of six, four and two of the points, and the value.
  ['one Green function', (how) => prepareGreenFunction(erf, points, 'full', undefined, how), 32],
  [
    'one of pairs of outputs',
    (how) => {
      const outputs = [0, 0, 1, 1, 1, 1]
      return prepareGreenFunction({ ...erf, outputs: 2 }, points, 'connected', outputs, how)
    },
    1 + (1 + 6) + (1 + 6) + 1
  ],
  [
    'one of equal points',
    (how) => prepareGreenFunction(erf, [[1], [1], [1], [2]], 'deviation', undefined, how),
    1 + 2 + 1
  ],
  [
    'one that vanishes',
    (how) => prepareGreenFunction(erf, points.slice(1), 'full', undefined, how),
    0
  ],
  // Whether more than two are within reach in each layer, then layer by layer: of full functions sets of four points and pairs, of connected ones those of six fields alone.
  [
    'a full function of a deep network',
    (how) => prepareGreenFunction(deep, points.slice(0, 4), 'full', undefined, how),
    3 + 3 * (1 + 6) + 1
  ],
  [
    'its free part',
    (how) => prepareGreenFunction(deep, points, 'free', undefined, how),
    3 * 15 + 1
  ],
  [
    'a connected one',
    (how) =>
      prepareGreenFunction(deep, [[1], [1], [1], [1], [2], [2]], 'connected', undefined, how),
    3 + 3 + 1
  ],
  [
    'a table',
    (how) => prepareGreenFunctions({ ...deep, inputs: [[1], [2]] }, 4, 'connected', how),
    3 * 5 + 3 * 5 + 5
  ],
  [
    'one of a linear network',
    (how) => prepareGreenFunction({ ...deep, network: 'identity' }, points, 'full', undefined, how),
    1
  ],
  [
    'a quartic vertex',
    (how) => prepareQuarticVertex(deep, points.slice(0, 4), undefined, how),
    3 + 3 * 3
  ],
  [
    'one of two outputs',
    (how) => prepareQuarticVertex({ ...deep, outputs: 2 }, points.slice(0, 4), [0, 1, 1, 0], how),
    3 + 3
  ],
  ['covariances', (how) => covarianceEstimatesInPieces(deep, points, how), 3 * 21]
]

describe.each(computations)('%s in pieces', (_, compute, total) => {
  it('can be watched and stopped', async () => {
    const reports: PieceProgress[] = []
    await compute({ onProgress: (progress) => void reports.push(progress) })
    expect(reports[reports.length - 1]).toEqual({ done: total, total, remainingSeconds: 0 })
    const reason = new Error('enough')
    await expect(compute({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

it('the values are those that are not prepared', async () => {
  const shifted = { ...deep, sigmaB: 0.41 }
  const [two, four] = [points.slice(0, 2), points.slice(0, 4)]
  await prepareQuarticVertex(shifted, four)
  await prepareGreenFunction(shifted, four)
  const fields = [0, 1, 2, 3]
  // A theory of its own, in the order of points that the functions use.
  const sorted = [...four].sort(([x], [y]) => (String(x) < String(y) ? -1 : 1))
  const part = (name: 'full' | 'connected') => networkTheory(shifted, sorted).part(fields, 1, name)
  expect(quarticVertex(shifted, four).value).toBeCloseTo(part('connected').value, 12)
  expect(exactGreenFunction(shifted, four, 1).value).toBe(part('full').value)
  expect(await covarianceEstimatesInPieces(shifted, two)).toEqual(covarianceEstimates(shifted, two))
})

describe('what a later layer cannot reach is refused before moments of the first take their time', () => {
  const four = points.slice(0, 4)
  it.each([
    ['a vertex', (steep: typeof deep) => prepareQuarticVertex(steep, four)],
    ['a Green function', (steep: typeof deep) => prepareGreenFunction(steep, four)]
  ])('%s', async (_, prepare) => {
    const counted = () => {
      const count = { calls: 0 }
      const value = (z: number) => {
        count.calls++
        return Math.tanh(z)
      }
      return { count, steep: { ...deep, network: { function: value }, depth: 2, sigmaW: 200 } }
    }
    const [covariances, refused] = [counted(), counted()]
    covarianceEstimates({ ...covariances.steep, depth: 1 }, four)
    await expect(prepare(refused.steep as unknown as typeof deep)).rejects.toThrow(
      /sigmaW must be smaller: the preactivations of hidden layer 2 may have standard deviations/
    )
    expect(refused.count.calls).toBeLessThan(1.01 * covariances.count.calls)
  })
})

it('what is out of reach at the highest order is refused before lower ones are computed', async () => {
  const spread = Array.from({ length: 10 }, (_, i) => [
    Math.sin(i),
    Math.cos(3 * i),
    Math.sin(i * i)
  ])
  let reports = 0
  const how = { onProgress: () => void reports++ }
  await expect(prepareGreenFunction(erf, spread, 'full', undefined, how)).rejects.toThrow(
    'prepareGreenFunction: points must be fewer different points, or of fewer components (the error function at order 10 needs preactivations of rank <= 2, got 4'
  )
  expect(reports).toBe(0)
  // The largest moments first: exp(sum of 4 points at 30) is none.
  const theory = networkTheory({ network: 'gauss', sigmaW: 1, sigmaB: 1 }, [[1], [2], [30]])
  const [zeros, ones, first] = theory.pieces(fieldCombinations(3, 1, 4), 'connected')
  zeros()
  ones()
  expect(first).toThrow('the moment overflows')
  const thirty = Array.from({ length: 30 }, (_, i) => [i])
  await expect(prepareGreenFunction(erf, thirty)).rejects.toThrow(
    'at most 10 for one hidden layer, got 30'
  )
  const many = Array.from({ length: 3000 }, (_, i) => [i])
  const rule =
    'points must be few enough for at most 2000000 pairs times hidden layers, not 4501500'
  expect(() => covarianceEstimates(erf, many)).toThrow(`covarianceEstimates: ${rule}`)
  await expect(covarianceEstimatesInPieces(erf, many)).rejects.toThrow(rule)
})
