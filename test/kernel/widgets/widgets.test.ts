import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  errorOf,
  KernelClient,
  printed,
  resultText,
  type Answer,
  type Received
} from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  await client.execute('const w = Jupyter.widgets')
})
afterAll(() => client.stop())

type State = Record<string, unknown>
interface Opened {
  readonly id: string
  readonly state: State
  readonly message: Received
}

/** The models that a cell opened. */
async function opened(code: string): Promise<Opened[]> {
  const answer = await client.execute(code)
  expect(errorOf(answer)).toBeUndefined()
  return answer.published
    .filter(({ header }) => header.msg_type === 'comm_open')
    .map((message) => {
      const data = message.content.data as { state: State }
      return { id: String(message.content.comm_id), state: data.state, message }
    })
}

/** The model that a cell opened last: its widget, after the looks of it. */
const widgetOf = async (code: string): Promise<Opened> => {
  const last = (await opened(code)).at(-1)
  if (!last) throw new Error('the cell opened no model')
  return last
}

/** What the kernel sends over the comm after a message of the frontend. */
async function tell(id: string, data: object, buffers: Buffer[] = []) {
  const sent = await client.send('comm_msg', { comm_id: id, data }, 'shell', buffers)
  const isIdle = (m: Received) =>
    m.parent_header.msg_id === sent && m.content.execution_state === 'idle'
  await client.waitFor(isIdle)
  return client
    .received((m) => m.parent_header.msg_id === sent && m.header.msg_type === 'comm_msg')
    .map(({ content, buffers }) => ({ data: content.data as State, buffers }))
}

const update = (id: string, state: State) => tell(id, { method: 'update', state, buffer_paths: [] })

/** Whether a message belongs to the cell of an answer. */
function isBelowCellOf({ published: [first] }: Answer) {
  return ({ parent_header }: Received) => parent_header.msg_id === first?.parent_header.msg_id
}

/** The last outputs of an output widget that fit. */
async function outputsOf(id: string, fits: (text: string) => boolean): Promise<State[]> {
  const outputs = ({ content }: Received) =>
    content.comm_id === id
      ? ((content.data as { state?: { outputs?: State[] } }).state?.outputs ?? [])
      : []
  const message = await client.waitFor((m) => {
    return m.header.msg_type === 'comm_msg' && fits(JSON.stringify(outputs(m)))
  })
  return outputs(message)
}

