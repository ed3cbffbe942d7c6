// The Debug Adapter Protocol over the control channel, as JupyterLab's debugger speaks it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, KernelClient, resultText } from './kernelClient.js'

type Body = Record<string, unknown>
interface Variable {
  readonly name: string
  readonly value: string
  readonly type: string
  readonly variablesReference: number
}

let client: KernelClient
let seq = 0
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

const response = async (command: string, given: Body = {}): Promise<Body> =>
  (
    await client.request(
      'debug_request',
      { type: 'request', seq: ++seq, command, arguments: given },
      'control'
    )
  ).reply

/** The body of a response that tells of success. */
async function ask(command: string, given: Body = {}): Promise<Body> {
  const reply = await response(command, given)
  expect(reply).toMatchObject({ command, request_seq: seq, success: true })
  return reply.body as Body
}

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

  it('a copy is a name that later cells may use', async () => {
    await ask('copyToGlobals', { srcVariableName: 'list', dstVariableName: 'copied' })
    expect(resultText(await run('copied[1] + copied.length'))).toBe('5')
  })

  it.each([
    ['richInspectVariables', { variableName: 'a b' }, 'variableName must be the name'],
    ['richInspectVariables', { variableName: 'nowhere' }, 'nowhere is not defined'],
    ['variables', { variablesReference: 1 }, 'nothing behind the reference 1'],
    ['copyToGlobals', { srcVariableName: 'list', dstVariableName: '1' }, 'dstVariableName must be'],
    ['stackTrace', { threadId: 1 }, 'not started']
  ])('%s of %j is refused', async (command, given, message) => {
    const reply = await response(command, given)
    expect(reply).toMatchObject({ success: false, command, request_seq: seq })
    expect(reply.message).toContain(message)
  })

  it('a request without a command is refused, and one on the shell channel', async () => {
    const lacking = await client.request('debug_request', { seq: 1 }, 'control')
    expect(lacking.reply.evalue).toContain('command must be a string')
    const misplaced = await client.request('debug_request', { seq: 1, command: 'debugInfo' })
    expect(misplaced.reply.evalue).toContain('control channel')
  })
})
