import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  executeContent,
  KernelClient,
  printed,
  resultText,
  type Received
} from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ env: { NODE_OPTIONS: '--max-old-space-size=128' } })
  await client.execute('let kept = 42; function busy() { console.log(); while (true) {} }')
})
afterAll(() => client.stop())

/** Runs a cell that prints something and then never ends; interrupts it. */
async function interrupted(code: string, interrupt: () => Promise<unknown> = () => request()) {
  const id = await client.send('execute_request', executeContent(code))
  await client.waitFor(
    ({ parent_header, header }) => parent_header.msg_id === id && header.msg_type === 'stream'
  )
  await interrupt()
  return client.answer(id)
}

const request = () => client.request('interrupt_request', {}, 'control')

/** Cells that print at their last event before they wait for ever. */
const endless = {
  'a busy loop': 'busy()',
  'a busy loop after an await': 'await null; await new Promise((r) => setTimeout(r, 1)); busy()',
  'a busy loop inside a timer': 'await new Promise(() => setTimeout(busy, 1))',
  'a busy interval': 'setInterval(busy, 1); await new Promise(() => {})',
  'a busy timer beside another one that is due':
    'setTimeout(busy, 1); setTimeout(() => {}, 1); await new Promise(() => {})',
  'a busy timer after another one that is due':
    'setTimeout(() => {}, 1); setTimeout(busy, 1); await new Promise(() => {})',
  'a busy immediate before another one':
    'setImmediate(busy); setImmediate(() => {}); await new Promise(() => {})',
  // Node calls these two inside its own loops, as tasks of nobody.
  'a busy listener of AbortSignal.timeout':
    "AbortSignal.timeout(1).addEventListener('abort', busy); await new Promise(() => {})",
  'a busy callback of PerformanceObserver': `import { PerformanceObserver } from 'node:perf_hooks'
     const observer = new PerformanceObserver(busy)
     observer.observe({ entryTypes: ['mark'] })
     performance.mark('here'); await new Promise(() => {})`,
  'a busy loop in try and finally': 'try { busy() } finally { while (true) {} }',
  'a loop of awaits': 'console.log(); while (true) await null',
  'a pending await': 'console.log(); await new Promise(() => {})',
  'a blocking child': "console.log(); require('child_process').execSync('sleep 1000')",
  'a blocking tree of processes':
    "console.log(); require('child_process').spawnSync('sh', ['-c', 'sh -c \"sleep 1000; true\"; true'])",
  'a child that is waited for':
    "console.log(); const cp = require('child_process'); await new Promise((r) => cp.spawn('sleep', ['1000']).on('exit', r))"
}