describe('messages of widgets', () => {
  const makers: Record<string, string> = {
    slider: 'w.slider({ min: 0, max: 1 })',
    rangeSlider: 'w.rangeSlider({ min: 0, max: 1 })',
    logSlider: 'w.logSlider({ min: 1, max: 100 })',
    select: "w.select({ options: ['a', 'b'] })",
    toggle: 'w.toggle()',
    text: 'w.text()',
    number: 'w.number()',
    button: 'w.button()',
    progress: 'w.progress()',
    output: 'w.output()',
    hbox: 'w.hbox([])',
    vbox: 'w.vbox([])',
    tabs: 'w.tabs({ t: w.hbox([]) })',
    accordion: 'w.accordion({ t: w.hbox([]) })',
    widget: "w.widget({ esm: 'export default {}', css: 'b {}', state: {} })"
  }

  it('have the form in which ipywidgets and anywidget open the same models', async () => {
    const python = process.env['NNQFT_PYTHON'] ?? '.venv/bin/python'
    const script = 'test/kernel/widgets/ipywidgetsStates.py'
    const recorded = JSON.parse(String(execFileSync(python, [script]))) as Record<
      string,
      { data: { state: State; buffer_paths: unknown[] }; metadata: State; target_name: string }[]
    >
    // Ids, a digest, and how numbers are written and how far a step goes are our own.
    const own = ['_anywidget_id', 'readout_format', 'step', 'selected_index']
    const form = (state: State) =>
      Object.fromEntries(
        Object.entries(state).map(([name, value]) => {
          const text = JSON.stringify(value).replace(/IPY_MODEL_[\w-]+/g, 'IPY_MODEL')
          return [name, own.includes(name) ? 'own' : text]
        })
      )
    for (const [kind, code] of Object.entries(makers)) {
      const ours = (await opened(code)).map(({ state, message }) => ({
        target: message.content.target_name,
        metadata: message.metadata,
        state: form(state)
      }))
      const theirs = recorded[kind]!.map(({ data, metadata, target_name }) => ({
        target: target_name,
        metadata,
        state: form(data.state)
      }))
      expect(new Set(ours), kind).toEqual(new Set(theirs))
    }
  })

  it('a shown widget is a view of its model, with its value as text', async () => {
    const answer = await client.execute('const s = w.slider({ min: 0, max: 4, value: 1 }); s')
    const result = answer.published.find(({ header }) => header.msg_type === 'execute_result')
    const data = result?.content.data as State
    const ids = answer.published.map(({ content }) => content.comm_id)
    const view = data['application/vnd.jupyter.widget-view+json'] as State
    expect(view).toMatchObject({ version_major: 2, version_minor: 0 })
    expect(ids).toContain(view['model_id'])
    expect(resultText(answer)).toBe('slider 1')
  })

  it('an update is echoed, changes the value and reaches listeners and linked widgets', async () => {
    const { id } = await widgetOf(`const seen: number[] = []
const other = w.number()
const a = w.slider({ min: 0, max: 10, value: 2 })
a.onChange((value) => seen.push(value))
a.link(other)`)
    const [echo, ...others] = await update(id, { value: 7.5 })
    expect(echo?.data).toEqual({ method: 'echo_update', state: { value: 7.5 }, buffer_paths: [] })
    expect(others).toEqual([])
    const toOther = ({ content }: Received) =>
      JSON.stringify((content.data as State | undefined)?.['state']) === '{"value":7.5}' &&
      content.comm_id !== id
    expect((await client.waitFor(toOther)).content.data).toMatchObject({ method: 'update' })
    expect(resultText(await client.execute('[seen, a.value, other.value]'))).toBe(
      '[ [ 7.5 ], 7.5, 7.5 ]'
    )
    const failing = `const third = w.number()
const ends = [a.onChange(() => { throw new Error('first') }), a.link(third)]
a.value = 4`
    expect(errorOf(await client.execute(failing))?.evalue).toBe('first')
    expect(resultText(await client.execute('ends.forEach((end) => end()); third.value'))).toBe('4')
    const set = await client.execute('other.value = 3')
    const sent = set.published.filter(({ header }) => header.msg_type === 'comm_msg')
    expect(sent.map(({ content }) => content.data)).toEqual(
      Array(2).fill({ method: 'update', state: { value: 3 }, buffer_paths: [] })
    )
  })

  it.each([
    ['w.select({ options: { low: 1, high: 2 }, value: 2 })', { index: 0 }, '1'],
    ['w.rangeSlider({ min: 0, max: 4 })', { value: [1, 2] }, '[ 1, 2 ]'],
    ['w.logSlider({ min: 1, max: 1000 })', { value: 999.999999999999 }, '1000'],
    ['w.logSlider({ min: 1, max: 1000, value: 1000 })', { value: 10.3 }, '10.3'],
    ['w.toggle()', { value: true }, 'true'],
    ["w.text({ value: 'a' })", { value: 'b' }, "'b'"],
    ['w.tabs({ a: w.hbox([]), b: w.hbox([]) })', { selected_index: 1 }, '1']
  ])('the value of %s is what the user chose', async (code, state, value) => {
    const { id } = await widgetOf(`var chosen: { value: unknown } = ${code}`)
    await update(id, state)
    expect(resultText(await client.execute('chosen.value'))).toBe(value)
  })

  it('a slider at a step has the number of the step, whatever the rounding of the page, and any other as it is', async () => {
    const code = 'const steps = w.slider({ min: 0, max: 120, step: 1 })'
    const { id } = await widgetOf(code)
    const between = await widgetOf('const pair = w.rangeSlider({ min: -1, max: 1, step: 0.1 })')
    await update(id, { value: 62.00000000000001 })
    await update(between.id, { value: [-0.7999999999999999, 0.30000000000000004] })
    expect(resultText(await client.execute('[steps.value, pair.value]'))).toBe(
      '[ 62, [ -0.8, 0.3 ] ]'
    )
    const kept = await client.execute('steps.value = 100 / 3; steps.value === 100 / 3')
    expect(resultText(kept)).toBe('true')
  })

  it.each([
    ['{ min: 1e-3, max: 1e3, value: 1 }', '1'],
    ['{ min: 2, max: 200, step: 0.1, value: 20 }', '20'],
    ['{ min: 1, max: 1e3, value: 1e3 }', '1000'],
    ['{ min: 1 / 8, max: 8, base: 2, step: 1, value: 4 }', '4'],
    ['{ min: 1, max: 1e3, value: 100 / 3 }', '33.333333333333336']
  ])('the logarithmic slider %s has the value that it was given', async (options, value) => {
    expect(resultText(await client.execute(`w.logSlider(${options}).value`))).toBe(value)
  })

  it('ends that are powers of the base are whole on the scale of a logarithmic slider', async () => {
    const { state } = await widgetOf('w.logSlider({ min: 1e-3, max: 1e3 })')
    expect([state['min'], state['max']]).toEqual([-3, 3])
  })

  it.each([
    ['{ min: 0, max: 1e6 }', 10_000, '.0~f'],
    ['{ min: 1, max: 1000 }', 5, '.0~f'],
    ['{ min: 0.5, max: 3 }', 0.02, '.2~f'],
    ['{ min: -1, max: 1e-4, step: 1e-6 }', 1e-6, '.6~f'],
    ['{ min: 0.1 + 0.2, max: 2, step: 0.1 }', 0.1, '.1~f'],
    ['{ min: 0, max: 1e-9 }', 1e-11, '.4~g'],
    ["{ min: 0, max: 1, readoutFormat: '.1%' }", 0.01, '.1%']
  ])('the slider %j has round steps and shows their digits', async (options, step, format) => {
    const { state } = await widgetOf(`w.slider(${options})`)
    expect(state).toMatchObject({ step, readout_format: format })
  })

  it('descriptions have the room that they need, and the controls of interact stand in one column', async () => {
    const looks = async (code: string) =>
      (await opened(code)).map(({ state }) => [state['width'], state['description_width']])
    const long = 'a long description'
    const wide = 'calc(var(--jp-widgets-inline-width) + 8ch)'
    expect(await looks(`w.text({ description: '${long}' })`)).toContainEqual([undefined, '18ch'])
    expect(await looks(`w.text({ description: '${long}' })`)).toContainEqual([wide, undefined])
    expect(await looks(`w.button({ description: '${long}' })`)).toContainEqual([
      'max-content',
      undefined
    ])
    expect(
      await looks(`w.text({ description: '${long}', layout: { width: '9em' } })`)
    ).toContainEqual(['9em', undefined])
    const own = await looks('w.interact(() => 1, { networksPerBag: [1, 100], on: true, n: 3 })')
    expect(own.filter(([, width]) => width === '14ch')).toHaveLength(3)
  })

  it('a click of a button is counted and reaches its listeners: what they print, show and throw appears below the cell that listens', async () => {
    const { id } = await widgetOf("const b = w.button({ description: 'Go' })")
    const listening = await client.execute(`b.onClick(() => {
  console.log('click', b.value)
  display('shown')
  if (b.value === 2) throw new Error('second')
})
b.onClick(() => { if (b.value === 2) throw new Error('too') })`)
    for (let i = 0; i < 2; i++) await tell(id, { method: 'custom', content: { event: 'click' } })
    expect(resultText(await client.execute('b.value'))).toBe('2')
    const isBelow = isBelowCellOf(listening)
    await client.waitFor((m) => isBelow(m) && /second[^]*too/.test(String(m.content.text)))
    const types = client.received(isBelow).map(({ header }) => header.msg_type)
    expect(types.filter((type) => type === 'display_data')).toHaveLength(2)
    const texts = client.received((m) => isBelow(m) && m.header.msg_type === 'stream')
    expect(texts.map(({ content }) => content.text).join('')).toMatch(/^click 1\nclick 2\nUncaught/)
  })

  it('bytes of an anywidget model travel beside its state, both ways, and so do its own messages', async () => {
    const { id, message, state } = await widgetOf(`const any = w.widget({
  esm: 'export default {}', state: { data: new Uint8Array([1, 2]), list: [new Float32Array(1)], n: 1 }
})
const heard: unknown[] = []
any.onMessage((content, buffers) => heard.push([content, buffers.length]))`)
    expect(state).toMatchObject({ n: 1, list: [null], _esm: 'export default {}' })
    expect(state).not.toHaveProperty('data')
    const { buffer_paths } = message.content.data as { buffer_paths: unknown }
    expect(buffer_paths).toEqual([['data'], ['list', 0]])
    expect(message.buffers.map(({ length }) => length)).toEqual([2, 4])
    const changed = { method: 'update', state: { n: 5 }, buffer_paths: [['data']] }
    const [echo] = await tell(id, changed, [Buffer.from([9])])
    expect(echo?.data).toEqual({ ...changed, method: 'echo_update' })
    expect([...echo!.buffers[0]!]).toEqual([9])
    await tell(id, { method: 'custom', content: 'hello' }, [Buffer.from([1])])
    const answer = await client.execute(
      'any.send({ x: 1 }); [[...any.value.data], any.value.n, heard]'
    )
    expect(resultText(answer)).toBe("[ [ 9 ], 5, [ [ 'hello', 1 ] ] ]")
    const sent = answer.published.find(({ header }) => header.msg_type === 'comm_msg')
    expect(sent?.content.data).toEqual({ method: 'custom', content: { x: 1 } })
  })

  it('a page that is loaded anew gets the states of all models', async () => {
    const { id } = await widgetOf('const late = w.slider({ min: 0, max: 1, value: 0.25 })')
    const [whole] = await tell(id, { method: 'request_state' })
    expect(whole?.data).toMatchObject({ method: 'update', state: { value: 0.25, max: 1 } })
    const control = { comm_id: 'control', target_name: 'jupyter.widget.control', data: {} }
    expect(resultText(await client.execute('w.isShown'))).toBe('false')
    await client.send('comm_open', control)
    const [all] = await tell('control', { method: 'request_states' })
    expect(resultText(await client.execute('w.isShown'))).toBe('true')
    const states = all?.data['states'] as Record<string, State>
    expect(states[id]).toMatchObject({
      model_name: 'FloatSliderModel',
      model_module: '@jupyter-widgets/controls',
      model_module_version: '2.0.0',
      state: { value: 0.25 }
    })
    const closed = await client.execute('late.close()')
    expect(closed.published.slice(1).map(({ header }) => header.msg_type)).toEqual(
      Array(3).fill('comm_close')
    )
    const [after] = await tell('control', { method: 'request_states' })
    expect(after?.data['states']).not.toHaveProperty(id)
  })

  it('a widget that is closed leaves the boxes that hold it, before it is closed in the page', async () => {
    await client.execute(`const [first, middle, last] = [1, 2, 3].map((value) => w.number({ value }))
const outer = w.hbox([first, middle, last]), pages = w.tabs({ a: first, b: middle, c: last })
pages.value = 1`)
    const { published } = await client.execute('middle.close()')
    const sent = published.filter(({ header }) => /^comm_/.test(header.msg_type))
    expect(sent.map(({ header }) => header.msg_type)).toEqual([
      ...Array<string>(2).fill('comm_msg'),
      ...Array<string>(3).fill('comm_close')
    ])
    const shown = await client.execute(
      `const count = (box: typeof outer) => (box.get('children') as unknown[]).length;
[count(outer), count(pages), pages.get('titles'), pages.value]`
    )
    expect(resultText(shown)).toBe("[ 2, 2, [ 'a', 'c' ], 1 ]")
    await client.execute('last.close(); first.close()')
    const none = await client.execute('[count(outer), count(pages), pages.value]')
    expect(resultText(none)).toBe('[ 0, 0, undefined ]')
  })

  it.each([
    'export { a as default }; const a = {}',
    'export default () => ({})',
    'export async function render({ el }) {}',
    "export * from 'https://esm.sh/other'",
    'export default class A {}',
    'https://esm.sh/other'
  ])('the module of anywidget may be %j', async (esm) => {
    const { state } = await widgetOf(`w.widget({ esm: ${JSON.stringify(esm)}, state: {} })`)
    expect(state['_esm']).toBe(esm)
  })

  it.each([
    ['w.slider({ min: 1, max: 1 })', 'min must be less than max, got 1 and 1'],
    ['w.slider({ min: 0, max: 1, value: 2 })', 'value must be between 0 and 1, got 2'],
    ['w.slider({ min: NaN, max: 1 })', 'min must be a finite number, got NaN'],
    ['w.slider({ min: 0, max: 1 }).set({ max: -1 })', 'value must be between 0 and -1, got 0'],
    ['w.slider({ min: 0, max: 1, description: 5 as any })', 'description must be a string, got 5'],
    ['w.slider(undefined as any)', 'options must be an object, got undefined'],
    ['w.logSlider({ min: 0, max: 1 })', 'min must be positive, got 0'],
    ['w.logSlider({ min: 10, max: 1 })', 'min must be less than max, got 10 and 1'],
    ['w.logSlider({ min: 1, max: 10, base: 1 })', 'base must be greater than 1, got 1'],
    ['w.progress({ min: 2, max: 1 })', 'min must be less than max, got 2 and 1'],
    ['w.number({ step: -1 })', 'step must be positive, got -1'],
    ["w.select({ options: ['a'], value: 'b' as 'a' })", "value must be one of 'a', got 'b'"],
    ['w.select({ options: [] })', 'options must name at least one choice'],
    ['w.hbox([1 as any])', 'children must be widgets, got 1'],
    ['w.hbox(1 as any)', 'children must be a list of widgets, got 1'],
    ['w.hbox([]).value = 0', 'value: a box without pages has none'],
    ['w.tabs({ a: w.text() }).value = 1', 'the number of one of 1 pages, from 0 on, got 1'],
    ['w.tabs([w.text()] as any)', 'pages must be an object, got [ text'],
    ['w.rangeSlider({ min: 0, max: 1, value: [1, 0] })', 'value must be [lower, upper]'],
    ['w.text().set({ colour: 1 })', 'set: no field colour'],
    [
      "w.select({ options: ['a'] }).set({ _options_labels: ['b'] })",
      'set: no field _options_labels'
    ],
    ["w.select<string>({ options: ['a'] }).options = []", 'options must name at least one choice'],
    [
      "w.select<string>({ options: ['a'] }).options = 'b' as any",
      "options must be an object, got 'b'"
    ],
    [
      "w.widget({ esm: 'export default {\\n render(', state: {} })",
      "esm: ')' expected. (line 2, column 9)"
    ],
    ["w.widget({ esm: 'export const x = 1, { y } = x', state: {} })", 'it exports x, y'],
    ["w.widget({ esm: '', state: {} })", 'it exports nothing'],
    ['w.interact(() => 1, { a: {} as any })', 'interact: a must be'],
    ['w.interact(1 as any, {})', 'interact: a function is needed, got 1'],
    ['w.interact(() => 1, 1 as any)', 'interact: controls must be an object, got 1'],
    ['await w.output().run(1 as any)', 'run: a function is needed, got 1'],
    ['w.button().onClick(1 as any)', 'onClick: a function is needed, got 1']
  ])('%s is refused with the reason', async (code, reason) => {
    expect(errorOf(await client.execute(code))?.evalue).toContain(reason)
  })
})

