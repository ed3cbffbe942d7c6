// Requests of the debugger at bad moments. They are dealt with by another thread than the cells', and reach
// into that of the cells at any instruction: once a breakpoint that was set while a cell was compiled led the
// compiler astray, and an interrupt in the moment of a stop left the client with a thread that was stopped for ever.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DebugClient } from './debugClient.js'
import { errorOf, KernelClient, resultText, type Answer } from './kernelClient.js'

let client: KernelClient
let debug: DebugClient
beforeAll(async () => {
  client = await KernelClient.start()
  debug = new DebugClient(client)
})
afterAll(() => client.stop())

/** A cell that keeps the compiler busy, unlike all others; its result is `n`. */
const longCell = (n: number) => {
  const lines = Array.from(
    { length: 100 },
    (_, i) => `  const v${i} = { value: ${i}, of<T>(x: T) { return [x, this.value] as const } }`
  )
  return `function long${n}() {\n${lines.join('\n')}\n  return v99.of('x')[1] - 99 + ${n}\n}\nlong${n}()`
}

/** Asks again and again until something has come to its end; the responses. */
async function askedUntil(end: Promise<unknown>, requests: readonly [string, object?][]) {
  let runs = true
  void end.then(() => (runs = false))
  const asked: string[] = []
  while (runs) {
    for (const [command, given] of requests) asked.push(await debug.send(command, { ...given }))
    await client.answer(asked.at(-1) ?? '')
  }
  return Promise.all(asked.map(async (id) => (await client.answer(id)).reply))
}

const results = (answers: readonly Answer[]) =>
  answers.map((answer) => errorOf(answer)?.evalue ?? resultText(answer))

const stoppedThreads = async () => (await debug.ask('debugInfo')).stoppedThreads
const begin = async () => {
  await debug.ask('initialize')
  await debug.ask('attach')
}

it('what is asked while the kernel starts is done, in order, before the first cell runs', async () => {
  const code = "const first = 1\nfunction f() {\n  return 'ran'\n}\nf()"
  const asked = [
    await debug.send('debugInfo'),
    await debug.send('initialize'),
    await debug.send('attach'),
    await debug.send('dumpCell', { code }),
    await debug.send('configurationDone')
  ]
  const [info, ...others] = await Promise.all(asked.map((id) => client.answer(id)))
  expect(info?.reply.body).toMatchObject({ isStarted: false, stoppedThreads: [] })
  for (const { reply } of others) expect(reply).toMatchObject({ success: true })
  const { sourcePath: path } = others[2]?.reply.body as { sourcePath: string }
  const set = debug.send('setBreakpoints', { source: { path }, breakpoints: [{ line: 3 }] })
  const { ended } = await debug.stopIn(code)
  expect((await client.answer(await set)).reply).toMatchObject({ success: true })
  expect((await debug.stack())[0]).toMatchObject({ name: 'f', line: 3 })
  await debug.setBreakpoints(code)
  await debug.ask('continue')
  expect(resultText(await ended())).toBe("'ran'")
})

it('the client knows the filters of exceptions when it is told that the debugger listens', async () => {
  const before = debug.events('initialized').length
  expect(await debug.ask('initialize')).toHaveProperty('exceptionBreakpointFilters')
  expect(debug.events('initialized')).toHaveLength(before)
  await debug.until('initialized', () => debug.ask('attach'))
})

it('requests in the midst of compiling change neither its result nor theirs', async () => {
  const cells = await Promise.all([1, 2, 3].map((n) => debug.cell(longCell(n))))
  const compiled = Promise.all(cells.map((id) => client.answer(id)))
  const source = { path: '/tmp/elsewhere.ts' }
  const breakpoints = [{ line: 2, condition: '1 > (2 as number)' }]
  const replies = await askedUntil(compiled, [
    ['dumpCell', { code: longCell(1) }],
    ['setBreakpoints', { source, breakpoints }],
    ['evaluate', { expression: '1 + (2 as number)' }],
    ['inspectVariables']
  ])
  expect(results(await compiled)).toEqual(['1', '2', '3'])
  expect(replies.filter(({ success }) => success !== true)).toEqual([])
  await debug.ask('setBreakpoints', { source, breakpoints: [] })
})

it.each([
  [
    'before a cell is run',
    async (cell: () => Promise<string>) => [await debug.ask('pause'), cell()]
  ],
  [
    'while a cell is compiled',
    async (cell: () => Promise<string>) => [cell(), await debug.ask('pause')]
  ]
])('a pause %s stops in the code of the cell', async (_, work) => {
  await client.execute('let busy = true')
  const code = `${longCell(5)}\nwhile (busy) long5()\n'free'`
  let id = ''
  await debug.until('stopped', () => work(async () => (id = await debug.cell(code))))
  expect((await debug.stack()).at(-1)).toMatchObject({ name: '<top>' })
  await debug.ask('evaluate', { expression: 'busy = false' })
  await debug.ask('continue')
  expect(results([await client.answer(id)])).toEqual(["'free'"])
})

