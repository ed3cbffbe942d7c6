import { describe, expect, it } from 'vitest'
import { runCommand } from './runCommand.js'

/** Names of commands, nested ones with those above, read from the help. */
async function commands(above: readonly string[] = []): Promise<readonly (readonly string[])[]> {
  const { out } = await runCommand([...above, '--help'])
  const [, list = ''] = out.split('\nCommands:\n')
  const names = [...list.split('\n\n')[0].matchAll(/^ {2}([a-z]\S*)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help')
  const nested = await Promise.all(
    names.map(async (name) => {
      const below = await commands([...above, name])
      return below.length > 0 ? below : [[...above, name]]
    })
  )
  return nested.flat()
}

const expression = '{"expression":"z*erf(z)"}'
const points = '[[0.2],[0.5]]'
const equal = '[[0.4],[0.4],[0.4],[0.4]]'
const four = '[[0.2],[0.4],[0.6],[0.8]]'

/** What each command needs besides the network; those without an entry know no networks. */
const others: Readonly<Record<string, readonly string[]>> = {
  exact: ['--width', '5', '--points', points, '--no-progress'],
  covariance: ['--points', points, '--no-progress'],
  vertex: ['--points', four, '--no-progress'],
  depth: ['--sigma-w', '0.5', '--sigma-b', '0.1'],
  couplings: [
    ...['--width', '5', '--orders', '4', '--cutoff', '3', '--inputs', '[[0.4]]'],
    '--no-progress'
  ],
  'flow active': '--width 5 --sigma-w 1,1.5 --cutoff 3 --inputs [[0.4]] --no-progress'.split(' '),
  'flow cutoff': ['--width', '5', '--cutoffs', '3,6', '--points', equal],
  'flow points': [
    ...['--width', '5', '--points', '[[0.2],[0.5]]', '--k', '0,1'],
    ...['--networks', '400', '--seed', '1', '--sigma-b', '0.5', '--no-progress']
  ]
}

/** Commands that take an ensemble's JSON. */
const ofEnsembles: Readonly<Record<string, readonly string[]>> = {
  measure: [],
  sweep: ['--sigma-w', '1,1.5', '--cutoff', '3', '--order', '4']
}

const withoutNetworks = [
  'flow passive',
  'flow potential',
  'fixed-point',
  'store list',
  'store verify',
  'store merge',
  'store prune',
  'campaign plan',
  'campaign submit',
  'campaign run',
  'campaign status',
  'campaign merge',
  'campaign table'
]

const small = { inputs: [[0.4]], widths: [3], orders: [2, 4], bags: 4, networksPerBag: 50 }

/** The network of every case: with biases, `laplace` for all, and of the readout alone, in which case nothing is slow. */
const networks: readonly (readonly [string, readonly string[], object])[] = [
  ['an expression', ['--net', expression], { network: JSON.parse(expression) as unknown }],
  [
    'Laplace weights',
    ['--net', 'relu', '--weights', 'laplace'],
    { network: 'relu', weights: 'laplace' }
  ],
  [
    'an expression with weights that are signs',
    ['--net', expression, '--weights', '{"W0":"sign","b0":"sign","W1":"laplace"}'],
    {
      network: JSON.parse(expression) as unknown,
      weights: { W0: 'sign', b0: 'sign', W1: 'laplace' }
    }
  ]
]

describe('every command of nnqft --help', () => {
  it('is known to this test', async () => {
    const all = (await commands()).map((path) => path.join(' '))
    const known = [...Object.keys(others), ...Object.keys(ofEnsembles), ...withoutNetworks]
    expect([...all].sort()).toEqual([...known].sort())
  })

  const flagged = Object.entries(others).flatMap(([command, rest]) =>
    networks.map(([what, net]) => [command, what, [...net, ...rest]] as const)
  )
  it.each(flagged)('takes --net and --weights: %s, %s', async (command, _, args) => {
    const { code, out, err } = await runCommand([...command.split(' '), ...args])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain('NaN')
    expect(Object.keys(JSON.parse(out) as object).length).toBeGreaterThan(0)
  })

  const given = Object.entries(ofEnsembles).flatMap(([command, rest]) =>
    networks.map(([what, , json]) => [command, what, json, rest] as const)
  )
  it.each(given)('takes the network in JSON: %s, %s', async (command, _, json, rest) => {
    const argument = JSON.stringify({ ...small, ...json })
    const { code, out, err } = await runCommand([command, argument, '--no-progress', ...rest])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect((JSON.parse(out) as { ensemble: object }).ensemble).toMatchObject(json)
  })

  it.each<[readonly string[], string]>([
    [['--net', '{"expression":"z*"}'], '--net.expression must be an expression in z such as'],
    [['--net', '{"expression":"bessel(z)"}'], '--net.expression must be made of the functions abs'],
    [['--net', '{"expression":"exp(exp(z))"}'], '--net must be finite at all z'],
    [
      ['--net', '{"expression":"z","kinks":[1e9]}'],
      '--net.kinks[0] must be in [-1000000, 1000000]'
    ],
    [['--net', '{"expression":"z","kinks":[2,1]}'], '--net.kinks[1] must be > kinks[0] = 2, got 1'],
    [['--net', '{"expr":"z"}'], "--net must be one of 'gauss'"],
    [['--net', 'tahn'], "--net must be one of 'gauss'"],
    [['--net', 'tanh', '--weights', 'cauchy'], "--weights must be one of 'normal', 'uniform'"],
    [['--net', 'tanh', '--weights', '{"student":2}'], '--weights must be one of'],
    [['--net', 'tanh', '--weights', '{"W2":"sign"}'], '--weights must be free of unknown keys'],
    [
      ['--net', 'relu', '--sigma-b', '1', '--weights', '{"b0":{"student":2.5},"W1":"normal"}'],
      '--weights.b0 must be lighter in the tails: 4 factors max(z, 0)'
    ]
  ])('refuses the network %j alike', async (net, message) => {
    for (const [command, rest] of Object.entries(others)) {
      // Fourth moments are those of the vertex.
      if (message.includes('tails') && command !== 'vertex') continue
      const { code, out, err } = await runCommand([...command.split(' '), ...net, ...rest])
      expect({ command, code, out }).toEqual({ command, code: 2, out: '' })
      expect(err).toContain(`nnqft ${command}: ${message}`)
    }
  })
})

describe('published settings by name', () => {
  it('are inputs of --inputs and of JSON', async () => {
    const of = async (inputs: string) =>
      JSON.parse(
        (
          await runCommand([
            'couplings',
            '--net',
            'erf',
            '--width',
            '5',
            '--orders',
            '4',
            '--cutoff',
            '10',
            '--inputs',
            inputs
          ])
        ).out
      ) as object
    expect(await of('els')).toEqual(await of('[[0.002],[0.004],[0.006],[0.008],[0.01],[0.012]]'))
    const argument = JSON.stringify({ ...small, network: 'erf', inputs: 'hms' })
    const { out } = await runCommand(['measure', argument, '--no-progress'])
    const { ensemble } = JSON.parse(out) as { ensemble: { inputs: number[][] } }
    expect(ensemble.inputs.flat()).toEqual([-1, -0.6, -0.2, 0.2, 0.6, 1])
  })

  it('are cutoffs and sigmaW', async () => {
    const couplings = ['couplings', '--net', 'relu', '--width', '5', '--orders', '4']
    const named = await runCommand([...couplings, '--cutoff', 'els'])
    expect(named.out).toBe((await runCommand([...couplings, '--cutoff', '50'])).out)
    const cutoff = await runCommand([
      'flow',
      'cutoff',
      '--net',
      'relu',
      '--width',
      '10',
      '--cutoffs',
      'hms'
    ])
    expect((JSON.parse(cutoff.out) as { cutoffs: number[] }).cutoffs).toHaveLength(21)
    const active = await runCommand([
      'flow',
      'active',
      '--width',
      '5',
      '--sigma-w',
      'els',
      '--inputs',
      '[[0]]'
    ])
    const { sigmaW } = JSON.parse(active.out) as { sigmaW: number[] }
    expect([sigmaW.length, sigmaW[0], sigmaW[1], sigmaW[27]]).toEqual([28, 1, 1.5, 100])
  })

  it.each<[readonly string[], string]>([
    [
      ['--net', 'tanh', '--inputs', 'els'],
      "one of 'gauss', 'relu', 'erf', for which 'els' has inputs"
    ],
    [['--net', 'relu', '--inputs', 'kms'], '--inputs must be JSON, a list of points'],
    [['--net', 'gauss', '--cutoff', 'els'], "one of 'relu', 'erf', for which 'els' has cutoffs"],
    [['--net', 'relu', '--cutoff', 'hms'], '--cutoff must be one number; there are 21']
  ])('are refused where there are none: %j', async (args, message) => {
    const { code, err } = await runCommand(['couplings', '--width', '5', '--orders', '4', ...args])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})