it('the choices of a select become others: its value stays where it is still there, and listeners hear when it changes', async () => {
  const { id } = await widgetOf(
    `const list = w.select<string>({ options: ['relu', 'tanh'], value: 'tanh' }), names: string[] = []
     list.onChange((name) => names.push(name)); list`
  )
  const sent = async (code: string) => {
    const { published } = await client.execute(code)
    return published
      .filter((m) => m.header.msg_type === 'comm_msg' && m.content.comm_id === id)
      .map((m) => (m.content.data as { state: State }).state)
  }
  const kept = await sent("list.options = ['cos', 'erf', 'tanh']")
  expect(kept).toEqual([{ _options_labels: ['cos', 'erf', 'tanh'], index: 2 }])
  const gone = await sent("list.options = { ReLU: 'relu', Cosine: 'cos' }")
  expect(gone).toEqual([{ _options_labels: ['ReLU', 'Cosine'], index: 0 }])
  await update(id, { index: 1 })
  // In the same place another value.
  expect(await sent("list.options = ['gauss', 'sign']; list.value = 'sign'")).toHaveLength(2)
  const told = await client.execute('[list.value, names.join(), JSON.stringify(list.options)]')
  expect(resultText(told)).toBe(`[ 'sign', 'relu,cos,gauss,sign', '["gauss","sign"]' ]`)
})