it('of breakpoints that are set at the same time the last ones count', async () => {
  const code = 'let at = 0\nat = 1\nat = 2\nat = 3\nat'
  const { sourcePath: path } = await debug.ask('dumpCell', { code })
  const set = (...lines: number[]) =>
    debug.send('setBreakpoints', {
      source: { path },
      breakpoints: lines.map((line) => ({ line }))
    })
  const asked = [await set(2), await set(3, 4), await set(), await set(2, 4), await set(3)]
  for (const one of asked) await client.answer(one)
  expect((await debug.ask('debugInfo')).breakpoints).toMatchObject([{ breakpoints: [{ line: 3 }] }])
  const { ended } = await debug.stopIn(code)
  expect((await debug.stack())[0]?.line).toBe(3)
  await debug.setBreakpoints(code)
  await debug.ask('continue')
  expect(results([await ended()])).toEqual(['3'])
})

it.each([
  [['initialize', 'initialize', 'attach'], true],
  [['disconnect', 'initialize', 'disconnect'], false],
  [['initialize', 'disconnect', 'initialize', 'attach'], true],
  [['disconnect', 'disconnect'], false]
])('%j at once leaves it switched on: %s', async (commands, isStarted) => {
  const asked = []
  for (const command of commands) asked.push(await debug.send(command))
  const late = await debug.send('threads')
  for (const id of asked) {
    expect((await client.answer(id)).reply).toMatchObject({ success: true })
  }
  expect((await client.answer(late)).reply.success).toBe(isStarted)
  expect(await debug.ask('debugInfo')).toMatchObject({ isStarted, stoppedThreads: [] })
})

it('steps, pauses and evaluations in quick succession are all answered, and the cell ends', async () => {
  await begin()
  const id = await debug.cell(`const end = Date.now() + 1000
function part(x: number) {
  const inner = { x }
  return () => inner
}
debugger
while (Date.now() < end) part(1)()
'done'`)
  const ended = client.answer(id)
  const replies = await askedUntil(ended, [
    ['stepIn'],
    ['evaluate', { expression: 'missing' }],
    ['next'],
    ['pause'],
    ['modules'],
    ['stepOut'],
    ['inspectVariables'],
    ['continue']
  ])
  expect(results([await ended])).toEqual(["'done'"])
  const errors = replies.filter(({ success }) => success !== true).map(({ message }) => message)
  const expected = /thread is not stopped|missing is not defined|thread has gone on/
  expect(errors.filter((message) => !expected.test(String(message)))).toEqual([])
  // The last pause may have come after the cell, and would stop the next one.
  await debug.ask('disconnect')
})

it('requests that come while a pause or a step is still to come are answered, and neither is used up by them', async () => {
  await begin()
  await client.execute(`function called(x: number) {
  const inner = { x }
  return () => inner
}
const looked = { get part() { return called(1)() } }
let looks = true`)
  const requests: readonly [string, object?][] = [
    ['evaluate', { expression: 'called(2)().x' }],
    ['evaluate', { expression: 'looked.part' }],
    ['inspectVariables']
  ]
  const asked = async () => {
    const replies = []
    for (const [command, given] of requests)
      replies.push(await debug.response(command, { ...given }))
    expect(replies.filter(({ success }) => success !== true)).toEqual([])
  }
  const before = debug.events('stopped').length
  await debug.ask('pause')
  for (let i = 0; i < 5; i++) await asked()
  expect(debug.events('stopped')).toHaveLength(before)
  const { ended } = await debug.stopIn('while (looks) called(3)()\n7')
  // The cell may have begun before V8 looked for code to stop in.
  while ((await debug.stack())[0]?.name !== '<top>')
    await debug.until('stopped', () => debug.ask('stepOut'))
  const over = debug.until('stopped', () => debug.ask('next'))
  await asked()
  await debug.ask('evaluate', { expression: 'looks = false' })
  expect(await over).toMatchObject({ reason: 'step' })
  expect((await debug.stack()).map(({ name }) => name)).toEqual(['<top>'])
  await debug.ask('continue')
  expect(results([await ended()])).toEqual(['7'])
})

it('a stop that comes while the debugger compiles what it is to evaluate is told', async () => {
  await begin()
  const lines = Array.from({ length: 40 }, (_, i) => `part = ${i}`)
  const { ended } = await debug.stopIn(['let part = -1', 'debugger', ...lines].join('\n'))
  for (const [i] of lines.entries()) {
    let asked = Promise.resolve('')
    await debug.until('stopped', async () => {
      const went = debug.send('next')
      asked = debug.send('evaluate', { expression: 'part as number' })
      await client.answer(await went)
    })
    expect((await client.answer(await asked)).reply).toMatchObject({ success: true })
    expect((await debug.stack())[0]).toMatchObject({ line: i + 3 })
  }
  await debug.ask('continue')
  expect(errorOf(await ended())).toBeUndefined()
})

