// The Debug Adapter Protocol over the control channel, as JupyterLab's debugger speaks it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DebugClient } from './debugClient.js'
import { errorOf, KernelClient, resultText } from './kernelClient.js'

type Body = Record<string, unknown>
interface Variable {
  readonly name: string
  readonly value: string
  readonly type: string
  readonly variablesReference: number
}

let client: KernelClient
let debug: DebugClient
beforeAll(async () => {
  client = await KernelClient.start()
  debug = new DebugClient(client)
})
afterAll(() => client.stop())

const response = (command: string, given?: Body) => debug.response(command, given)
const ask = (command: string, given?: Body) => debug.ask(command, given)

const variablesOf = (body: Body) => body.variables as Variable[]
const children = async (variablesReference: number, page: Body = {}) =>
  variablesOf(await ask('variables', { variablesReference, ...page }))

/** The cells' names, each with what is known of it. */
async function cellVariables(): Promise<Record<string, Variable>> {
  const all = variablesOf(await ask('inspectVariables'))
  return Object.fromEntries(all.map((variable) => [variable.name, variable]))
}

/** Opens a name, and what is in it, one name after the other. */
async function opened(...names: string[]): Promise<Variable[]> {
  const [first = '', ...others] = names
  let found = await children((await cellVariables())[first]?.variablesReference ?? 0)
  for (const name of others) {
    found = await children(found.find((one) => one.name === name)?.variablesReference ?? 0)
  }
  return found
}

const run = async (code: string) => {
  const answer = await client.execute(code)
  expect(errorOf(answer)).toBeUndefined()
  return answer
}

/** Has the cells hold objects of these names. */
const holding = (...names: string[]) =>
  run(`import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
let ${names.map((name) => `${name}: any = { parts: [1] }`).join(', ')}
const references: [string, WeakRef<object>][] = []
${names.map((name) => `references.push(['${name}', new WeakRef(${name})])`).join('\n')}
undefined`)
/** Which of them are still there, when nothing in a cell holds them any more: what nobody waits for is let go a little later. */
async function stillKept(): Promise<unknown> {
  const kept = () =>
    run('collect()\nreferences.flatMap(([name, held]) => (held.deref() ? [name] : [])).join()')
  let left = resultText(await kept())
  for (let i = 0; i < 20 && left !== "''"; i++) left = resultText(await kept())
  return left
}

it('kernel_info offers a debugger, which debugInfo describes before it is started', async () => {
  const { reply } = await client.request('kernel_info_request', {})
  expect(reply).toMatchObject({ debugger: true })
  expect(reply.supported_features).toContain('debugger')
  expect(await ask('debugInfo')).toMatchObject({
    isStarted: false,
    hashMethod: 'Murmur2',
    breakpoints: [],
    stoppedThreads: [],
    richRendering: true,
    copyToGlobals: true
  })
})

