import { beforeAll, describe, expect, it } from 'vitest'
import { runningGreenFunction } from '../../../lib/src/correlators/runningGreenFunction.js'
import { errorScaling } from '../../../lib/src/figures/errorScaling.js'
import { estimatorErrors } from '../../../lib/src/figures/estimatorErrors.js'
import { estimatorPoint, type EstimatorPoint } from '../../../lib/src/comparison/estimatorPoint.js'
import { plottedValue } from '../../../lib/src/figures/parts/plottedValue.js'
import { runningMeans } from '../../../lib/src/figures/runningMeans.js'
import { tailAgreement } from '../../../lib/src/comparison/tailAgreement.js'
import { tailDiagnostics } from '../../../lib/src/figures/tailDiagnostics.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import type { EstimatorName } from '../../../lib/src/networks/estimators.js'
import type { EnsembleMoments } from '../../../lib/src/sampling/ensembleMoments.js'
import { sampleEnsemble } from '../../../lib/src/sampling/sampleEnsemble.js'
import { drawChecked, rowsOf } from './specification.js'

const estimators = ['literal', 'conditional', 'tilted'] as const
const samples = new Map<string, EnsembleMoments>()
const sampleOf = (estimator: EstimatorName, sigmaB: number) =>
  samples.get(`${estimator} ${sigmaB}`) as EnsembleMoments

beforeAll(async () => {
  for (const estimator of estimators) {
    for (const sigmaB of [0.2, 1]) {
      const setup = ensemble({
        network: 'gauss',
        sigmaB,
        inputs: [[0]],
        widths: [5],
        orders: [4],
        bags: 64,
        networksPerBag: 1000,
        seed: 7,
        estimator
      })
      samples.set(`${estimator} ${sigmaB}`, await sampleEnsemble(setup, { store: false }))
    }
  }
})

const points = (sigmaB: number): EstimatorPoint[] =>
  estimators.map((estimator) => estimatorPoint(sampleOf(estimator, sigmaB), 4, 5))

describe('estimatorPoint', () => {
  it('agrees within true errors, the smaller the better the estimator', () => {
    const [literal, conditional, tilted] = points(0.2)
    for (const { measured, trueError, apparentError, converged } of [
      literal,
      conditional,
      tilted
    ]) {
      expect(Math.abs(measured - 1)).toBeLessThan(4 * trueError)
      expect(apparentError / trueError).toBeGreaterThan(0.6)
      expect(apparentError / trueError).toBeLessThan(1.5)
      expect(converged).toBe(true)
    }
    expect(conditional.trueError).toBeLessThan(literal.trueError / 5)
    expect(tilted.trueError).toBeLessThan(1e-12)
  })

  it('knows the tail that the bags do not show', () => {
    const [literal, conditional, tilted] = points(1)
    for (const { apparentError, trueError, converged } of [literal, conditional]) {
      expect(apparentError).toBeLessThan(trueError / 2)
      expect(converged).toBe(false)
    }
    expect(Math.abs(tilted.measured - 1)).toBeLessThan(1e-12)
  })
})

describe('tailAgreement', () => {
  it('says which numbers rest on a tail that was not sampled', () => {
    const verdicts = (sigmaB: number) =>
      tailAgreement(points(sigmaB), 'a claim').map(({ verdict }) => verdict)
    expect(verdicts(0.2)).toEqual(['agrees', 'agrees', 'agrees'])
    expect(verdicts(1)).toEqual(['tail not sampled', 'tail not sampled', 'agrees'])
  })
})

describe('tailDiagnostics', () => {
  it('is valid Vega-Lite, draws without a warning, and marks what has not converged', async () => {
    const all = [...points(0.2), ...points(1)]
    const figure = tailDiagnostics(all, { parameters: {} })
    expect(await drawChecked(figure)).toContain('not converged')
    const rows = rowsOf(figure.spec).filter(({ estimate }) => estimate)
    expect(rows.map(({ estimate }) => estimate === 'converged')).toEqual(
      all.map(({ converged }) => converged)
    )
    expect(() => tailDiagnostics([], { parameters: {} })).toThrow('points must be a list')
    expect(() => tailDiagnostics([{ ...all[0], measured: NaN }], { parameters: {} })).toThrow(
      "'literal' at sigmaB = 0.2 must be finite, got NaN"
    )
  })
})

describe('runningMeans', () => {
  const sample = () => ({
    series: 'literal',
    networksPerBag: 1000,
    running: runningGreenFunction(sampleOf('literal', 0.2), [0, 0, 0, 0], 5),
    exact: 3
  })

  it('is valid Vega-Lite, draws without a warning, and holds every bag', async () => {
    const figure = runningMeans([sample()], { parameters: {} })
    expect(await drawChecked(figure)).toContain('networks so far')
    const rows = rowsOf(figure.spec).filter(({ networks }) => networks)
    expect(rows).toHaveLength(64)
    expect(rows[9]).toMatchObject({
      networks: 10_000,
      mean: plottedValue(sample().running.mean[9] / 3)
    })
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => runningMeans([], { parameters: {} })).toThrow('samples must be a list')
    expect(() => runningMeans([{ ...sample(), exact: 0 }], { parameters: {} })).toThrow(
      "exact value of 'literal' must be a finite number > 0, got 0"
    )
  })
})

describe('estimatorErrors and errorScaling', () => {
  it('halve the true error with four times the networks, and draw it', async () => {
    const errors = estimators.flatMap((estimator) => estimatorErrors(sampleOf(estimator, 1), 4, 5))
    const literal = errors.filter(({ estimator }) => estimator === 'literal')
    expect(literal.map(({ networks }) => networks)).toEqual([4e3, 8e3, 16e3, 32e3, 64e3])
    expect(literal[0].expected / literal[2].expected).toBeCloseTo(2, 12)
    expect(literal[4].expected).toBeCloseTo(points(1)[0].trueError, 12)
    expect(literal[4].actual).toBeCloseTo(Math.abs(points(1)[0].measured - 1), 12)
    expect(literal[4].apparent / points(1)[0].apparentError).toBeCloseTo(1, 10)
    const figure = errorScaling(errors, { parameters: {} })
    expect(await drawChecked(figure)).toContain('networks drawn')
  })

  it('refuses what cannot be drawn, naming it', () => {
    expect(() => errorScaling([], { parameters: {} })).toThrow('errors must be a list')
    const broken = { estimator: 'literal', networks: 8, actual: NaN, apparent: 1, expected: 1 }
    expect(() => errorScaling([broken], { parameters: {} })).toThrow(
      "actual error of 'literal' with 8 networks must be a finite number >= 0, got NaN"
    )
  })
})