describe('in the moment of a stop', () => {
  it.each([0, 1, 2, 5])(
    'the end of the debugger after %i messages lets the cell end',
    async (n) => {
      await begin()
      const id = await debug.cell(`let before${n} = ${n}\ndebugger\nbefore${n}`)
      for (let i = 0; i < n; i++) await debug.ask('debugInfo')
      await debug.ask('disconnect')
      expect(results([await client.answer(id)])).toEqual([String(n)])
      expect(await stoppedThreads()).toEqual([])
    }
  )

  it.each([0, 1, 2, 5])('an interrupt after %i messages ends the cell', async (n) => {
    await begin()
    await client.execute(`let kept = ${n}`)
    // One that stops again and again is held also where the interrupt comes between two stops.
    for (const rest of ['while (true) {}', ...Array<string>(5).fill('while (true) debugger')]) {
      const id = await debug.cell(`debugger\n${rest}`)
      const ended = client.answer(id)
      // One that comes before the cell does not concern it.
      for (let runs = true; runs;) {
        for (let i = 0; i < n; i++) await debug.ask('debugInfo')
        await client.request('interrupt_request', {}, 'control')
        const asked = debug.ask('debugInfo').then(() => true)
        runs = await Promise.race([ended.then(() => false), asked])
      }
      expect((await ended).reply).toMatchObject({ ename: 'KeyboardInterrupt' })
      expect(await stoppedThreads()).toEqual([])
      expect(resultText(await client.execute('kept'))).toBe(String(n))
    }
  })

  it.each([
    ['an expression', 'endless()'],
    ['statements', "console.log('runs'); while (true) {}"]
  ])(
    'an interrupt ends %s without end that the debugger evaluates, beside the cells and in a stopped one',
    async (_, expression) => {
      await begin()
      await client.execute(`function endless() { console.log('runs'); while (true) {} }
function stops(x: number) { debugger; return x }`)
      const runs = () => client.received(({ content }) => content.text === 'runs\n').length
      const endlessly = async (given: object) => {
        const before = runs()
        const asked = await debug.send('evaluate', { expression, ...given })
        await client.waitFor(() => runs() > before)
        await client.request('interrupt_request', {}, 'control')
        const message = expect.stringContaining('interrupted') as string
        expect((await client.answer(asked)).reply).toMatchObject({ success: false, message })
      }
      await endlessly({})
      expect(resultText(await client.execute('1 + 1'))).toBe('2')
      const { ended } = await debug.stopIn('stops(7)')
      await endlessly({ frameId: (await debug.stack())[0]?.id })
      expect((await ended()).reply).toMatchObject({ ename: 'KeyboardInterrupt' })
      expect(resultText(await client.execute('stops.length'))).toBe('1')
    }
  )

  it('variables that are asked for while a cell is interrupted are told', async () => {
    const id = await debug.cell("console.log('busy')\nwhile (true) {}")
    await client.waitFor(
      ({ content, parent_header }) => parent_header.msg_id === id && content.text === 'busy\n'
    )
    await client.send('interrupt_request', {}, 'control')
    const replies = await askedUntil(client.answer(id), [
      ['inspectVariables'],
      ['evaluate', { expression: '1' }]
    ])
    expect(replies.filter(({ success }) => success !== true)).toEqual([])
  })
})

describe('a stopped cell', () => {
  it('whose engine is lost is stopped no more, and the new engine has the debugger with its breakpoints', async () => {
    await begin()
    const code = 'const again = 1\nagain + 1'
    await debug.setBreakpoints(code, 2)
    const { ended } = await debug.stopIn('debugger')
    const kill = 'process.kill(process.pid, "SIGKILL")'
    await debug.until('continued', () => debug.response('evaluate', { expression: kill }))
    expect((await ended()).reply).toMatchObject({ ename: 'EngineLost' })
    expect(await debug.ask('debugInfo')).toMatchObject({
      isStarted: true,
      stoppedThreads: [],
      breakpoints: [{ breakpoints: [{ line: 2 }] }]
    })
    const second = await debug.stopIn(code)
    expect((await debug.stack())[0]?.line).toBe(2)
    await debug.ask('continue')
    expect(resultText(await second.ended())).toBe('2')
  })

  it('is ended by a restart of the kernel, which waits for nobody', async () => {
    const { id } = await debug.stopIn('debugger')
    const { reply } = await client.request('shutdown_request', { restart: true }, 'control')
    expect(reply).toMatchObject({ status: 'ok', restart: true })
    expect((await client.answer(id)).reply).toMatchObject({ status: 'error' })
  })
})
