import { describe, expect, it } from 'vitest'
import { exponentConvergence } from '../../../lib/src/figures/exponentConvergence.js'
import { exponentsByDimension } from '../../../lib/src/figures/exponentsByDimension.js'
import { plottedValue } from '../../../lib/src/figures/parts/plottedValue.js'
import { theorySpaceMap } from '../../../lib/src/figures/theorySpaceMap.js'
import { fixedPoint } from '../../../lib/src/flow/fixedPoint.js'
import { isingExponents } from '../../../lib/src/flow/isingExponents.js'
import { theorySpaceField } from '../../../lib/src/flow/theorySpace.js'
import { theorySpaceTrajectory } from '../../../lib/src/flow/theorySpaceTrajectory.js'
import {
  truncatedFixedPoint,
  truncatedFixedPoints
} from '../../../lib/src/flow/truncatedFixedPoint.js'
import { drawChecked, rowsOf } from './specification.js'

describe('theorySpaceMap', () => {
  const point = truncatedFixedPoint({ dimension: 3, order: 2 })
  const field = theorySpaceField({ dimension: 3, couplings: [0, 0], x: [-0.2, 0.2], y: [0, 15] })
  const fixedPoints = [{ name: 'Wilson-Fisher', couplings: point.couplings }]

  it('is valid Vega-Lite, draws without a warning, and holds arrows, trajectories and points', async () => {
    const trajectory = theorySpaceTrajectory({ dimension: 3, couplings: [0, 1], duration: 1 })
    const trajectories = [{ kind: 'massless', trajectory }]
    const figure = theorySpaceMap(field, { trajectories, fixedPoints, parameters: {} })
    expect(await drawChecked(figure)).toContain('Wilson-Fisher')
    const rows = rowsOf(figure.spec)
    expect(rows).toContainEqual({
      fixedPoint: 'Wilson-Fisher',
      x: point.couplings[0],
      y: point.couplings[1]
    })
    const [start, ...path] = rows.filter(({ kind }) => kind === 'massless')
    const [u2, u4] = trajectory.couplings
    expect(start).toMatchObject({ x: plottedValue(u2[0]), y: plottedValue(u4[0]) })
    const [x, y] = [u2, u4].map((coupling) => plottedValue(coupling[coupling.length - 1]))
    expect(path.at(-1)).toMatchObject({ x, y })
    // On the axis u4 = 0 the mass grows away from zero: arrows to the right, and to the left.
    const angles = rows.flatMap(({ y, angle }) => (y === 0 && angle !== undefined ? [angle] : []))
    expect(angles).toEqual([-90, 90])
  })

  it('refuses what cannot be drawn, naming it', () => {
    const options = { trajectories: [], fixedPoints, parameters: {} }
    expect(() => theorySpaceMap(field, { ...options, fixedPoints: [] })).toThrow(
      'theorySpaceMap: fixedPoints must be a list of at least one'
    )
    const thin = theorySpaceField({ dimension: 3, couplings: [0, 0], x: [0], y: [0, 15] })
    expect(() => theorySpaceMap(thin, options)).toThrow('field.x must be at least two values')
    const axes = [0, 1, 0] as unknown as [number, number]
    expect(() => theorySpaceMap(field, { ...options, axes })).toThrow(
      'axes must be a pair of indices into the couplings, got [0, 1, 0]'
    )
  })
})

describe('exponentConvergence', () => {
  it('draws the distance of every truncation from the limit', async () => {
    const rungs = truncatedFixedPoints({ dimension: 3, order: 4 }).map(
      ({ couplings, nu, omega }) => ({ order: couplings.length, nu, omega })
    )
    const limit = { nu: 0.6495617738, omega: 0.6557459392 }
    const figure = exponentConvergence([{ expansion: 'zero field', rungs }], {
      limit,
      parameters: {}
    })
    expect(await drawChecked(figure)).toContain('zero field')
    const distances = rowsOf(figure.spec).map(({ distance }) => distance)
    expect(distances).toEqual([
      ...rungs.map(({ nu }) => Math.abs(nu - limit.nu)),
      ...rungs.map(({ omega }) => Math.abs(omega - limit.omega))
    ])
    expect(() => exponentConvergence([], { limit, parameters: {} })).toThrow(
      'ladders must be a list of at least one'
    )
  })
})

describe('exponentsByDimension', () => {
  it('draws the computed exponents and the reference', async () => {
    const curve = {
      approximation: 'LPA',
      fixedPoints: [3, 3.5].map((dimension) => fixedPoint({ dimension }))
    }
    const figure = exponentsByDimension([curve], { reference: isingExponents, parameters: {} })
    expect(await drawChecked(figure)).toContain('reference')
    const values = rowsOf(figure.spec).map(({ value }) => value)
    for (const { nu, omega, eta } of [...curve.fixedPoints, isingExponents[1]]) {
      expect(values).toEqual(expect.arrayContaining([nu, omega, eta]))
    }
    expect(() => exponentsByDimension([], { reference: [], parameters: {} })).toThrow(
      'curves must be a list of at least one'
    )
  })
})