describe('variables, with no debugger started', () => {
  beforeAll(() =>
    run(`const width: number = 3, name = 'relu', big = 10n, nothing = null
const list = [1, 2, 3], numbers = new Float64Array(1000).fill(0.5)
const rows = [{ x: 1, y: 'a' }, { x: 2, y: '<b>' }], matrix = [[1, 2], [3, 4]]
const map = new Map([['key', { deep: [true] }]]), set = new Set(['one'])
let touched = 0
const lazy = { get computed() { touched++; return { answer: 42 } }, plain: 1 }
class Ensemble { #hidden = 1; constructor(readonly size: number) {} }
const ensemble = new Ensemble(7)
function scale(by: number, to = 1): number { return by * to }
import { sep } from 'node:path'
const many = Array.from({ length: 25_000 }, (_, i) => i)
const proxy: object = new Proxy({}, { ownKeys() { throw new Error('looked into') } })`)
  )

  it.each([
    ['width', 'number', '3'],
    ['name', 'string', "'relu'"],
    ['big', 'bigint', '10n'],
    ['nothing', 'null', 'null'],
    ['list', 'number[]', '[ 1, 2, 3 ]'],
    ['numbers', 'Float64Array<ArrayBuffer>', /^Float64Array\(1000\) \[ 0\.5, /],
    ['ensemble', 'Ensemble', 'Ensemble { size: 7 }'],
    ['Ensemble', 'typeof Ensemble', 'class Ensemble'],
    ['scale', '(by: number, to?: number) => number', /^ƒ scale\(by, to = 1\)/],
    ['sep', 'string', "'/'"],
    ['map', /^Map</, /^Map\(1\) \{ 'key' => \{ deep: \[Array\] \} \}/],
    ['proxy', 'object', /./]
  ])('%s is shown with its type in TypeScript and its value', async (name, type, value) => {
    const variable = (await cellVariables())[name]
    const matching = (text: string | RegExp) =>
      typeof text === 'string' ? text : (expect.stringMatching(text) as string)
    expect(variable).toMatchObject({ name, type: matching(type), value: matching(value) })
  })

  it('the parts of a value are those of its kind, level by level', async () => {
    const shown = (all: Variable[]) => all.map(({ name, value }) => `${name}=${value}`)
    expect(shown(await opened('list'))).toEqual(['0=1', '1=2', '2=3'])
    expect(shown(await opened('rows', '1'))).toEqual(['x=2', "y='<b>'"])
    expect(shown(await opened('map', "'key'", 'deep'))).toEqual(['0=true'])
    expect(shown(await opened('set'))).toEqual(["0='one'"])
    expect((await cellVariables()).proxy?.variablesReference).toBe(0)
  })

  it('an accessor runs when it is opened, not before', async () => {
    const [computed, plain] = await opened('lazy')
    expect(computed).toMatchObject({
      name: 'computed',
      value: '(…)',
      presentationHint: { lazy: true }
    })
    expect(plain).toMatchObject({ name: 'plain', value: '1' })
    expect(resultText(await run('touched'))).toBe('0')
    const [value] = await children(computed?.variablesReference ?? 0)
    expect(value?.value).toBe('{ answer: 42 }')
    expect(resultText(await run('touched'))).toBe('1')
  })

  it('accessors of classes are shown with what an object has itself, and run when they are opened', async () => {
    await run(`class Shape { get area() { touched += 10; return 1 } get name() { return 'shape' } get kind() { return 'hidden' } set only(x: number) {} }
class Square extends Shape { side = 3; get area() { touched += 10; return this.side ** 2 } get throws(): number { throw new Error('no') } }
const square = Object.defineProperty(new Square(), 'kind', { value: 'own' }), address = new URL('http://a.org/b?c=1')`)
    const before = resultText(await run('touched'))
    const all = await opened('square')
    expect(all.map(({ name, value }) => `${name}=${value}`)).toEqual([
      'side=3',
      "kind='own'",
      'area=(…)',
      'throws=(…)',
      'name=(…)'
    ])
    expect(resultText(await run('touched'))).toBe(before)
    expect((await opened('square', 'area'))[0]?.value).toBe('9')
    expect((await opened('square', 'name'))[0]?.value).toBe("'shape'")
    expect((await opened('square', 'throws'))[0]?.value).toContain('cannot be read: Error: no')
    expect((await opened('address', 'pathname'))[0]?.value).toBe("'/b'")
  })

  it('a frame opens to its shape, its index and its columns, before what it is made of', async () => {
    await run(`class Frame {
  constructor(readonly $data: unknown[][]) {}
  static ndframe = true
  get columns() { return ['N', 'u4'] }
  get index() { return [0, 1] }
  get values() { return this.$data }
}
const frame = new Frame([[2, -0.5], [5, null]])`)
    const shown = (await opened('frame')).map(({ name, value }) => `${name}=${value}`)
    expect(shown.slice(0, 4)).toEqual([
      'shape=[ 2, 2 ]',
      'index=[ 0, 1 ]',
      'N=[ 2, 5 ]',
      "u4=[ -0.5, '' ]"
    ])
    expect(shown).toContain('$data=[ [ 2, -0.5 ], [ 5, null ] ]')
    expect(shown.filter((one) => one.startsWith('index='))).toHaveLength(1)
    expect((await opened('frame', 'u4')).map(({ value }) => value)).toEqual(['-0.5', "''"])
  })

  it.each([
    ['Array(1e7)', 10, '[0 … 999999]', '1000000 elements', 'undefined'],
    ['Array(1e7).fill(7)', 10, '[0 … 999999]', '1000000 elements', '7'],
    ['new Float64Array(1e6)', 100, '[0 … 9999]', '10000 elements', '0'],
    ['new Set(Array(1e6).keys())', 100, '[0 … 9999]', '10000 elements', '0'],
    ['new Map(Array(1e6).entries())', 100, '[0 … 9999]', '10000 entries', 'undefined'],
    [
      'Object.fromEntries(Array.from({ length: 3e5 }, (_, i) => [`k${i}`, i]))',
      30,
      '[0 … 9999]',
      '10000 properties',
      '0'
    ]
  ])(
    '%s is opened in groups of groups, down to its parts',
    async (made, count, name, value, first) => {
      await run(`var large: unknown = ${made}`)
      const groups = await opened('large')
      expect(groups).toHaveLength(count)
      expect(groups[0]).toMatchObject({ name, value })
      let [part] = groups
      while (part?.name.startsWith('[')) [part] = await children(part.variablesReference)
      expect(part).toMatchObject({ value: first, variablesReference: 0 })
      await ask('richInspectVariables', { variableName: 'large' })
      await run('large = undefined')
    }
  )

  it('many elements are shown in groups, or as many as are asked for', async () => {
    const groups = await opened('many')
    expect(groups).toHaveLength(3)
    expect(groups[2]).toMatchObject({ name: '[20000 … 24999]', value: '5000 elements' })
    const inner = await children(groups[2]?.variablesReference ?? 0)
    expect(inner[49]?.name).toBe('[24900 … 24999]')
    expect((await children(inner[49]?.variablesReference ?? 0))[99]).toMatchObject({
      name: '24999',
      value: '24999'
    })
    const reference = (await cellVariables()).many?.variablesReference ?? 0
    const page = await children(reference, { start: 12_000, count: 2, filter: 'indexed' })
    expect(page.map(({ name }) => name)).toEqual(['12000', '12001'])
  })

  it.each([
    ['rows', ['<th>x</th><th>y</th>', '<td>2</td><td>&lt;b&gt;</td>']],
    ['matrix', ['<th>0</th><th>1</th>', '<td>3</td><td>4</td>']],
    ['numbers', ['<th>59</th><td>0.5</td>', '1000 rows × 1 columns']],
    ['map', ['<th>key</th>']],
    ['set', ['<td>one</td>']]
  ])('%s is rendered as a table', async (variableName, parts) => {
    const { data } = (await ask('richInspectVariables', { variableName })) as { data: Body }
    for (const part of parts) expect(data['text/html']).toContain(part)
    expect(data['text/plain']).toBeTypeOf('string')
  })

  it('a value that shows itself is rendered as in the notebook, by a promise too', async () => {
    await run(`const shows = { [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<i>me</i>' }) }
const figure = Jupyter.markdown('**bold**')`)
    const rendered = async (variableName: string) =>
      ((await ask('richInspectVariables', { variableName })) as { data: Body }).data
    expect(await rendered('shows')).toMatchObject({ 'text/html': '<i>me</i>' })
    expect(await rendered('figure')).toMatchObject({ 'text/markdown': '**bold**' })
  })

  it('they are there while a cell keeps the thread busy', async () => {
    const id = await client.send('execute_request', {
      code: "let turns = 0\nconsole.log('busy'); while (turns >= 0) turns++",
      silent: false
    })
    await client.waitFor(
      ({ content, parent_header }) => parent_header.msg_id === id && content.text === 'busy\n'
    )
    const { turns, list } = await cellVariables()
    const first = (await children(list?.variablesReference ?? 0))[0]
    await client.request('interrupt_request', {}, 'control')
    expect((await client.answer(id)).reply).toMatchObject({ ename: 'KeyboardInterrupt' })
    expect([turns?.type, first?.value]).toEqual(['number', '1'])
  })

  it('nothing that was shown is kept when it is shown no more', async () => {
    const names = ['listed', 'found', 'awaited', 'thrown', 'refused', 'drawn', 'promised', 'logged']
    await holding(...names)
    await opened('listed', 'parts')
    await ask('evaluate', { expression: '[found]' })
    await ask('evaluate', { expression: 'await [awaited]' })
    await response('evaluate', { expression: '(() => { throw thrown })()' })
    await response('evaluate', { expression: 'await Promise.reject(refused)' })
    await ask('richInspectVariables', { variableName: 'drawn' })
    await run(`promised[Symbol.for('Jupyter.display')] = async () => ({ 'text/html': '' })
console.log(logged)`)
    await ask('richInspectVariables', { variableName: 'promised' })
    await run(`${names.join(' = ')} = undefined`)
    await ask('inspectVariables')
    expect(await stillKept()).toBe("''")
  })

  it('a copy is a name that later cells may use', async () => {
    await ask('copyToGlobals', { srcVariableName: 'list', dstVariableName: 'copied' })
    expect(resultText(await run('copied[1] + copied.length'))).toBe('5')
  })

  it('names whose values throw where they are looked at are listed, with what can be told of them', async () => {
    await run(`// @ts-nocheck
const revoked = (() => { const made = Proxy.revocable({}, {}); made.revoke(); return made.proxy })()
const trapped = new Proxy(() => 1, new Proxy({}, { get() { throw new Error('trap') } }))
const hidden = Object.defineProperty(new Float64Array(3), 'length', { get() { throw new Error('length') } })
const tagged = { get [Symbol.toStringTag]() { throw new Error('tag') } }
const child = Object.create(revoked)
const sized = Object.defineProperty(new Map(), 'size', { get() { throw new Error('size') } })
const detached = new Uint8Array(8); structuredClone(detached.buffer, { transfer: [detached.buffer] })
const throwing = { get part() { throw new Error('no part') } }
const textless = { toString() { throw new Error('s') }, [Symbol.toPrimitive]() { throw new Error('p') } }
const textlessRows = [{ a: textless, b: Object.create(null) }, { a: revoked, b: throwing }]
const keyed = new Map([[textless, revoked], [revoked, textless]]), items = new Set([revoked, textless])
const iterating = { [Symbol.iterator]() { throw new Error('it') } }
const ownMap = Object.assign(new Map([[1, 2]]), iterating), ownSet = Object.assign(new Set([3]), iterating)
const rowsOfHidden = [hidden, hidden], element = Object.defineProperty([1, 2], 0, { get() { throw new Error('first') } })
const textlessFrame = { $data: 1, columns: [textless], index: [textless, revoked], values: [[textless], [revoked]] }`)
    const all = await cellVariables()
    const names = [
      'revoked',
      'trapped',
      'tagged',
      'child',
      'sized',
      'detached',
      'throwing',
      'textless',
      'textlessRows'
    ]
    names.push(
      'keyed',
      'items',
      'ownMap',
      'ownSet',
      'rowsOfHidden',
      'element',
      'textlessFrame',
      'hidden'
    )
    for (const name of names) expect(all[name]?.value).toBeTypeOf('string')
    expect(all.hidden).toMatchObject({ type: expect.stringContaining('Float64Array') as string })
    expect((await opened('hidden')).map(({ value }) => value)).toEqual(['0', '0', '0'])
    expect((await opened('throwing', 'part'))[0]?.value).toContain('cannot be read: Error: no part')
    expect(all.hidden?.value).toMatch(/^Float64Array\(3\) \[ 0, 0, 0/)
    expect(all.ownMap?.value).toBe('Map(1) { 1 => 2 }')
    expect(await opened('element')).toMatchObject([{ value: '(…)' }, { value: '2' }])
    for (const variableName of names) {
      const { data } = (await ask('richInspectVariables', { variableName })) as { data: Body }
      expect(data['text/plain']).toBeTypeOf('string')
      const reference = all[variableName]?.variablesReference ?? 0
      if (reference > 0) await children(reference)
    }
    const html = async (variableName: string) =>
      ((await ask('richInspectVariables', { variableName })) as { data: Body }).data['text/html']
    expect(await html('hidden')).toContain('<th>2</th><td>0</td>')
    expect(await html('ownSet')).toContain('<td>3</td>')
    expect(await html('textlessFrame')).toContain('<table>')
  })

  it('an evaluation is kept until a cell has run', async () => {
    await holding('looked')
    const { variablesReference } = await ask('evaluate', { expression: '[looked]' })
    expect((await children(variablesReference as number))[0]?.name).toBe('0')
    await run('looked = undefined')
    expect(await stillKept()).toBe("''")
    expect(await children(variablesReference as number)).toEqual([])
  })

  it.each([
    ['evaluate', { expression: '1', frameId: 10_000 }, 'no frame 10000'],
    ['evaluate', { expression: '1', frameId: 'a' }, 'no frame "a"'],
    [
      'copyToGlobals',
      { srcVariableName: 'list', dstVariableName: 'class' },
      'cell can declare, got class'
    ],
    ['copyToGlobals', { srcVariableName: 'list', dstVariableName: 'await' }, 'cell can declare'],
    ['copyToGlobals', { srcVariableName: 'list', dstVariableName: 'let' }, 'cell can declare'],
    ['richInspectVariables', { variableName: 'a b' }, 'variableName must be the name'],
    ['richInspectVariables', { variableName: 'nowhere' }, 'nowhere is not defined'],
    ['variables', { variablesReference: 1e9 }, 'nothing behind the reference 1000000000'],
    ['variables', { variablesReference: 1, start: -1 }, 'start must be an integer from 0, got -1'],
    [
      'variables',
      { variablesReference: 1, count: 'b' },
      'count must be an integer from 0, got "b"'
    ],
    ['variables', { variablesReference: 1, filter: 'odd' }, 'indexed or named, got "odd"'],
    ['copyToGlobals', { srcVariableName: 'list', dstVariableName: '1' }, 'dstVariableName must be'],
    ['stackTrace', { threadId: 1 }, 'not started']
  ])('%s of %j is refused', async (command, given, message) => {
    const reply = await response(command, given)
    expect(reply.success).toBe(false)
    expect(reply.message).toContain(message)
  })

  it('a request without a command is refused, and one on the shell channel', async () => {
    const lacking = await client.request('debug_request', { seq: 1 }, 'control')
    expect(lacking.reply.evalue).toContain('command must be a string')
    const misplaced = await client.request('debug_request', { seq: 1, command: 'debugInfo' })
    expect(misplaced.reply.evalue).toContain('control channel')
  })
})

const until: DebugClient['until'] = (name, work) => debug.until(name, work)
const send = (code: string) => debug.cell(code)
const setBreakpoints: DebugClient['setBreakpoints'] = (...given) => debug.setBreakpoints(...given)
const stack = () => debug.stack()

/** Where the thread is stopped: `f:3`, the calls from the innermost. */
const places = async () => (await stack()).map(({ name, line }) => `${name}:${line}`)
const place = async () => (await places())[0]

/** The values in a scope of the innermost call. */
async function values(scope: string): Promise<Record<string, string>> {
  const [frame] = await stack()
  const { scopes } = (await ask('scopes', { frameId: frame?.id })) as {
    scopes: { name: string; variablesReference: number }[]
  }
  const found = scopes.find(({ name }) => name === scope)
  const all = found ? await children(found.variablesReference) : []
  return Object.fromEntries(all.map(({ name, value }) => [name, value]))
}

const step = (command: string) => until('stopped', () => ask(command, { threadId: 1 }))
const evaluated = async (expression: string) => {
  const [frame] = await stack()
  return (await ask('evaluate', { expression, frameId: frame?.id, context: 'repl' })).result
}
const goOn = () => ask('continue', { threadId: 1 })
/** Whatever has become of the debugger. */
const goOnIfStopped = () => response('continue', { threadId: 1 })

describe('the debugger', () => {
  beforeAll(async () => {
    const body = await ask('initialize', { clientID: 'test' })
    expect(body).toMatchObject({ supportsConditionalBreakpoints: true })
    await ask('attach')
    await ask('configurationDone')
  })
  // A test that fails leaves no cell stopped for the next one.
  afterEach(goOnIfStopped)

  const stepping = `interface Pair { a: number }
type Alias = Pair

function half(x: number): number {
  const result: number = x / 2
  return result
}
let first: number = half(10)
await new Promise<void>((done) => setTimeout(done, 5))
const second = first + 1
second`

  it('stops at lines of the TypeScript, steps in, out and through an await, and lets the cell end', async () => {
    const set = await setBreakpoints(stepping, 8)
    expect(set).toMatchObject([{ line: 8, verified: true }])
    let id = ''
    const stop = await until('stopped', async () => (id = await send(stepping)))
    expect(stop).toMatchObject({ reason: 'breakpoint', threadId: 1, allThreadsStopped: true })
    expect(await places()).toEqual(['<top>:8'])
    expect((await stack())[0]?.source.path).toBe(
      (await ask('dumpCell', { code: stepping })).sourcePath
    )
    expect(await ask('debugInfo')).toMatchObject({
      isStarted: true,
      stoppedThreads: [1],
      breakpoints: [{ breakpoints: [{ line: 8 }] }]
    })
    expect(await step('stepIn')).toMatchObject({ reason: 'step' })
    expect(await places()).toEqual(['half:5', '<top>:8'])
    await step('next')
    expect(await values('Locals')).toEqual({ x: '10', result: '5' })
    expect(await evaluated('result * (x as number)')).toBe('50')
    await step('stepOut')
    expect(await places()).toEqual(['<top>:9'])
    await step('next')
    expect(await place()).toBe('<top>:10')
    expect(await values('Globals')).toMatchObject({ first: '5' })
    expect(await evaluated('first = 100')).toBe('100')
    const continued = await until('continued', goOn)
    expect(continued).toMatchObject({ threadId: 1, allThreadsContinued: true })
    const answer = await client.answer(id)
    expect(resultText(answer)).toBe('101')
    expect((await ask('debugInfo')).stoppedThreads).toEqual([])
  })

  it('a breakpoint in a function of an earlier cell stops a later one; removed, it stops no more', async () => {
    const defining = 'function later(n: number) {\n  return n + 1\n}'
    await run(defining)
    await setBreakpoints(defining, 2)
    let id = ''
    await until('stopped', async () => (id = await send('later(1) + later(2)')))
    const [inner, outer] = await stack()
    expect([inner?.name, inner?.line, outer?.name, outer?.line]).toEqual(['later', 2, '<top>', 1])
    expect(inner?.source.path).not.toBe(outer?.source.path)
    await until('stopped', goOn)
    expect(await evaluated('n')).toBe('2')
    await goOn()
    expect(resultText(await client.answer(id))).toBe('5')
    await setBreakpoints(defining)
    expect(resultText(await run('later(3)'))).toBe('4')
  })

  it('a breakpoint in a file that does not exist is not verified', async () => {
    const path = `${client.folder}/nowhere.ts`
    const set = await ask('setBreakpoints', { source: { path }, breakpoints: [{ line: 1 }] })
    const message = expect.stringContaining('there is no file') as string
    expect(set).toMatchObject({ breakpoints: [{ verified: false, message }] })
    await ask('setBreakpoints', { source: { path }, breakpoints: [] })
  })

  it('a breakpoint in a file that is written later is verified when that is loaded', async () => {
    const path = `${client.folder}/later.ts`
    const given = { source: { path }, breakpoints: [{ line: 1 }, { line: 4, condition: 'n ===' }] }
    const { breakpoints } = await ask('setBreakpoints', given)
    const ids = (breakpoints as Body[]).map(({ id }) => id)
    const text =
      'export interface Size { n: number }\n\nexport function tripled(n: number) {\n  return 3 * n\n}\n'
    writeFileSync(path, text)
    let id = ''
    const code = "import { tripled } from './later'\ntripled(14)"
    await until('stopped', async () => (id = await send(code)))
    const changed = debug.events('breakpoint') as unknown as { breakpoint: Body }[]
    expect(changed.map(({ breakpoint }) => breakpoint)).toMatchObject([
      { id: ids[0], verified: true, line: 4, source: { path } }
    ])
    expect(changed[0]).not.toHaveProperty('breakpoint.message')
    expect(await place()).toBe('tripled:4')
    const info = (await ask('debugInfo')) as {
      breakpoints: { source: string; breakpoints: Body[] }[]
    }
    const known = info.breakpoints.find(({ source }) => source === path)?.breakpoints
    expect(known).toMatchObject([{ verified: true }, { verified: false }])
    expect(known?.[1]?.message).not.toContain('there is no file')
    await ask('setBreakpoints', { source: { path }, breakpoints: [] })
    await goOn()
    expect(resultText(await client.answer(id))).toBe('42')
  })

  it('a condition stops where it holds, with names of the cells and of the function', async () => {
    await run('const limit = 7')
    const code = 'let sum = 0\nfor (let i = 0; i < 10; i++) {\n  sum += i\n}\nsum'
    await setBreakpoints(code, { line: 3, condition: 'i === (limit as number)' })
    let id = ''
    await until('stopped', async () => (id = await send(code)))
    expect(await values('Locals')).toMatchObject({ i: '7', sum: '21' })
    await goOn()
    expect(resultText(await client.answer(id))).toBe('45')
    const [wrong] = await setBreakpoints(code, { line: 3, condition: 'i ===' })
    expect(wrong).toMatchObject({ verified: false })
    await setBreakpoints(code)
  })

  it.each([
    ['a comment', '// nothing\nconst c1 = 1\nc1', 1, 2],
    ['a type', 'type T1 = 1\n\nconst c2: T1 = 1', 1, 3],
    ['an arrow function', 'const f3 = (x: number) =>\n  x + 1\nf3(1)', 2, 2],
    ['a line of a chain', 'const c4 = [1]\n  .map((x) => x + 1)\nc4', 2, 2],
    ['the end of a function', 'function f5() {\n  void 0\n}\nf5()', 3, 3]
  ])('a breakpoint on %s stops at the next line that runs', async (_, code, asked, line) => {
    const [set] = await setBreakpoints(code, asked)
    expect(set).toMatchObject({ verified: true, line })
    let id = ''
    await until('stopped', async () => (id = await send(code)))
    expect((await stack())[0]?.line).toBe(line)
    await setBreakpoints(code)
    await goOn()
    await client.answer(id)
  })

  it('stops in local files, which are shown as they were written', async () => {
    const path = `${client.folder}/helper.ts`
    const text = 'export type N = number\n\nexport function twice(n: N): N {\n  return 2 * n\n}\n'
    writeFileSync(path, text)
    await ask('setBreakpoints', { source: { path }, breakpoints: [{ line: 4 }] })
    let id = ''
    const code = "import { twice } from './helper'\nconst doubled = twice(21)\ndoubled"
    await until('stopped', async () => (id = await send(code)))
    const [top, cell] = await stack()
    expect(top).toMatchObject({ name: 'twice', line: 4, source: { path } })
    expect(cell).toMatchObject({ name: '<top>', line: 2 })
    expect((await ask('source', { source: { path } })).content).toBe(text)
    expect((await ask('source', { source: cell?.source ?? {} })).content).toBe(code)
    const { modules } = (await ask('modules')) as { modules: { path: string }[] }
    // No package that the kernel has loaded for itself.
    expect(modules.map((one) => one.path).toSorted()).toEqual([path, `${client.folder}/later.ts`])
    await ask('setBreakpoints', { source: { path }, breakpoints: [] })
    await goOn()
    expect(resultText(await client.answer(id))).toBe('42')
  })

  // Only what was translated has a source map, before which V8 was told to stop: none of CommonJS and of packages did.
  it.each([
    ['common.js', 'common', "import { tripled } from './common.js'\ntripled(14)"],
    ['required.js', 'common', "require('./required.js').tripled(14)"],
    ['old.cjs', 'common', "require('./old.cjs').tripled(14)"],
    ['standard.js', 'standard', "import { early } from './standard.js'\nearly"],
    ['awaited.mjs', 'standard', "(await import('./awaited.mjs')).early"],
    ['node_modules/common/index.js', 'common', "require('common').tripled(14)"],
    ['node_modules/standard/index.mjs', 'standard', "(await import('standard/index.mjs')).early"]
  ])('breakpoints stop in %s, which is loaded later', async (name, form, code) => {
    const path = join(client.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    const body = 'function tripled(n) {\n  const result = 3 * n\n  return result\n}\n'
    const end = 'const early = tripled(14)\n'
    const named = form === 'common' ? 'module.exports = { early, tripled }' : 'export { early }'
    writeFileSync(path, `${body}${end}${named}\n`)
    const breakpoints = [{ line: 2 }, { line: 3, condition: 'result === 41' }]
    const set = await ask('setBreakpoints', { source: { path }, breakpoints })
    expect(set).toMatchObject({ breakpoints: [{ verified: true }, { verified: true }] })
    let id = ''
    await until('stopped', async () => (id = await send(code)))
    // While the file itself runs.
    const [top, file] = await stack()
    expect(top).toMatchObject({ name: 'tripled', line: 2, source: { path } })
    expect(file).toMatchObject({ line: 5, source: { path } })
    await ask('setBreakpoints', { source: { path }, breakpoints: [] })
    await goOn()
    expect(resultText(await client.answer(id))).toBe('42')
  })

  it('the debugger statement stops, and outputs and the other channels go on meanwhile', async () => {
    const code = "console.log('before')\nconst shown = { a: [1, 2] }\ndebugger\n'end'"
    let id = ''
    await until('stopped', async () => (id = await send(code)))
    expect(await place()).toBe('<top>:3')
    await client.waitFor(
      ({ content, parent_header }) => parent_header.msg_id === id && content.text === 'before\n'
    )
    expect((await client.request('kernel_info_request', {}, 'control')).reply.status).toBe('ok')
    const [frame] = await stack()
    const rendered = await ask('richInspectVariables', {
      variableName: 'shown',
      frameId: frame?.id
    })
    expect(rendered).toMatchObject({ data: { 'text/plain': '{ a: [ 1, 2 ] }' } })
    expect((await cellVariables()).shown?.value).toBe('{ a: [ 1, 2 ] }')
    await goOn()
    expect(resultText(await client.answer(id))).toBe("'end'")
  })

  it('a local value copied to the cells while stopped is there afterwards', async () => {
    const code = '(() => {\n  const inner = [7]\n  debugger\n  return inner\n})()'
    let id = ''
    await until('stopped', async () => (id = await send(code)))
    const [frame] = await stack()
    const given = { srcVariableName: 'inner', dstVariableName: 'outer', srcFrameId: frame?.id }
    await ask('copyToGlobals', given)
    await goOn()
    await client.answer(id)
    expect(resultText(await run('outer[0]'))).toBe('7')
  })

  it.each(['continue', 'next', 'disconnect'])(
    'what a stop has shown can be opened until %s, and is kept no longer',
    async (command) => {
      await holding('shown')
      const code = `(() => {
  const inner = shown, thrown = shown
  shown = undefined
  debugger
  return 1
})()`
      let id = ''
      await until('stopped', async () => (id = await send(code)))
      const frameId = (await stack())[0]?.id
      await values('Locals')
      await response('evaluate', { expression: '(() => { throw thrown })()', frameId })
      await ask('richInspectVariables', { variableName: 'inner', frameId })
      const { variablesReference } = await ask('evaluate', { expression: 'inner', frameId })
      expect((await children(variablesReference as number))[0]?.name).toBe('parts')
      if (command === 'next') await step(command)
      else await ask(command)
      expect(await children(variablesReference as number)).toEqual([])
      if (command !== 'disconnect') {
        expect(await ask('scopes', { frameId })).toEqual({ scopes: [] })
        const stale = await response('evaluate', { expression: '1', frameId })
        expect(stale).toMatchObject({
          success: false,
          message: expect.stringContaining('no frame') as string
        })
      }
      await goOnIfStopped()
      await client.answer(id)
      await ask('initialize')
      expect(await stillKept()).toBe("''")
    }
  )

  it.each([
    ['raised', 'try { null!.x } catch {}\n"caught"', true],
    ['uncaught', 'try { null!.x } catch {}\n"caught"', false],
    ['uncaught', 'const thrower = () => {\n  throw new RangeError("no")\n}\nthrower()', true],
    ['uncaught', 'await Promise.resolve()\nthrow new Error("late")', true]
  ])('with the filter %s an exception in %j stops: %s', async (filter, code, stops) => {
    await ask('setExceptionBreakpoints', { filters: [filter] })
    let id = ''
    const cell = `// @ts-nocheck\n${code}`
    if (stops) {
      const stop = await until('stopped', async () => (id = await send(cell)))
      expect(stop.reason).toBe('exception')
      expect(stop.text).toMatch(/Error/)
      await ask('setExceptionBreakpoints', { filters: [] })
      await goOn()
    } else id = await send(cell)
    await client.answer(id)
    await ask('setExceptionBreakpoints', { filters: [] })
  })

  it('pause stops a busy cell, an evaluated expression lets it end', async () => {
    let id = ''
    id = await send(
      "let busy = true\nconsole.log('busy')\nwhile (busy) {\n  Math.random()\n}\n'free'"
    )
    await client.waitFor(
      ({ content, parent_header }) => parent_header.msg_id === id && content.text === 'busy\n'
    )
    const stop = await until('stopped', () => ask('pause', { threadId: 1 }))
    expect(stop.reason).toBe('pause')
    expect(await evaluated('busy = false')).toBe('false')
    await goOn()
    expect(resultText(await client.answer(id))).toBe("'free'")
  })

  it('a cell that is interrupted while it is stopped ends, and the state stays', async () => {
    await run('let kept = 1')
    let id = ''
    await until('stopped', async () => (id = await send('kept = 2\ndebugger\nkept = 3')))
    await until('continued', () => client.request('interrupt_request', {}, 'control'))
    expect((await client.answer(id)).reply).toMatchObject({ ename: 'KeyboardInterrupt' })
    expect(resultText(await run('kept'))).toBe('2')
  })

  it('evaluates beside the cells while nothing is stopped, with an await too', async () => {
    expect((await ask('evaluate', { expression: 'kept + (1 as number)' })).result).toBe('3')
    expect((await ask('evaluate', { expression: 'await Promise.resolve(kept)' })).result).toBe('2')
    expect((await ask('evaluate', { expression: '{ kept }' })).type).toBe('Object')
    expect(await response('evaluate', { expression: 'kept +' })).toMatchObject({ success: false })
    const failed = await response('evaluate', { expression: 'nowhere' })
    expect(failed).toMatchObject({
      success: false,
      message: 'ReferenceError: nowhere is not defined'
    })
  })

  const line = async (expression: string, more = {}) =>
    (await ask('evaluate', { expression, context: 'repl', ...more })).result

  it('what a line of the console declares is known to later lines and cells, in TypeScript', async () => {
    for (const [expression, result] of [
      ['let count: number = 1, { length: size, ...others } = [7, 8] as number[]', 'undefined'],
      ['count + size + others[0]', '10'],
      ['let nothing!: string; nothing', 'undefined'],
      ['function raised(by: number = 1) { return (count += by) }', 'undefined'],
      ['raised(2) + raised()', '7'],
      ['count', '4'],
      ['class Tally { static all = 1; constructor(readonly n: number) {} }', 'undefined'],
      ['new Tally(5).n + Tally.all', '6'],
      ['enum Colour { Red = 3, Blue }; Colour.Blue', '4'],
      ['const [one, , { two = count }] = [1, 0, {}] as const; one + two', '5'],
      ['[3].map((count) => count)[0] + (function size(n: number): number { return n })(1)', '4'],
      ['const later: number = await Promise.resolve(20)', 'undefined'],
      ['let count = 30; count + later', '50'],
      ['const made = () => 1; made() + count', '31']
    ]) {
      expect([expression, await line(expression)]).toEqual([expression, result])
    }
    expect(resultText(await run('[count, size, new Tally(2).n, raised()]'))).toBe(
      '[ 30, 2, 2, 31 ]'
    )
    const { variables } = (await ask('inspectVariables')) as { variables: { name: string }[] }
    expect(variables.map(({ name }) => name)).toEqual(expect.arrayContaining(['count', 'Tally']))
    expect(await line('typeof (globalThis as any).raised')).toBe("'undefined'")
  })

  it('what a line declares that fails is kept as far as it came, and a watched one keeps nothing', async () => {
    const failed = await response('evaluate', {
      expression: "let reached = 1; throw new Error('no further'); let missed = 2"
    })
    expect(failed).toMatchObject({ success: false, message: 'Error: no further' })
    expect(await line('[reached, typeof missed].join()')).toBe("'1,undefined'")
    expect(await line('let watched = 1; watched', { context: 'watch' })).toBe('1')
    expect(await line('typeof watched')).toBe("'undefined'")
  })

  it('what is declared where the thread is stopped is known to later lines, there and afterwards, and hides no variable', async () => {
    const path = `${client.folder}/consoled.ts`
    writeFileSync(
      path,
      'const top = 1\nexport function stop(own: number) {\n  debugger\n  return own + top\n}'
    )
    let id = ''
    const code =
      "import { stop } from './consoled.ts'\nfunction inner(own: number) {\n  debugger\n  return own\n}\ninner(4) + stop(5)"
    await until('stopped', async () => (id = await send(code)))
    expect(await evaluated('let doubled = own * 2; const plus = (n: number) => own + n')).toBe(
      'undefined'
    )
    expect(await evaluated('doubled + plus(1)')).toBe('13')
    const [frame] = await stack()
    const again = { expression: 'let own = 1', frameId: frame?.id, context: 'repl' }
    expect(await response('evaluate', again)).toMatchObject({
      success: false,
      message: 'SyntaxError: own is declared where the thread is stopped: assign to it'
    })
    expect(await evaluated('own = 6')).toBe('6')
    await until('stopped', goOn)
    expect(await place()).toBe('stop:3')
    expect(await evaluated('doubled + own + top')).toBe('14')
    expect(
      (
        await response('evaluate', {
          ...again,
          expression: 'let top = 1',
          frameId: (await stack())[0]?.id
        })
      ).success
    ).toBe(false)
    await goOn()
    expect(resultText(await client.answer(id))).toBe('12')
    expect(await line('doubled')).toBe('8')
    expect(resultText(await run('doubled + 1'))).toBe('9')
  })

  it('a property is none of the names of cells, though it has one of them', async () => {
    await run('const holder = { kept: 40, holder: { target: 1 } }, target = 5')
    for (const [expression, result] of [
      ['holder.kept + holder?.kept', '80'],
      ['holder.holder.target', '1'],
      ['{ kept: 3, ...holder.holder }.kept + kept', '5'],
      ['(holder as { kept: number }).kept! - holder["kept"]', '0'],
      ['[1, 2].map((x) => x * holder.holder.target).at(-1)', '2'],
      ['new (class { seen = typeof new.target })().seen', "'undefined'"]
    ]) {
      expect(await ask('evaluate', { expression })).toMatchObject({ result })
    }
  })

  it.each([
    ['next', {}, 'not stopped'],
    ['scopes', { frameId: 1 }, 'no frame 1'],
    ['setBreakpoints', { source: {} }, 'must have a path'],
    ['setBreakpoints', { source: { path: 'x' }, breakpoints: [{ line: 0 }] }, 'positive integer'],
    ['setBreakpoints', { source: { path: 'x' }, breakpoints: [null] }, 'positive integer'],
    [
      'setBreakpoints',
      { source: { path: 'x' }, breakpoints: [{ line: 1, condition: 5 }] },
      'condition of a breakpoint must be a string, got 5'
    ],
    ['stackTrace', { startFrame: -1 }, 'startFrame must be an integer from 0, got -1'],
    ['stackTrace', { levels: 'all' }, 'levels must be an integer from 0, got "all"'],
    ['setExceptionBreakpoints', { filters: ['all'] }, 'raised, uncaught'],
    ['nonsense', {}, 'nonsense is not supported']
  ])('%s of %j is refused while nothing is stopped', async (command, given, message) => {
    const reply = await response(command, given)
    expect(reply).toMatchObject({ success: false })
    expect(reply.message).toContain(message)
  })

  it('disconnected while a cell is stopped it lets that end, and stops no more', async () => {
    let id = ''
    await until('stopped', async () => (id = await send("debugger\n'let go'")))
    await ask('disconnect', { restart: false })
    expect(resultText(await client.answer(id))).toBe("'let go'")
    expect(resultText(await run("debugger\n'passed'"))).toBe("'passed'")
    expect(await ask('debugInfo')).toMatchObject({ isStarted: false, breakpoints: [] })
  })
})
