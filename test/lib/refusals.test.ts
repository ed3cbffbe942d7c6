import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import * as library from '../../lib/src/index.js'
import { coarsened, doorCalls, results, sampled, severalOutputs } from './doorCalls.js'

const folder = await mkdtemp(join(tmpdir(), 'nnqft-refusals-'))
afterAll(async () => {
  await library.closeWorkerPools()
  await rm(folder, { recursive: true })
})

const sample = (ensemble: library.Ensemble) => library.sampleEnsemble(ensemble, { store: false })
const calls = doorCalls({
  moments: await sample(sampled),
  window: await sample(coarsened),
  stronger: await sample({ ...sampled, sigmaW: 2 }),
  strongest: await sample({ ...sampled, sigmaW: 4 }),
  vector: await sample(severalOutputs),
  regulated: await library.measuredVertices({ ...sampled, inputs: [[0.1], [0.9]] }, 5, {
    scales: [0, 1]
  }),
  frame: await library.dataFrame([{ width: 2 }]),
  folder
})
await library.runCampaign(...calls.mergeCampaign)
const functions = library as unknown as Readonly<Record<string, (...args: unknown[]) => unknown>>
const names = Object.keys(calls).sort() as (keyof typeof calls)[]

/** An object that holds itself. */
const circular: Record<string, unknown> = {}
circular.self = circular

/** What JSON cannot hold. */
const foreign = [10n, Symbol('foreign'), circular]

/** Numbers that may be infinite. */
const limits = /\.components$/

/** A wrong list of arguments, and what is wrong with it. */
interface Wrong {
  readonly what: string
  readonly args: readonly unknown[]
  /** Whether a value may come out. */
  readonly allowed?: boolean
}

/** Every argument, field and list entry of a call in turn, replaced by what it cannot be. */
function wrongCalls(args: readonly unknown[]): Wrong[] {
  return args.flatMap((value, i) =>
    wrongValues(value, `argument ${i}`, true).map(({ what, value, allowed = false }) => ({
      what,
      args: args.with(i, value),
      allowed
    }))
  )
}

interface WrongValue {
  readonly what: string
  readonly value: unknown
  readonly allowed?: boolean
}

function wrongValues(value: unknown, place: string, isNamed: boolean): WrongValue[] {
  const instead = (text: string, other: unknown, allowed = false): WrongValue => ({
    what: `${place} ${text}`,
    value: other,
    allowed
  })
  if (typeof value === 'number') {
    return [
      ...[NaN, Infinity, '3', null].map((other) =>
        instead(
          `= ${JSON.stringify(other)} ${other}`,
          other,
          other === Infinity && limits.test(place)
        )
      ),
      ...foreign.map((other) => instead(`= ${String(other)}`, other)),
      instead('= 1e300', 1e300, true)
    ]
  }
  if (typeof value === 'string') return [instead('= 3', 3), instead('= null', null)]
  if (typeof value === 'function') return [instead('= null', null)]
  if (typeof value !== 'object' || value === null) return []
  const others = [instead('= null', null), instead('= 3', 3)]
  if (results.has(value) || ArrayBuffer.isView(value)) {
    // A result of another kind. An empty one is `parameters`, of which everything may be left out; Vega refuses its specs itself.
    const fields = Array.isArray(value) || ArrayBuffer.isView(value) ? [] : Object.keys(value)
    return fields.length > 0 && !('mark' in value) ? [...others, instead('= {}', {})] : others
  }
  const within = (key: string | number, put: (part: unknown) => unknown) =>
    wrongValues(
      (value as Record<string | number, unknown>)[key],
      `${place}.${key}`,
      isNamed && !Array.isArray(value)
    ).map(({ value: part, ...rest }) => ({ ...rest, value: put(part) }))
  if (Array.isArray(value)) {
    const hole = value.slice()
    delete hole[0]
    const entries = value.length > 0 ? within(0, (part) => value.with(0, part)) : []
    return [...others, ...(value.length > 0 ? [instead('with a hole', hole)] : []), ...entries]
  }
  const fields = Object.keys(value).flatMap((key) =>
    within(key, (part) => ({ ...value, [key]: part }))
  )
  return isNamed
    ? [...others, instead('with an unknown key', { ...value, unheard: 1 }), ...fields]
    : others
}

it('every function of the door has a valid call', () => {
  const all = Object.entries(library).filter(
    ([, value]) => typeof value === 'function' && !/^class /.test(String(value))
  )
  expect(names).toEqual(all.map(([name]) => name).sort())
})

