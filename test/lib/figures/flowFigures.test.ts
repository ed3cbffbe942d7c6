import { describe, expect, it } from 'vitest'
import { activeLoopRunning } from '../../../lib/src/figures/activeLoopRunning.js'
import { coarseningRunning } from '../../../lib/src/figures/coarseningRunning.js'
import { passiveRunning } from '../../../lib/src/figures/passiveRunning.js'
import { plottedValue } from '../../../lib/src/figures/parts/plottedValue.js'
import { regulatorShapes } from '../../../lib/src/figures/regulatorShapes.js'
import { schemeAgreement } from '../../../lib/src/figures/schemeAgreement.js'
import { schemePotentials } from '../../../lib/src/figures/schemePotentials.js'
import { activeLoopFlow } from '../../../lib/src/flow/activeLoopFlow.js'
import { coarseningComparison } from '../../../lib/src/flow/coarseningComparison.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { schemeDistances } from '../../../lib/src/flow/schemeDistances.js'
import { schemeFlows } from '../../../lib/src/flow/schemeFlows.js'
import { drawChecked, rowsOf } from './specification.js'

describe('regulatorShapes', () => {
  it('draws R_k(p) with its limits: nothing left for k -> 0, everything frozen for k -> infinity', async () => {
    const figure = regulatorShapes(['litim', 'sharp'], { momentum: 2 })
    expect(await drawChecked(figure)).toContain('fixed momentum p = 2')
    const at = (regulator: string, field: 'p' | 'k', place: number) =>
      rowsOf(figure.spec).find(
        (row) => row.regulator === regulator && Math.abs((row[field] as number) - place) < 1e-12
      )?.value
    expect(at('litim', 'p', 0)).toBe(1)
    expect(at('litim', 'p', 0.5)).toBeCloseTo(0.75, 12)
    expect(at('sharp', 'p', 2)).toBe(0)
    expect(at('litim', 'k', 20)).toBeCloseTo(400 - 4, 9)
    expect(at('litim', 'k', 0.2)).toBeLessThan(1e-9)
  })

  it('refuses unknown names, none at all, and a momentum of zero', () => {
    expect(() => regulatorShapes([])).toThrow('names must be a list of at least one')
    expect(() => regulatorShapes(['gauss' as 'litim'])).toThrow('names must be one of litim')
    expect(() => regulatorShapes(['litim'], { momentum: 0 })).toThrow('momentum must be')
  })
})

describe('activeLoopRunning', () => {
  it('draws the networks and the flow with loops, beside them in units of the scale', async () => {
    const flow = activeLoopFlow({
      dimension: 1,
      couplings: [-2.6, 9.6],
      start: 1,
      sigmaW: [1, 2, 4]
    })
    const figure = activeLoopRunning([{ width: 10, flow }], { parameters: {} })
    expect(await drawChecked(figure)).toContain('with loops')
    const networks = rowsOf(figure.spec).filter(({ curve }) => curve === 'networks')
    expect(networks.slice(0, 3).map(({ value }) => value)).toEqual(
      [2.6, 8 * 2.6, 64 * 2.6].map(plottedValue)
    )
    expect(new Set(networks.slice(3).map(({ value }) => value)).size).toBe(1)
    expect(() => activeLoopRunning([], { parameters: {} })).toThrow('samples must be a list')
  })
})

