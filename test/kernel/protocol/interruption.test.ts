import { afterAll, beforeAll, expect, it } from 'vitest'
import { executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ env: { NODE_OPTIONS: '--max-old-space-size=128' } })
  await client.execute('let kept = 42')
})
afterAll(() => client.stop())

/** Runs a cell that prints `go` and then never ends; interrupts it. */
async function interrupted(code: string, interrupt: () => Promise<unknown> = () => request()) {
  const id = await client.send('execute_request', executeContent(`console.log('go')\n${code}`))
  await client.waitFor(
    ({ parent_header, header }) => parent_header.msg_id === id && header.msg_type === 'stream'
  )
  await interrupt()
  return client.answer(id)
}

const request = () => client.request('interrupt_request', {}, 'control')

const endless = {
  'a busy loop': 'while (true) {}',
  'a busy loop after an await':
    'await null; await new Promise((r) => setTimeout(r, 1)); while (true) {}',
  'a busy loop inside a timer': 'await new Promise(() => setTimeout(() => { while (true) {} }, 1))',
  'a busy interval': 'setInterval(() => { while (true) {} }, 1); await new Promise(() => {})',
  'a busy timer beside another one that is due':
    'setTimeout(() => { while (true) {} }, 1); setTimeout(() => {}, 1); await new Promise(() => {})',
  'a busy immediate before another one':
    'setImmediate(() => { while (true) {} }); setImmediate(() => {}); await new Promise(() => {})',
  'a busy loop in try and finally': 'try { while (true) {} } finally { while (true) {} }',
  'a loop of awaits': 'while (true) await null',
  'a pending await': 'await new Promise(() => {})',
  'a blocking child': "require('child_process').execSync('sleep 1000')",
  'a blocking tree of processes':
    "require('child_process').spawnSync('sh', ['-c', 'sh -c \"sleep 1000; true\"; true'])",
  'a child that is waited for':
    "const cp = require('child_process'); await new Promise((r) => cp.spawn('sleep', ['1000']).on('exit', r))"
}

it.each(Object.entries(endless))('%s is interrupted, and the state is kept', async (_, code) => {
  const { reply } = await interrupted(code)
  expect(reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' })
  expect(resultText(await client.execute('kept'))).toBe('42')
})

it('an interrupt reaches the children of a cell, too, and detached ones not', async () => {
  const answer = await interrupted(
    `import cp from 'node:child_process'
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
  const { reply } = await interrupted('while (true) {}', async () => {
    client.kernel.kill('SIGINT')
  })
  expect(reply.ename).toBe('KeyboardInterrupt')
})

it('work that listens to the signal of the cell is told to stop', async () => {
  const answer = await interrupted(
    "const signal = (globalThis as any)[Symbol.for('Jupyter.signal')] as AbortSignal\n" +
      "signal.addEventListener('abort', () => { (globalThis as any).told = String(signal.reason) })\n" +
      'await new Promise(() => {})'
  )
  expect(answer.reply.ename).toBe('KeyboardInterrupt')
  expect(resultText(await client.execute('(globalThis as any).told'))).toContain('interrupted')
  expect(resultText(await client.execute('Jupyter.signal?.aborted'))).toBe('false')
})

it('control and heartbeat answer while a cell is busy', async () => {
  const { reply } = await interrupted('while (true) {}', async () => {
    const info = await client.request('kernel_info_request', {}, 'control')
    expect(info.reply.status).toBe('ok')
    await client.heartbeat.send('ping')
    expect(String(await client.heartbeat.receive())).toBe('ping')
    return request()
  })
  expect(reply.ename).toBe('KeyboardInterrupt')
})

it('a result and its reply come although the cell leaves a timer that never ends', async () => {
  const answer = await client.execute('setTimeout(() => { while (true) {} }); 6 * 7')
  expect(resultText(answer)).toBe('42')
  expect(answer.reply.status).toBe('ok')
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