describe('valid arguments are taken', () => {
  it.each(names)('%s', async (name) => {
    expect(await ending(name, calls[name])).toBeUndefined()
  })
})

describe('wrong arguments end in a ParameterError', () => {
  it.each(names)('%s', async (name) => {
    const failures: string[] = []
    for (const { what, args, allowed } of wrongCalls(calls[name])) {
      const end = await ending(name, args)
      if (end instanceof library.ParameterError && isNamed(end, what) && isOf(end, name)) continue
      if (allowed && !(end instanceof Error)) continue
      failures.push(`${what}: ${end instanceof Error ? `${end.name}: ${end.message}` : 'accepted'}`)
    }
    expect(failures).toEqual([])
  })
})

it('an object or a list that holds itself is refused like others', () => {
  const whole: Record<string, unknown> = { network: 'erf' }
  whole.self = whole
  const inputs: unknown[] = []
  inputs.push(inputs)
  for (const [value, rule] of [
    [whole, /parameters must be free of unknown keys/],
    [{ network: 'erf', inputs }, /inputs\[0\]/]
  ] as const) {
    const refused = () => library.ensemble(value as unknown as library.EnsembleParameters)
    expect(refused).toThrow(library.ParameterError)
    expect(refused).toThrow(rule)
  }
})

it('coarsened samples that are of another window are refused by the name of their parameter', () => {
  const [parameters] = calls.coarseningComparison
  const refused = () =>
    library.coarseningComparison({ ...parameters, blurs: [0.3] } as typeof parameters)
  expect(refused).toThrow(library.ParameterError)
  expect(refused).toThrow(
    'samples[0].ensemble.inputs must be on the points of the window of blurs[0]'
  )
})

describe('rows that no figure or table can hold', () => {
  const options = { x: 'N', y: 'u4', color: 'kind' } as const
  const cells: [string, object, string][] = [
    [
      'a BigInt on an axis',
      { N: 2n, u4: 3, kind: 'a' },
      'rows[1].N must be a number, a text or plain JSON'
    ],
    ['a BigInt that is measured', { N: 2, u4: 3n, kind: 'a' }, 'rows[1].u4 must be'],
    ['a BigInt as colour', { N: 2, u4: 3, kind: 3n }, 'got 3n'],
    ['a symbol', { N: 2, u4: 3, kind: Symbol('b') }, 'got Symbol(b)'],
    ['a function', { N: 2, u4: 3, kind: Math.sin }, 'got function sin'],
    ['an object that holds itself', { N: 2, u4: 3, kind: circular }, 'rows[1].kind must be']
  ]
  it.each(cells)('plot, %s', (_, row, message) => {
    const act = () => library.plot([{ N: 1, u4: 2, kind: 'a' }, row] as object[], options as never)
    expect(act).toThrow(library.ParameterError)
    expect(act).toThrow(message)
  })
  it('plot, a BigInt in the parameters', () => {
    const given = { ...options, color: undefined, parameters: { width: 10n } }
    expect(() => library.plot([{ N: 1, u4: 2 }], given as never)).toThrow(
      'options.parameters.width must be plain JSON'
    )
  })
  it.each([2n, Symbol('b')])('dataFrame, %s', async (value) => {
    await expect(library.dataFrame([{ N: 1 }, { N: value }])).rejects.toThrow(
      'dataFrame: result[1].N must be a number, a text or plain JSON'
    )
  })
})

/** Whether an error says which field is wrong, be it alone or as a part of what it stands in. */
function isNamed({ message }: library.ParameterError, what: string): boolean {
  // Of an empty result a part is missing, whichever is asked for first.
  if (what.endsWith('= {}')) return true
  const [path] = what.split(' ', 2).slice(1)
  const fields = path.split('.').filter((part) => !/^\d+$/.test(part))
  return fields.length === 0 || message.includes(fields[fields.length - 1])
}

/** Whether an error says which function was called; one of an ensemble's JSON is of `ensemble`, which the user knows. */
function isOf({ source }: library.ParameterError, name: string): boolean {
  return source === name || source === 'ensemble'
}

/** What a call ends in: its error, or undefined. */
async function ending(name: string, args: readonly unknown[]): Promise<unknown> {
  try {
    await functions[name](...args)
    return undefined
  } catch (error) {
    return error
  }
}
