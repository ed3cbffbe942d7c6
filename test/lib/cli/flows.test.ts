import { describe, expect, it } from 'vitest'
import { exactCouplings } from '../../../lib/src/couplings/couplingTable.js'
import { passiveFlow } from '../../../lib/src/flow/passiveFlow.js'
import { infraredVertices } from '../../../lib/src/effectiveAction/infraredVertices.js'
import { measuredVertices } from '../../../lib/src/effectiveAction/measuredVertices.js'
import { latticeModes, pointLattice } from '../../../lib/src/effectiveAction/pointLattice.js'
import { vertexFlow } from '../../../lib/src/effectiveAction/vertexFlow.js'
import { ensemble } from '../../../lib/src/networks/ensemble.js'
import { runCommand } from './runCommand.js'

const run = (line: string, ...more: readonly string[]) => runCommand([...line.split(' '), ...more])

async function result(line: string, ...more: string[]) {
  const { code, out, err } = await run(line, ...more)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out.split('\n')).toHaveLength(2)
  return JSON.parse(out)
}

describe('nnqft flow', () => {
  it('passive prints k, the couplings, their errors and the ending', async () => {
    const shown = await result(
      'flow passive --dimension 1 --sigma-w 1 --u4 -1.28 --u6 50 --k 0.1,1,10'
    )
    const flow = passiveFlow({ dimension: 1, couplings: [2, -1.28, 50], scales: [0.1, 1, 10] })
    expect(shown.k).toEqual([0.1, 1, 10])
    ;['u2', 'u4', 'u6'].forEach((name, j) => {
      expect(shown[name]).toEqual(Array.from(flow.couplings[j]))
      expect(shown.errors[name]).toHaveLength(3)
    })
    expect(shown.ending).toEqual({ kind: 'end', k: 10 })
  })

  it('passive flows as many fields as the network has outputs', async () => {
    const line = 'flow passive --dimension 3 --u2 1 --u4 -1 --u6 20 --k 1,2 --components 3'
    const couplings = [1, -1, 20]
    const flow = passiveFlow({ dimension: 3, couplings, scales: [1, 2], components: 3 })
    expect((await result(line)).u4).toEqual(Array.from(flow.couplings[1]))
  })

  it('passive tells a blow-up and prints what lies before', async () => {
    const shown = await result(
      'flow passive --dimension 200 --sigma-w 1 --u4 5 --u6 0 --k 0.003,100'
    )
    expect(shown.ending.kind).toBe('blow-up')
    expect(shown.u2).toHaveLength(1)
  })

  it('passive follows any of the three schemes, from the same effective couplings', async () => {
    const line = 'flow passive --dimension 1 --u4 0.5 --u6 1 --higher 0,0,0 --k 0.1,0.3'
    const [wilson, polchinski, wetterich] = await Promise.all(
      ['wilson', 'polchinski', 'wetterich'].map((scheme) => result(`${line} --scheme ${scheme}`))
    )
    // With Litim's regulator Polchinski and Wetterich differ by the truncation alone.
    expect(polchinski.u2[0]).toBeCloseTo(wetterich.u2[0], 12)
    expect(polchinski.u4[1]).toBeCloseTo(wetterich.u4[1], 6)
    // At k = 0 the Wilsonian action has the tree u6 - 10 u4^2/m^2 = -1/4, and keeps it at first.
    expect(polchinski.wilsonian.u6[0]).toBeCloseTo(-0.25, 1)
    expect(polchinski.wilsonian.errors.u6).toHaveLength(2)
    expect(polchinski.errors.u6).not.toEqual(polchinski.wilsonian.errors.u6)
    expect(wetterich.wilsonian).toBeUndefined()
    const couplings = [2, 0.5, 1, 0, 0, 0]
    const sharp = passiveFlow({ dimension: 1, couplings, scales: [0.1, 0.3], regulator: 'sharp' })
    expect(wilson.u4).toEqual(Array.from(sharp.couplings[1]))
  })

  it.each(['wetterich', 'polchinski'])('passive runs back to its start (%s)', async (scheme) => {
    const up = await result(`flow passive --dimension 1 --u4 0.5 --u6 1 --k 0.3 --scheme ${scheme}`)
    const end = up.wilsonian ?? up
    const down = await result(
      `flow passive --dimension 1 --u2 ${up.u2} --u4 ${up.u4} --u6 ${up.u6} --start 0.3 --k 0 --scheme ${scheme}`
    )
    expect(end.u2).toHaveLength(1)
    // Polchinski's mass m^2 is that of the start, another one here: a truncation sees the difference.
    const digits = scheme === 'wetterich' ? 10 : 3
    ;[2, 0.5, 1].forEach((u, j) => expect(down[`u${2 * j + 2}`][0]).toBeCloseTo(u, digits))
  })

  it('active prints the exact couplings and their slope', async () => {
    const shown = await result(
      'flow active --no-progress --width 10 --sigma-w 1,2,4 --inputs [[0]]'
    )
    expect(shown.slope).toBeCloseTo(-3, 10)
    expect(shown.expectedSlope).toBe(-3)
    expect(shown.u[0]).toBeCloseTo(-12.8295, 4)
  })

  it('active in a thousand dimensions on scaled couplings', async () => {
    const inputs = JSON.stringify([new Array<number>(1000).fill(0)])
    const line = `flow active --no-progress --width 10 --sigma-w 1,2 --inputs ${inputs}`
    const shown = await result(`${line} --scaled`)
    expect(shown.slope / 996).toBeCloseTo(1, 9)
    // u4 = -3 (e^4 - 1)/N over (2 pi d/4)^(d/2).
    const log = Math.log(0.3 * Math.expm1(4)) - 500 * Math.log(500 * Math.PI)
    expect(shown.logScales[0]).toBeCloseTo(log, 7)
    const { code, err } = await run(line)
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(
        /--inputs\[0\]\.length must be smaller.*--scaled chooses a unit that fits/
      )
    })
  })

  it('potential prints the potential at the fields, with errors', async () => {
    const shown = await result(
      'flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6 --grid-points 32 --fields 0,1'
    )
    expect(shown.potential).toHaveLength(2)
    expect(shown.potential[1][0]).toBeCloseTo(0.0845574021704, 7)
    expect(shown.errors).toHaveLength(2)
  })

  it('cutoff prints the slope of the ReLU-net, -5', async () => {
    const shown = await result('flow cutoff --net relu --width 10 --cutoffs 7,100')
    expect(shown.slope).toBeCloseTo(-5, 9)
  })

  it.each(['passive', 'active', 'potential', 'cutoff'])(
    '%s has help with examples',
    async (name) => {
      const { code, out } = await run(`flow ${name} --help`)
      expect(code).toBe(0)
      expect(out).toContain(`nnqft flow ${name} `)
      expect(out).toContain('Examples:')
    }
  )

  it.each([
    ['flow passive --dimension 1 --u4 x --k 1', '--u4 must be a number, got "x"'],
    ['flow passive --dimension 0 --u4 1 --k 1', '--dimension must be a finite number > 0, got 0'],
    ['flow passive --dimension 1 --u4 1 --k 1,,2', '--k[1] must be a number'],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --components -1',
      '--components must be a finite number >= 0, got -1'
    ],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --components 2 --scheme polchinski',
      "--components must be 1 in scheme 'polchinski', got 2"
    ],
    ['flow passive --dimension 1 --u4 1 --k 2,1', '--k[1] must be ordered away from start'],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --regulator best',
      '--regulator must be one of litim'
    ],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --scheme x',
      '--scheme must be one of wilson, polchinski'
    ],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --scheme wilson --regulator litim',
      "--regulator must be 'sharp', or left out, with --scheme wilson"
    ],
    [
      'flow passive --dimension 1 --u4 1 --k 1 --scheme polchinski --regulator sharp',
      '--regulator must be one that leaves the zero mode'
    ],
    [
      'flow passive --dimension 1 --u2 -1 --u4 1 --k 1',
      '--u2 must be a mass squared u2 > 0 at k = 0'
    ],
    [
      'flow passive --dimension 1 --u2 -1 --u4 1 --k 1 --scheme polchinski',
      '--u2 must be a finite number > 0'
    ],
    ['flow passive --dimension 1 --u4 1 --k 1 --start -1', '--start must be a finite number >= 0'],
    [
      'flow potential --dimension 0 --couplings 1,1 --k 0 --field-max 6 --scheme x',
      '--scheme must be'
    ],
    [
      'flow potential --dimension 3 --couplings 1,1 --k 0 --field-max 6',
      '--start must be given for dimension > 1'
    ],
    ['flow active --width 1 --sigma-w 1', '--sigma-w must be a list of at least two'],
    ['flow active --width 1 --sigma-w 1,1', '--sigma-w must be a list of at least two values'],
    ['flow active --width 1 --sigma-w 1,2 --order 5', '--order must be 4 or 6, got 5'],
    [
      'flow active --width 1 --sigma-w 1,2 --normalisation best',
      "--normalisation must be 'raw' or 'canonical'"
    ],
    ['flow active --width 1 --sigma-w 1,2 --net relu', "--cutoff must be given for 'relu'"],
    ['flow cutoff --net relu --width 1 --cutoffs 7', '--cutoffs must be a list of at least two'],
    ['flow cutoff --net relu --width 1 --cutoffs 7,7', '--cutoffs must be free of repeated values'],
    ['flow nonsense', "unknown command 'nonsense'"]
  ])('%s: refused with the flag, exit code 2', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })
})

