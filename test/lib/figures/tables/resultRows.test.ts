import { describe, expect, it } from 'vitest'
import * as nnqft from '../../../../lib/src/index.js'

const gauss = { network: 'gauss', sigmaW: 1, sigmaB: 0.3 } as const
const inputs = [[0.1], [0.4], [-0.3]]

const moments = await nnqft.sampleEnsemble(
  nnqft.ensemble({ ...gauss, inputs, widths: [2, 5], orders: [2, 4], bags: 4, networksPerBag: 50 }),
  { store: false }
)

describe('resultRows', () => {
  it('of a flow have k, the couplings by name and their errors', () => {
    const flow = nnqft.passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 10] })
    const rows = nnqft.resultRows(flow)
    expect(rows).toHaveLength(2)
    expect(rows[1]).toEqual({
      k: 10,
      u2: flow.couplings[0][1],
      u4: flow.couplings[1][1],
      'u2 error': flow.errors[0][1],
      'u4 error': flow.errors[1][1],
      'u2 effective': flow.effective[0][1],
      'u4 effective': flow.effective[1][1],
      'u2 effective error': flow.effectiveErrors[0][1],
      'u4 effective error': flow.effectiveErrors[1][1],
      sigmaW: flow.sigmaW[1],
      components: 1,
      dimension: 1,
      regulator: 'litim',
      scheme: 'wetterich'
    })
  })

  it('of a matrix are its rows, of its eigenvalues one each', () => {
    const K = nnqft.covarianceMatrix(gauss, inputs)
    expect(nnqft.resultRows(K)[1]).toEqual({ 0: K[1][0], 1: K[1][1], 2: K[1][2] })
    const { values, vectors } = nnqft.eigenSystem(K)
    expect(nnqft.resultRows({ values, vectors })[2]).toEqual({
      value: values[2],
      'component 0': vectors[2][0],
      'component 1': vectors[2][1],
      'component 2': vectors[2][2]
    })
  })

  it('of moments are refused with the functions that make numbers of them', async () => {
    expect(() => nnqft.resultRows(moments)).toThrow(/^resultRows: result.*measuredConnected/)
    await expect(nnqft.dataFrame(moments)).rejects.toThrow(/^dataFrame: result/)
    expect(() => nnqft.plot(moments, { x: 'a', y: 'b' })).toThrow(/^plot: result/)
  })

  it('name couplings by what they are: u4 without a mass term, lambda around a moving minimum', () => {
    const loops = nnqft.activeLoopFlow({ dimension: 1, couplings: [0.2], start: 1, sigmaW: [2, 3] })
    expect(nnqft.resultRows(loops)[0]).toMatchObject({
      sigmaW: 2,
      u4: loops.couplings[0][0],
      'u4 without loops': loops.treeLevel[0][0]
    })
    const broken = nnqft.brokenPhaseFlow({
      dimension: 3,
      minimum: 1,
      couplings: [0.5, 0.1],
      start: 1,
      scales: [0.9]
    })
    expect(nnqft.resultRows(broken)[0]).toMatchObject({
      k: 0.9,
      minimum: broken.minimum[0],
      lambda2: broken.couplings[0][0],
      lambda3: broken.couplings[1][0]
    })
  })

  it('of potentials have a row for every scale and field, of schemes side by side for each scheme', () => {
    const parameters = {
      dimension: 0,
      couplings: [1, 1],
      scales: [1, 0],
      fieldMax: 4.2,
      gridPoints: 8
    }
    const flow = nnqft.potentialFlow({ ...parameters, start: 10 })
    const rows = nnqft.resultRows(flow)
    expect(rows).toHaveLength(flow.scales.length * flow.fields.length)
    expect(rows[flow.fields.length + 2]).toMatchObject({
      k: 0,
      phi: flow.fields[2],
      U: flow.potentials[1][2],
      curvature: flow.curvatures[1][2],
      scheme: 'wetterich'
    })
    const side = nnqft.schemeFlows({ ...parameters, start: 10, fields: [0, 1] })
    const schemes = nnqft.resultRows(side)
    expect(new Set(schemes.map((row) => row['scheme']))).toEqual(
      new Set(['wilson', 'polchinski', 'wetterich', 'integral'])
    )
    expect(schemes[0]).toMatchObject({ k: 1, phi: 0, U: side.wilson.potentials[0][0] })
  })

  it('of Green functions, deviations and couplings have a row for every combination', () => {
    for (const table of [
      nnqft.measuredGreenFunction(moments, 4, 2),
      nnqft.exactGreenFunctions({ ...gauss, inputs }, 4, 2),
      nnqft.greenFunctionDeviation(moments, 4, 2),
      nnqft.measuredConnected(moments, 4, 2),
      nnqft.measuredCouplings(moments, 4, 2)
    ]) {
      const rows = nnqft.resultRows(table)
      expect(rows).toHaveLength(table.combinations.length)
      expect(rows[1]).toMatchObject({ fields: '0 0 0 1', order: 4, width: 2 })
      for (const row of rows)
        expect(Object.values(row).some((cell) => typeof cell === 'object')).toBe(false)
      expect(Object.keys(rows[0]).some((key) => key.startsWith('replicates'))).toBe(false)
    }
  })

  it('of sweeps have a row for every step, of a list of results those of each', () => {
    const sweep = nnqft.exactActiveFlow({ ...gauss, inputs }, 4, 5, [1, 2])
    expect(nnqft.resultRows(sweep)[1]).toMatchObject({
      sigmaW: 2,
      value: sweep.values[1],
      order: 4
    })
    const scaling = nnqft.measuredWidthScaling(moments, 4)
    expect(nnqft.resultRows(scaling).map((row) => row['width'])).toEqual([2, 5])
    const points = ['litim', 'mass'].map((regulator) =>
      nnqft.truncatedFixedPoint({ dimension: 3, order: 2, regulator: regulator as 'litim' })
    )
    const rows = nnqft.resultRows(points)
    expect(rows.map(({ regulator }) => regulator)).toEqual(['litim', 'mass'])
    expect(rows.map(({ nu }) => nu)).toEqual(points.map(({ nu }) => nu))
  })

  it('of vertices on points have a row for every scale, vertex and combination', async () => {
    const measured = await nnqft.measuredVertices(
      nnqft.ensemble({ ...gauss, inputs: inputs.slice(0, 2), bags: 4, networksPerBag: 200 }),
      10,
      { scales: [0, 1], highest: 4, microscopic: true }
    )
    const [, one] = measured.scales
    const rows = nnqft.resultRows(measured)
    expect(rows).toHaveLength(3 * (3 + 5))
    expect(rows.at(-1)).toMatchObject({ k: Infinity, vertex: 'gamma4', fields: '1 1 1 1' })
    expect(rows[9]).toMatchObject({
      k: 1,
      vertex: 'gamma2',
      fields: '0 1',
      value: one.gamma2.values[1],
      error: one.errors.gamma2.values[1],
      converged: one.converged
    })
    const [running] = nnqft.measuredRunning(measured).slice(1)
    expect(nnqft.resultRows(running)[0]).toMatchObject({
      k: 1,
      from: 0,
      value: running.running.gamma2.values[0],
      error: running.errors.gamma2.values[0]
    })
    const vertices = nnqft.infraredVertices(gauss, [[0.1], [0.4]], 10)
    const flow = nnqft.vertexFlow(vertices, { scales: [0, 1] })
    expect(nnqft.resultRows(flow).filter(({ vertex }) => vertex === 'gamma4')[5]).toEqual({
      k: flow.scales[1],
      vertex: 'gamma4',
      fields: '0 0 0 0',
      value: flow.vertices[1].gamma4.values[0]
    })
    const theory = nnqft.twoParticleTheory(vertices)
    const closed = nnqft.twoParticleFlow(theory, { scales: [0, 1] })
    expect(nnqft.resultRows(closed)[4]).toEqual({
      k: 1,
      vertex: 'gamma2',
      fields: '0 1',
      value: closed.gamma2[1].values[1]
    })
  })

  it('of maps have a row for every place', () => {
    const map = nnqft.localityMap(gauss, [0, 0.5], [0.1, 0.2, 0.3], 10)
    expect(nnqft.resultRows(map)[4]).toEqual({
      centre: 0.5,
      spread: 0.2,
      u4: map.u4[1][1],
      logMagnitude: map.logMagnitude[1][1],
      deviation: map.deviation[1][1]
    })
  })

  it('of parts under their names have these in a column', () => {
    expect(nnqft.resultRows({ wilson: { nu: 1 }, wetterich: { nu: 2 } })).toEqual([
      { name: 'wilson', nu: 1 },
      { name: 'wetterich', nu: 2 }
    ])
  })

  it('leave rows as they are', () => {
    const date = new Date(0)
    const rows = [{ a: 1, b: 'x', c: true, d: null, e: undefined, f: date, g: 3n }]
    expect(nnqft.resultRows(rows)).toEqual(rows)
    expect(Object.keys(nnqft.resultRows(rows)[0])).toEqual(Object.keys(rows[0]))
    expect(nnqft.resultRows([{ structure: [2, 2], u4: 1 }])).toEqual([{ structure: '2 2', u4: 1 }])
  })

  it('refuse what has none', () => {
    for (const wrong of [[], {}, [{}], { list: [0.5] }]) {
      expect(() => nnqft.resultRows(wrong)).toThrow(nnqft.ParameterError)
    }
    expect(() => nnqft.resultRows(3 as unknown as object)).toThrow('result must be an object')
    expect(() => nnqft.resultRows(Float64Array.of(1))).toThrow('result[0] must be an object, got 1')
  })

  it('fill a data frame', async () => {
    const flow = nnqft.passiveFlow({ dimension: 1, couplings: [2, 5], scales: [1, 10] })
    const frame = await nnqft.dataFrame(flow)
    expect(frame.columns.slice(0, 3)).toEqual(['k', 'u2', 'u4'])
    expect(frame.shape).toEqual([2, Object.keys(nnqft.resultRows(flow)[0]).length])
  })

  it('fill a data frame that can be shown, whatever result they are of', async () => {
    const tables = [
      nnqft.measuredConnected(moments, 4, 2),
      nnqft.measuredCouplings(moments, 4, 2),
      nnqft.exactGreenFunctions({ ...gauss, inputs }, 4, 2),
      nnqft.exactActiveFlow({ ...gauss, inputs }, 4, 5, [1, 2])
    ]
    for (const table of tables) {
      const frame = await nnqft.dataFrame(table)
      const { value } = nnqft.resultRows(table)[0]
      expect(frame.toString()).toContain(String(value).slice(0, 12))
      expect(frame.column('value').values[0]).toBe(value)
    }
  })

  it.each(['values', 'index', 'columns', 'toString', '$data', '__proto__'])(
    'are refused by a data frame with a column %s, which would hide a part of it',
    async (name) => {
      const row = JSON.parse(`{"a": 1, "${name}": 2}`) as object
      await expect(nnqft.dataFrame([row])).rejects.toThrow(
        `dataFrame: column must be of a name that no part of a data frame has, got "${name}"`
      )
    }
  )
})