describe('interact', () => {
  it('gives each parameter its control and its type, and shows what is printed, shown and returned', async () => {
    const models = await opened(`const i = w.interact(({ x, kind, on, name, n }) => {
  console.log(x.toFixed(1), kind.length, on, name.trim(), n + 1)
  display('shown')
  return { x }
}, { x: [0, 2], kind: ['relu', 'tanh'], on: true, name: 'a', n: 1 })`)
    const names = models.map(({ state }) => state['_model_name'])
    for (const name of ['FloatSlider', 'Dropdown', 'Checkbox', 'Text', 'FloatText', 'VBox']) {
      expect(names).toContain(`${name}Model`)
    }
    const { id } = models.find(({ state }) => state['_model_name'] === 'OutputModel')!
    const outputs = await outputsOf(id, (text) => text.includes('x: 1'))
    expect(outputs).toMatchObject([
      { output_type: 'stream', name: 'stdout', text: '1.0 4 true a 2\n' },
      { output_type: 'display_data', data: { 'text/plain': "'shown'" } },
      { output_type: 'display_data', data: { 'text/plain': '{ x: 1 }' } }
    ])
  })

  it('ends at the last value, and every run before it that had not ended was cancelled', async () => {
    const models = await opened(`let running = 0, most = 0, aborted = 0
const c = w.interact(async ({ x }) => {
  const signal = Jupyter.signal!
  most = Math.max(most, ++running)
  await new Promise<void>((done) => {
    const timer = setTimeout(done, x === 50 ? 0 : 1e8)
    signal.addEventListener('abort', () => { aborted++; clearTimeout(timer); done() })
  })
  running--
  return 'x is ' + x
}, { x: w.slider({ min: 0, max: 50, step: 1 }) }, { wait: 1 })`)
    const slider = models.find(({ state }) => state['_model_name'] === 'FloatSliderModel')!
    const output = models.find(({ state }) => state['_model_name'] === 'OutputModel')!
    for (let x = 1; x <= 50; x++) await update(slider.id, { value: x })
    const outputs = await outputsOf(output.id, (text) => text.includes('x is 50'))
    expect(outputs).toHaveLength(1)
    const answer = await client.execute('[running, most <= 2, aborted > 0, c.output.value.length]')
    expect(resultText(answer)).toBe('[ 0, true, true, 1 ]')
    const all = client.received(({ content }) => content.comm_id === output.id)
    expect(JSON.stringify(all)).not.toMatch(/x is (?!50)/)
  })

  it('keeps an error visible until a run succeeds, and an interrupt ends a run', async () => {
    const models = await opened(`const e = w.interact(async ({ x }) => {
  if (x < 1) throw new RangeError('too small')
  if (x > 1) {
    console.log('waiting')
    await new Promise(() => setInterval(() => 0, 1e6))
  }
  return 'fine'
}, { x: 0 })`)
    const { id } = models.find(({ state }) => state['_model_name'] === 'OutputModel')!
    const [error] = await outputsOf(id, (text) => text.includes('too small'))
    expect(error).toMatchObject({ output_type: 'error', ename: 'RangeError', evalue: 'too small' })
    expect(String(error!['traceback'])).toContain('too small')
    await client.execute('e.value = { x: 1 }')
    expect(await outputsOf(id, (text) => text.includes('fine'))).toHaveLength(1)
    await client.execute('e.value = { x: 2 }')
    // Not the code of the cell, which the traceback of the error quotes.
    await outputsOf(id, (text) => text.includes('"text":"waiting'))
    await client.request('interrupt_request', {}, 'control')
    await outputsOf(id, (text) => text.includes('KeyboardInterrupt'))
  })

  it('runs for an output what it is asked to, and a cell prints below itself meanwhile', async () => {
    const models = await opened('const out = w.output()')
    const answer = await client.execute(`const work = out.run(async () => {
  console.log('inside')
  await new Promise((done) => setTimeout(done, 5))
  display('one', { id: 'k' }); display('two', { id: 'k' })
})
console.log('outside')
await work`)
    expect(printed(answer)).toBe('outside\n')
    const outputs = await outputsOf(models.at(-1)!.id, (text) => text.includes('two'))
    expect(outputs).toMatchObject([
      { text: 'inside\n' },
      { output_type: 'display_data', data: { 'text/plain': "'two'" } }
    ])
  })
})

it('widgets complete, with their documentation', async () => {
  const code = 'Jupyter.widgets.log'
  const { reply } = await client.request('complete_request', { code, cursor_pos: code.length })
  expect(reply['matches']).toEqual(['logSlider'])
  const inspected = await client.request('inspect_request', {
    code: 'Jupyter.widgets.logSlider',
    cursor_pos: 20,
    detail_level: 0
  })
  expect(JSON.stringify(inspected.reply)).toContain('A positive number between')
})