describe('nnqft fixed-point', () => {
  it('prints the exponents with error estimates', async () => {
    const shown = await result('fixed-point --dimension 3 --regulator litim')
    expect(Math.abs(shown.nu - 0.64956177388)).toBeLessThan(shown.nuError)
    expect(Math.abs(shown.omega - 0.655745939193)).toBeLessThan(shown.omegaError)
  })

  it("Wilson's scheme is the sharp regulator", async () => {
    const shown = await result('fixed-point --dimension 3 --scheme wilson')
    expect(shown).toEqual(await result('fixed-point --dimension 3 --regulator sharp'))
    expect(shown.nu).toBeCloseTo(0.68946, 5)
  })

  it.each([
    ['--dimension 5', '--dimension must be in [2.01, 4)'],
    ['--regulator none', 'regulator must be one of'],
    ['--regulator sharp --anomalous', "--regulator must be 'litim'"],
    ['--max-order 3', '--max-order must be an integer']
  ])('%s: refused with the flag', async (options, message) => {
    const { code, err } = await run(`fixed-point ${options}`)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

describe('nnqft couplings', () => {
  it('prints exact couplings without an ensemble', async () => {
    const shown = await result('couplings --width 100 --orders 4')
    expect(shown).toEqual({
      width: 100,
      u4: exactCouplings(ensemble({ network: 'gauss' }), 4, 100).summary
    })
  })

  it('prints one exact coupling at given points', async () => {
    const shown = await result('couplings --width 10 --points [[0],[0],[0],[0]]')
    expect(shown.order).toBe(4)
    expect(shown.value).toBeCloseTo(-12.82954, 5)
    expect(shown.error).toBeLessThan(1e-9)
  })

  it.each([
    ['couplings --width 1 --points [[0],[0],[0]]', '--points must be a list of 4, 6 or 8 points'],
    ['couplings --width 1 --points [[0', '--points must be JSON'],
    ['couplings', '--width must be given unless an ensemble is'],
    ['couplings --width 1 --net erf', "--cutoff must be given for 'erf'"],
    ['couplings --width 1 --orders 3', '--orders must be 4 or 6'],
    ['couplings {"network":"gauss"} --width 7', '--width must be left out where an ensemble'],
    ['couplings {"network":"gauss"} --sigma-b 0', '--sigma-b must be left out where an ensemble'],
    ['couplings {"network":"gauss","orders":[2]}', 'orders must be with 4, for u4'],
    ['sweep {"network":"gauss"} --sigma-w 1', '--sigma-w must be a list of at least two'],
    ['sweep {"network":"gauss"} --sigma-w 1,1', '--sigma-w must be a list of at least two values'],
    ['sweep {"network":"gauss"} --sigma-w 1,-1', '--sigma-w[1] must be a finite number > 0'],
    [
      'sweep {"network":"gauss","orders":[2,4]} --sigma-w 1,2 --order 6',
      'orders must be with 6, for u6'
    ]
  ])('%s: refused before any sampling', async (line, message) => {
    const { code, out, err } = await run(line)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })
})

describe('nnqft flow points', () => {
  const line = 'flow points --no-progress --net erf --width 20 --sigma-b 0.5 --points [[0.4],[1]]'

  it('prints measured, truncated, infrared and microscopic vertices, in this order of things', async () => {
    const shown = await result(`${line} --k 0,1 --networks 2000 --seed 1`)
    const drawn = ensemble({
      network: 'erf',
      sigmaB: 0.5,
      inputs: [[0.4], [1]],
      bags: 20,
      networksPerBag: 100,
      seed: 1
    })
    const measured = await measuredVertices(drawn, 20, {
      scales: [0, 1],
      highest: 4,
      microscopic: true
    })
    expect(shown.k).toEqual([0, 1])
    expect(shown.pairs).toEqual([
      [0, 0],
      [0, 1],
      [1, 1]
    ])
    measured.scales.forEach(({ gamma2, gamma4, errors }, i) => {
      expect(shown.measured.gamma2[i]).toEqual(Array.from(gamma2.values))
      expect(shown.measured.gamma4[i]).toEqual(Array.from(gamma4.values))
      expect(shown.measured.errors.gamma4[i]).toEqual(Array.from(errors.gamma4.values))
    })
    expect(shown.microscopic.gamma2).toEqual(Array.from(measured.microscopic!.gamma2.values))
    const exact = infraredVertices(drawn, drawn.inputs, 20, 6)
    expect(shown.infrared.gamma4).toEqual(Array.from(exact.gamma4.values))
    expect(shown.truncated.gamma2[0]).toEqual(Array.from(exact.gamma2.values))
    expect(shown.truncated.gamma2[1][0]).not.toBe(exact.gamma2.values[0])
    expect(shown.truncated.ending).toEqual({ kind: 'end', k: 1 })
  })

  it('prints null for what does not exist: a truncated flow of a deep network, a density of silent ones or of signs', async () => {
    const deep = await result(`${line} --k 0 --networks 40 --depth 2`)
    expect(deep.truncated).toBeNull()
    const silent = await result(
      `${line.replace('erf', 'relu')} --k 1 --networks 40`.replace('20', '1')
    )
    expect(silent.microscopic).toBeNull()
    expect(silent.measured.gamma2).toHaveLength(1)
    const signs = await result(`${line} --k 1 --networks 400 --weights sign`)
    expect(signs.microscopic).toBeNull()
    expect(signs.measured.gamma2).toHaveLength(1)
  })

  it.each([
    ['--k 1,0', '--k[1] must be larger than the one before'],
    ['--k -1', '--k[0] must be a finite number >= 0'],
    ['--k 1 --regulator box', "--regulator must be one of 'mass'"],
    ['--k 1 --networks 3', '--networks must be an integer >= 20'],
    ['--k 1 --seed -1', '--seed must be an integer >= 0']
  ])('%s is refused by the name of the flag', async (options, message) => {
    const { code, err } = await run(`${line} ${options}`)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('takes a lattice in place of points, with the regulator in its momenta', async () => {
    const rest = '--net erf --width 20 --sigma-b 0.5 --k 0,2 --networks 400 --seed 1'
    const shown = await result(
      `flow points --no-progress ${rest} --lattice {"sides":[3],"spacing":0.8} --stiffness 2 --regulator litim`
    )
    const lattice = pointLattice({ sides: [3], spacing: 0.8 })
    expect(shown.points).toEqual(lattice.points)
    const network = { network: 'erf', sigmaW: 1, sigmaB: 0.5 } as const
    const options = {
      scales: [0, 2],
      regulator: 'litim',
      modes: latticeModes(lattice, 2)
    } as const
    const flow = vertexFlow(infraredVertices(network, lattice.points, 20, 6), options)
    expect(shown.truncated.gamma4[1]).toEqual(Array.from(flow.vertices[1].gamma4.values))
    const drawn = ensemble({
      ...network,
      inputs: lattice.points,
      bags: 20,
      networksPerBag: 20,
      seed: 1
    })
    const measured = await measuredVertices(drawn, 20, { ...options, highest: 4 })
    expect(shown.measured.gamma4[1]).toEqual(Array.from(measured.scales[1].gamma4.values))
  })

  it.each([
    ['', '--points must be given, or --lattice in its place'],
    ['--points [[1]] --lattice {"sides":[2],"spacing":1}', '--points must be given, or --lattice'],
    ['--lattice {"sides":[2.5],"spacing":1}', '--lattice.sides[0] must be an integer'],
    ['--lattice {"sides":[2]}', '--lattice.spacing must be'],
    ['--lattice {"sides":[2],"spacing":1} --stiffness 0', '--stiffness must be'],
    [
      '--lattice {"sides":[2],"spacing":1} --regulator sharp',
      '--regulator must be another one where a mode has the eigenvalue 0'
    ]
  ])('with "%s" for its points says what is wrong', async (options, message) => {
    const { code, err } = await run(
      `flow points --no-progress --net erf --width 5 --k 1 ${options}`.trim()
    )
    expect(err).toContain(message)
    expect(code).toBe(2)
  })

  it('refuses points on which K has no inverse, and names the remedy', async () => {
    const { err } = await run(
      'flow points --no-progress --net relu --sigma-b 0 --width 10 --k 1 --points [[0.4],[1],[-1]]'
    )
    expect(err).toContain('--points must be such that K has an inverse; it has rank 2 on 3 points')
  })
})
