// What a cell has started goes on in its name, also while a later cell runs.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  // `late` runs something when the next cell waits; that cell goes on when `release` is called.
  await client.execute(`
    let release: (() => void) | undefined
    const waiting = () => new Promise<void>((resolve) => { release = resolve })
    const late = (go: () => void) => {
      const timer = setInterval(() => { if (release) { clearInterval(timer); go() } }, 2)
    }
    const done = () => { release!(); release = undefined }`)
})
afterAll(() => client.stop())

/** Runs a cell that starts something, then one that waits for it; both answers when all has been said. */
async function startAndWait(code: string) {
  const first = await client.send('execute_request', executeContent(code))
  const second = await client.send(
    'execute_request',
    executeContent("console.log('second'); await waiting(); await null; console.log('went on'); 2")
  )
  await client.answer(second)
  // Printed text of a late callback leaves before the reply of a request that comes after it.
  await client.request('comm_info_request', {})
  return [await client.answer(first), await client.answer(second)] as const
}

const say = "console.log('mine'); done()"
const late: Record<string, string> = {
  'a timer': `late(() => setTimeout(() => { ${say} }, 1))`,
  'an interval': `late(() => { const i = setInterval(() => { clearInterval(i); ${say} }, 1) })`,
  'an immediate': `late(() => setImmediate(() => { ${say} }))`,
  'a tick': `late(() => process.nextTick(() => { ${say} }))`,
  'a microtask': `late(() => queueMicrotask(() => { ${say} }))`,
  'a reaction of a promise': `late(() => void Promise.resolve().then(() => { ${say} }))`,
  'a promise that the next cell settles': `
    let settle!: () => void
    void new Promise<void>((r) => { settle = r }).then(() => { ${say} })
    late(() => settle())`,
  'an async function after several awaits': `
    import { setTimeout as pause } from 'node:timers/promises'
    const steps = async () => { for (let i = 0; i < 3; i++) await pause(1); ${say} }
    late(() => void steps())`,
  'an async generator': `
    async function* numbers() { for (let i = 0; i < 3; i++) { await null; yield i } }
    late(async () => { for await (const n of numbers()) if (n === 2) { ${say} } })`,
  'an emitter': `
    import { EventEmitter } from 'node:events'
    const emitter = new EventEmitter()
    emitter.once('x', () => { ${say} })
    late(() => emitter.emit('x'))`,
  'a child process': `
    import { exec } from 'node:child_process'
    late(() => exec('echo mine', (_, stdout) => { process.stdout.write(stdout); done() }))`,
  'the streams of a child process': `
    import { spawn } from 'node:child_process'
    late(() => {
      const child = spawn('echo', ['mine'])
      child.stdout.on('data', (chunk) => process.stdout.write(chunk))
      child.on('close', done)
    })`,
  'a worker': `
    import { Worker } from 'node:worker_threads'
    late(() => {
      const worker = new Worker("require('node:worker_threads').parentPort.postMessage('mine')", { eval: true })
      worker.on('message', (text) => console.log(text))
      worker.on('exit', done)
    })`,
  'a server': `
    import { createServer, get } from 'node:http'
    late(() => {
      const server = createServer((_, response) => response.end('mine')).listen(0, () => {
        get({ port: (server.address() as any).port }, (response) => {
          response.on('data', (chunk) => console.log(String(chunk))).on('end', () => { server.close(); done() })
        })
      })
    })`,
  'a file that is read': `
    import { readFile } from 'node:fs/promises'
    late(async () => { await readFile('connection.json'); ${say} })`,
  'a callback of the file system': `
    import fs from 'node:fs'
    late(() => fs.readFile('connection.json', () => { ${say} }))`,
  'a callback of the threads of Node': `
    import { pbkdf2 } from 'node:crypto'
    import { gzip } from 'node:zlib'
    late(() => pbkdf2('a', 'b', 1, 8, 'sha1', () => gzip('x', () => { ${say} })))`,
  'a look-up of a name': `
    import { lookup } from 'node:dns'
    late(() => lookup('localhost', () => { ${say} }))`,
  'a signal that aborts': `
    late(() => AbortSignal.timeout(1).addEventListener('abort', () => { ${say} }))`,
  'a message port': `
    import { MessageChannel } from 'node:worker_threads'
    late(() => {
      const { port1, port2 } = new MessageChannel()
      port1.on('message', () => { port1.close(); ${say} })
      port2.postMessage(1)
    })`
}

