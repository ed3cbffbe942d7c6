import { describe, expect, it } from 'vitest'
import {
  exactGreenFunctions,
  prepareGreenFunctions
} from '../../../lib/src/correlators/exactGreenFunction.js'
import { prepareCouplings } from '../../../lib/src/couplings/couplingSolver.js'
import { exactCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { fieldCombinations } from '../../../lib/src/networks/field.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { PieceProgress } from '../../../lib/src/numerics/inPieces.js'

/** Whose exact tables take their time: cubature over cones, nested integrals, quadrature in space. */
const plane = [
  [0.3, 0.1],
  [0.5, -0.2],
  [-0.4, 0.6],
  [0.1, 0.9]
]
const slow = (network: 'relu' | 'erf' | 'gelu') =>
  ensemble({ network, sigmaB: 0.5, inputs: plane.map((x) => [...x]) })

describe('exact tables that take their time', () => {
  it('are prepared in pieces that can be watched, and then have the same values with nothing left to do', async () => {
    const reports: PieceProgress[] = []
    const given = slow('gelu')
    await prepareGreenFunctions(given, 4, 'full', { onProgress: (p) => reports.push(p) })
    const last = reports[reports.length - 1]
    // Moments of four features and of two, and all values.
    expect(last).toEqual({ done: 80, total: 80, remainingSeconds: 0 })
    reports.slice(1).forEach(({ done }, i) => expect(done).toBeGreaterThan(reports[i].done))
    const again: PieceProgress[] = []
    await prepareGreenFunctions(given, 4, 'full', { onProgress: (p) => again.push(p) })
    expect(again).toEqual([last])
    const kept = exactGreenFunctions(given, 4, 10)
    const fresh = exactGreenFunctions({ ...given, sigmaW: given.sigmaW * (1 + 1e-15) }, 4, 10)
    kept.values.forEach((value, c) =>
      expect(Math.abs(value - fresh.values[c])).toBeLessThan(1e-12 * Math.abs(value))
    )
  })

  it.each(['relu', 'erf', 'gelu'] as const)('of %s stop when they are told to', async (network) => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let reports = 0
    const onProgress = () => {
      reports++
      controller.abort(reason)
    }
    const how = { signal: controller.signal, onProgress }
    const given = slow(network)
    await expect(prepareCouplings(given, 6, { cutoff: 2 }, how)).rejects.toBe(reason)
    expect(reports).toBe(1)
    await expect(prepareGreenFunctions(given, 8, 'full', how)).rejects.toBe(reason)
    expect(reports).toBe(1)
  })

  it('stop with the notebook cell that asked for them', async () => {
    const place = Symbol.for('Jupyter.signal')
    const reason = new Error('interrupted')
    Reflect.set(globalThis, place, AbortSignal.abort(reason))
    try {
      await expect(prepareGreenFunctions(slow('erf'), 6)).rejects.toBe(reason)
    } finally {
      Reflect.deleteProperty(globalThis, place)
    }
  })

  it('of couplings are those that are not prepared', async () => {
    const given = ensemble({ network: 'relu', widths: [10] })
    await prepareCouplings(given, 6, { cutoff: 7 })
    const again = ensemble({ network: 'relu', widths: [10] })
    expect(exactCouplings(given, 6, 10, { cutoff: 7 }).values).toEqual(
      exactCouplings(again, 6, 10, { cutoff: 7 }).values
    )
  })

  it('serve equal ensembles too, so that a sample of one asks for nothing anew', async () => {
    const given = () => ensemble({ network: 'relu', widths: [10] })
    await prepareCouplings(given(), 4, { cutoff: 7 })
    const reports: PieceProgress[] = []
    const how = { onProgress: (p: PieceProgress) => void reports.push(p) }
    await prepareCouplings(given(), 4, { cutoff: 7 }, how)
    // Of the equations nothing is left to do: the pieces are those of the Green functions, which have their values.
    const [pairs, total4] = [2, 4].map((n) => fieldCombinations(given().inputs.length, 1, n).length)
    const total = pairs + 2 * total4
    expect(reports).toEqual([{ done: total, total, remainingSeconds: 0 }])
  })

  it('refuse what the tables refuse, and options that they do not know', async () => {
    const given = slow('relu')
    await expect(prepareGreenFunctions(given, 12)).rejects.toThrow(
      'prepareGreenFunctions: order must be an integer >= 1 and <= 10, got 12'
    )
    await expect(prepareCouplings(given, 5 as 4)).rejects.toThrow('order must be 4 or 6, got 5')
    await expect(prepareCouplings(given, 4, {})).rejects.toThrow('cutoff')
    await expect(
      prepareCouplings(given, 4, { cutoff: 1 }, { onprogress: () => {} } as never)
    ).rejects.toThrow('prepareCouplings: options')
  })
})