describe('figures of the three schemes', () => {
  const flows = schemeFlows({
    dimension: 0,
    couplings: [1, 1],
    scales: [1, 0],
    fields: [0, 1],
    gridPoints: 16
  })
  const potentials = schemePotentials(flows, { parameters: {} })
  const agreement = schemeAgreement(flows, { parameters: {} })

  it('are valid Vega-Lite, draw without a warning, and hold the potentials', async () => {
    expect(await drawChecked(potentials)).toContain('Polchinski')
    expect(await drawChecked(agreement)).toContain('the ordinary integral')
    const rows = rowsOf(potentials.spec)
    for (const { potentials: values } of [flows.wilson, flows.polchinski, flows.wetterich]) {
      expect(rows).toContainEqual({ k: 0, field: 1, value: plottedValue(values[1][1]) })
    }
  })

  it('distances are the largest differences from the integral, none larger than the estimated errors', () => {
    const distances = schemeDistances(flows)
    expect(distances.map(({ scheme, k }) => [scheme, k])).toEqual([
      ['wilson', 1],
      ['wilson', 0],
      ['polchinski', 1],
      ['polchinski', 0],
      ['wetterich', 1],
      ['wetterich', 0]
    ])
    const { integral, wetterich } = flows
    const differences = wetterich.potentials[1].map((value, j) =>
      Math.abs(value - (integral?.potentials[1][j] as number))
    )
    expect(distances[5].distance).toBe(Math.max(...differences))
    for (const { distance, error } of distances) expect(distance).toBeLessThan(error + 1e-12)
  })

  it('in other dimensions the distance is that from Wetterich’s potential', () => {
    const { integral, ...others } = flows
    expect(integral).toBeDefined()
    expect(schemeDistances(others).map(({ scheme }) => scheme)).toEqual([
      'wilson',
      'wilson',
      'polchinski',
      'polchinski'
    ])
  })

  it('refuse flows that reached no scale', () => {
    const nothing = { potentials: [], errors: new Float64Array(0), ending: flows.wilson.ending }
    const empty = { ...flows, wilson: nothing, polchinski: nothing, wetterich: nothing }
    expect(() => schemePotentials(empty, { parameters: {} })).toThrow('at least one scale')
    expect(() => schemeAgreement(empty, { parameters: {} })).toThrow('at least one reached scale')
  })
})

describe('passiveRunning', () => {
  const flow = (couplings: number[]) =>
    passiveFlow({ dimension: 1, couplings, scales: [0, 0.1, 1, 10] })

  it('draws every coupling and sigmaW, and a cross where a flow blows up', async () => {
    const samples = [
      { label: 'stable', flow: flow([2, -0.8, 50]) },
      { label: 'unstable', flow: flow([2, -8, -10_000]) }
    ]
    const figure = passiveRunning(samples, { legend: 'flow', parameters: {} })
    expect(await drawChecked(figure)).toContain('stable')
    const rows = rowsOf(figure.spec)
    const [stable, unstable] = samples.map((sample) => sample.flow)
    expect(unstable.ending.kind).toBe('blow-up')
    for (const row of [...stable.couplings, stable.sigmaW]) {
      expect(rows).toContainEqual({ flow: 'stable', k: 10, value: plottedValue(row[3]) })
    }
    // The last point of each panel is there twice: as the end of the line and as the cross.
    const last = unstable.scales.length - 1
    const crosses = rows.filter(
      (row) => row.flow === 'unstable' && row.k === plottedValue(unstable.scales[last])
    )
    expect(crosses).toHaveLength(8)
    expect(rows.every(({ k }) => (k as number) > 0)).toBe(true)
  })

  it('refuses flows that do not fit together', () => {
    const options = { legend: '', parameters: {} }
    expect(() => passiveRunning([], options)).toThrow('samples must be a list of at least one')
    const samples = [
      { label: 'a', flow: flow([2, 1, 1]) },
      { label: 'b', flow: flow([2, 1]) }
    ]
    expect(() => passiveRunning(samples, options)).toThrow("couplings of 'b' must be 3 as before")
  })
})

describe('coarseningRunning', () => {
  const comparison = coarseningComparison({
    network: { network: 'gauss', sigmaW: 1, sigmaB: 0.3 },
    width: 2,
    dIn: 1,
    blurs: [0.1, 0.3]
  })

  it('draws exact couplings and both flows, and measured ones where there are any', async () => {
    const [first, second] = comparison.rows
    const measured = {
      value: -0.33,
      standardError: 0.01,
      exact: first.exact.value,
      converged: true,
      effectiveSampleSize: 1e4,
      largestShare: 1e-3
    }
    const rows = [{ ...first, measured }, second]
    const figure = coarseningRunning({ ...comparison, rows }, { parameters: {} })
    expect(await drawChecked(figure)).toContain('flow from k = 0')
    const values = rowsOf(figure.spec).map(({ value }) => value)
    expect(values).toEqual(
      expect.arrayContaining([first.exact.value, -0.33, first.fromInfrared, second.fromUltraviolet])
    )
  })

  it('refuses a comparison without windows', () => {
    expect(() => coarseningRunning({ ...comparison, rows: [] }, { parameters: {} })).toThrow(
      'comparison must be at least one window'
    )
  })
})