describe('what a cell prints late is printed below it:', () => {
  it.each(Object.entries(late))('%s', async (_, code) => {
    const [first, second] = await startAndWait(code)
    expect(first.reply.status).toBe('ok')
    expect(printed(first)).toBe('mine\n')
    expect(printed(second)).toBe('second\nwent on\n')
    expect(resultText(second)).toBe('2')
  })
})

const failing: Record<string, string> = {
  'a timer': "late(() => setTimeout(() => { done(); throw new Error('mine') }, 1))",
  'a timer that throws no error':
    "late(() => setTimeout(() => { done(); throw 'mine' as any }, 1))",
  'a microtask': "late(() => queueMicrotask(() => { done(); throw new Error('mine') }))",
  'a tick': "late(() => process.nextTick(() => { done(); throw new Error('mine') }))",
  'a promise': "late(() => { void Promise.reject(new Error('mine')); setTimeout(done, 1) })",
  'an async function':
    "late(async () => { await null; setTimeout(done, 1); throw new Error('mine') })",
  'an emitter without a listener for errors': `
    import { spawn } from 'node:child_process'
    late(() => { spawn('mine'); setTimeout(done, 50) })`,
  'a listener': `
    import { spawn } from 'node:child_process'
    late(() => spawn('true').on('exit', () => { setTimeout(done, 1); throw new Error('mine') }))`,
  'a display whose bundle comes late': `
    late(() => {
      display({ async [Symbol.for('Jupyter.display')]() { await null; setTimeout(done, 1); throw new Error('mine') } })
    })`
}

describe('what a cell throws late fails no other cell and is printed below it:', () => {
  it.each(Object.entries(failing))('%s', async (_, code) => {
    const [first, second] = await startAndWait(code)
    expect(second.reply.status).toBe('ok')
    expect(printed(second, 'stderr')).toBe('')
    expect(first.reply.status).toBe('ok')
    expect(printed(first, 'stderr')).toMatch(/^Uncaught .*mine/)
  })
})

it('displays, updates and cleared outputs that come late belong to the cell that asked for them', async () => {
  const [first, second] = await startAndWait(`
    late(async () => {
      display('one', { id: 'late' })
      await null
      display('two', { id: 'late' })
      Jupyter.clearOutput(true)
      done()
    })`)
  const types = first.published.map(({ header }) => header.msg_type)
  expect(types).toEqual(['execute_input', 'display_data', 'update_display_data', 'clear_output'])
  expect(second.published.map(({ header }) => header.msg_type)).toEqual([
    'execute_input',
    'stream',
    'stream',
    'execute_result'
  ])
})

it('the signal of the running cell is not that of one that has ended', async () => {
  const [first] = await startAndWait('late(() => { console.log(Jupyter.signal); done() })')
  expect(printed(first)).toBe('undefined\n')
})

it('a cell that has ended cannot ask for input', async () => {
  const [first] = await startAndWait(
    "late(() => Jupyter.input('?').catch((e) => console.log(e.message)).finally(done))"
  )
  expect(printed(first)).toContain('has ended')
})

it('an interrupt ends the cell that runs, and what an earlier one has started goes on', async () => {
  const first = await client.send(
    'execute_request',
    executeContent('const ticking = setInterval(() => console.log("tick"), 5)')
  )
  const second = await client.send(
    'execute_request',
    executeContent("console.log('second'); while (true) await waiting()")
  )
  const ticks = () =>
    client.received(({ parent_header, header }) => {
      return parent_header.msg_id === first && header.msg_type === 'stream'
    }).length
  await client.waitFor(({ parent_header, content }) => {
    return parent_header.msg_id === second && content.text === 'second\n'
  })
  await client.request('interrupt_request', {}, 'control')
  expect((await client.answer(second)).reply.ename).toBe('KeyboardInterrupt')
  const before = ticks()
  await client.waitFor(() => ticks() > before)
  const last = await client.execute("clearInterval(ticking); 'quiet'")
  expect(printed(last)).toBe('')
})