describe('at', () => {
  const { ensemble } = moments

  it.each([
    ['measuredGreenFunction', () => nnqft.measuredGreenFunction(moments, 4, 5), 'full'],
    ['measuredConnected', () => nnqft.measuredConnected(moments, 4, 5), 'connected']
  ] as const)(
    'of %s gives value, error, exact value and z, in any order of the fields',
    (_, make, part) => {
      const table = make()
      const place = table.combinations.findIndex((c) => c.join() === '0,1,1,2')
      const entry = table.at([1, 2, 1, 0])
      const points = [0, 1, 1, 2].map((i) => inputs[i])
      const exact = nnqft.exactGreenFunction(ensemble, points, 5, part).value
      const value = 'mean' in table ? table.mean[place] : table.values[place]
      const error = 'mean' in table ? table.standardError[place] : table.standardErrors[place]
      expect(entry).toEqual({ value, error, exact, z: (value - exact) / error })
      expect(Math.abs(entry.z!)).toBeLessThan(5)
      expect(Object.keys(table)).not.toContain('at')
      expect(JSON.stringify(table)).not.toContain('"at"')
    }
  )

  it('of deviations and couplings compares in their own units', () => {
    const deviation = nnqft.greenFunctionDeviation(moments, 4, 5).at([0, 0, 1, 2])
    const exact = nnqft.exactDeviation(ensemble, 4, 5).at([0, 0, 1, 2])
    expect(deviation.exact! / exact.value).toBeCloseTo(1, 10)
    const options = { scaled: true } as const
    const measured = nnqft.measuredCouplings(moments, 4, 5, options)
    const raw = nnqft.exactCouplings(ensemble, 4, 5).at([0, 0, 0, 0])
    expect(measured.at([0, 0, 0, 0]).exact! * Math.exp(measured.logScale)).toBeCloseTo(
      raw.value,
      10
    )
    expect(raw).not.toHaveProperty('exact')
  })

  it('of several outputs takes any fields of the same class', () => {
    const exact = nnqft.exactGreenFunctions({ ...gauss, inputs: [[0.1], [0.4]], outputs: 2 }, 4, 5)
    expect(exact.at([2, 3, 0, 1])).toEqual(exact.at([0, 1, 2, 3]))
    expect(exact.at([0, 0, 2, 2]).value).not.toBe(exact.at([0, 0, 0, 0]).value)
  })

  it('says of a promise that it must be awaited, as every function does', async () => {
    const promise = Promise.resolve(moments)
    const missing = /got a promise \(await is missing\)$/
    expect(() => nnqft.resultRows(promise)).toThrow(missing)
    expect(() => nnqft.plot(promise, { x: 'a', y: 'b' })).toThrow(missing)
    await expect(nnqft.dataFrame(promise)).rejects.toThrow(missing)
    expect(() =>
      nnqft.measuredConnected(promise as unknown as nnqft.EnsembleMoments, 4, 10)
    ).toThrow(missing)
  })

  it('says to which power of 1/N the exact value of a deep network is right', () => {
    const deep = { network: 'tanh', sigmaW: 1, sigmaB: 0.3, depth: 2, inputs: [[0.4]] } as const
    expect(nnqft.exactGreenFunctions(deep, 4, 5).at([0, 0, 0, 0]).exactTo).toBe(1)
  })

  it.each([
    [[0, 1], /fields must be 4 fields/],
    [[0, 1, 2, 3], /fields must be 4 fields, each below 3/],
    [[0, 1, 2, -1], /fields\[3\] must be an integer >= 0/],
    [[0, 0, 0, NaN], /fields\[3\] must be an integer/],
    ['0123' as unknown as number[], /fields must be a list/]
  ])('refuses %j', (fields, message) => {
    expect(() => nnqft.measuredGreenFunction(moments, 4, 5).at(fields)).toThrow(message)
  })
})