it.each(Object.entries(endless))('%s is interrupted, and the state is kept', async (_, code) => {
  const { reply } = await interrupted(code)
  expect(reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' })
  expect(resultText(await client.execute('kept'))).toBe('42')
})

it('an interrupt reaches the children of a cell, too, and detached ones not', async () => {
  const answer = await interrupted(
    `console.log()
     import cp from 'node:child_process'
     const told = cp.spawn('sh', ['-c', 'trap "echo told; exit" INT; echo go; while :; do sleep 0.01; done'])
     const own = cp.spawn('sh', ['-c', 'echo go; sleep 1000'], { detached: true })
     for (const c of [told, own]) await new Promise((r) => c.stdout.once('data', r))
     const words = new Promise((r) => told.stdout.once('data', r))
     console.log('ready')
     await new Promise(() => {})`,
    async () => {
      await client.waitFor(({ content }) => String(content.text).includes('ready'))
      await request()
    }
  )
  expect(answer.reply.ename).toBe('KeyboardInterrupt')
  expect(resultText(await client.execute('String(await words)'))).toBe("'told\\n'")
  const ended = await client.execute('own.exitCode ?? own.signalCode ?? process.kill(-own.pid!)')
  expect(resultText(ended)).toBe('true')
})

it('SIGINT interrupts as the message does', async () => {
  const { reply } = await interrupted('busy()', async () => {
    client.kernel.kill('SIGINT')
  })
  expect(reply.ename).toBe('KeyboardInterrupt')
})

it('work that listens to the signal of the cell is told to stop', async () => {
  const answer = await interrupted(
    "const signal = (globalThis as any)[Symbol.for('Jupyter.signal')] as AbortSignal\n" +
      "signal.addEventListener('abort', () => { (globalThis as any).told = String(signal.reason) })\n" +
      'console.log(); await new Promise(() => {})'
  )
  expect(answer.reply.ename).toBe('KeyboardInterrupt')
  expect(resultText(await client.execute('(globalThis as any).told'))).toContain('interrupted')
  expect(resultText(await client.execute('Jupyter.signal?.aborted'))).toBe('false')
})

it('control and heartbeat answer while a cell is busy', async () => {
  const { reply } = await interrupted('busy()', async () => {
    const info = await client.request('kernel_info_request', {}, 'control')
    expect(info.reply.status).toBe('ok')
    await client.heartbeat.send('ping')
    expect(String(await client.heartbeat.receive())).toBe('ping')
    return request()
  })
  expect(reply.ename).toBe('KeyboardInterrupt')
})

it('an interrupt ends a busy timer, too, that was due when it came', async () => {
  const { reply } = await interrupted(
    `setTimeout(() => {
       console.log()
       setTimeout(() => console.log('came'), 1)
       setTimeout(busy, 1)
       const begin = Date.now()
       while (Date.now() < begin + 50);
     })
     await new Promise(() => {})`
  )
  expect(reply.ename).toBe('KeyboardInterrupt')
  expect(resultText(await client.execute('kept'))).toBe('42')
})

it('cells run and are interrupted while the timers are replaced, as tools for tests do', async () => {
  await client.execute(
    `const own = { ...require('timers') }
     const none = Object.fromEntries(Object.keys(own).map((name) => [name, () => 0]))
     Object.assign(globalThis, none)
     Object.assign(require('timers'), none)`
  )
  const { reply } = await interrupted('busy()')
  expect(reply.ename).toBe('KeyboardInterrupt')
  await client.execute("Object.assign(globalThis, own); Object.assign(require('timers'), own)")
  expect(resultText(await client.execute('kept'))).toBe('42')
})

it('a result and its reply come although the cell leaves a timer that never ends', async () => {
  const id = await client.send('execute_request', executeContent('setTimeout(busy); 6 * 7'))
  const answer = await client.answer(id)
  expect(resultText(answer)).toBe('42')
  expect(answer.reply.status).toBe('ok')
  await client.waitFor(
    ({ parent_header, header }) => parent_header.msg_id === id && header.msg_type === 'stream'
  )
  await request()
  expect(resultText(await client.execute('"kept"'))).toBe("'kept'")
})

it('an interrupt between cells does nothing', async () => {
  await request()
  expect(resultText(await client.execute('kept'))).toBe('42')
})

it('a cell that ends the process fails with a message that says so, and the kernel goes on', async () => {
  const answer = await client.execute("console.log('last words'); process.exit(3)")
  expect(printed(answer)).toBe('last words\n')
  expect(answer.reply).toMatchObject({ status: 'error', ename: 'EngineLost' })
  expect(answer.reply.evalue).toContain('exit code 3')
  expect(resultText(await client.execute('1 + 2'))).toBe('3')
})

it('a cell that fills the memory fails with a message that says so, and the kernel goes on', async () => {
  const answer = await client.execute('const all: object[] = []; for (;;) all.push(new Array(1e5))')
  expect(answer.reply).toMatchObject({ status: 'error', ename: 'EngineLost' })
  expect(answer.reply.evalue).toContain('memory')
  expect(resultText(await client.execute('2 + 2'))).toBe('4')
})

const isTold = ({ header, content }: Received) =>
  header.msg_type === 'stream' && String(content.text).includes('Interrupt again')

// Node calls it again when it was terminated.
it('a busy loop in a handler of uncaughtException ends at the second interrupt, and the lost state is told', async () => {
  await client.execute('let kept = 42; function busy() { console.log(); while (true) {} }')
  const code = `process.on('uncaughtException', busy)
     setTimeout(() => { throw new Error('nobody') }); await new Promise(() => {})`
  const { reply } = await interrupted(code, async () => {
    const before = client.received(isTold).length
    await request()
    await client.waitFor(() => client.received(isTold).length > before)
    await request()
  })
  expect(reply).toMatchObject({ status: 'error', ename: 'EngineLost' })
  expect(reply.evalue).toContain('a new one was started, all variables are gone')
  const after = await client.execute('// @ts-nocheck\ntypeof kept')
  expect(resultText(after)).toBe("'undefined'")
})
