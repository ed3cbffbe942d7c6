import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { errorOf, executeContent, KernelClient, resultText } from '../kernelClient.js'

/** Outlives the kernels and their folders. */
const folder = mkdtempSync(join(tmpdir(), 'nnqft-shutdown-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Process ids below may be known to cells as `const file = …`. */
let files = 0
const newFile = () => join(folder, `${files++}.txt`)
const contents = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

/** A process that has ended but that nobody has asked about yet does not run. */
function runs(process_: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', `${process_}`]).stdout.toString()
  return state !== '' && !state.startsWith('Z')
}

/** Runs a cell whose value is a process id, or several. */
async function processes(client: KernelClient, code: string): Promise<number[]> {
  const answer = await client.execute(`import cp from 'node:child_process'\n${code}`)
  const text = String(resultText(answer))
  const ids = text.match(/\d+/g)?.map(Number) ?? []
  expect(ids, `${text} ${errorOf(answer)?.evalue}`).not.toHaveLength(0)
  expect(ids.filter((id) => !runs(id))).toEqual([])
  return ids
}

/** Ends the kernel by a request. @returns all that has been printed, in order */
async function shutDown(client: KernelClient, restart = false): Promise<string> {
  const ended = once(client.kernel, 'exit')
  const { reply } = await client.request('shutdown_request', { restart }, 'control')
  expect(reply).toEqual({ status: 'ok', restart })
  const text = allPrinted(client)
  await ended
  await client.stop()
  return text
}

function allPrinted(client: KernelClient): string {
  return client
    .received(({ header }) => header.msg_type === 'stream')
    .map(({ content }) => content.text)
    .join('')
}

const sayBye = "process.on('exit', () => console.log('bye'))"
/** Cells of one kernel, each with what it prints when that ends. */
const lastWords: Record<string, { code: string; text: string }> = {
  'an exit handler': { code: sayBye, text: 'bye\n' },
  'a handler that prints to both streams': {
    code: `process.once('exit', (code) => { process.stdout.write('code ' + code); console.error('!') })`,
    text: 'code 0!\n'
  },
  'a handler put before the others': {
    code: `process.prependListener('exit', () => console.log('first')); process.listenerCount('exit')`,
    text: 'first\n'
  },
  'handlers that are removed': {
    code: `const no = () => console.log('removed')
      process.on('exit', no).off('exit', no).once('exit', no).removeListener('exit', no)
      process.on('exit', no).listeners('exit').includes(no) && process.off('exit', no)`,
    text: ''
  },
  'a handler of beforeExit': {
    code: `process.on('beforeExit', () => console.log('before'))`,
    text: 'before\n'
  },
  'an async handler of beforeExit': {
    code: `process.on('beforeExit', async () => { console.log(1); await new Promise((r) => setTimeout(r, 5)); console.log(2) })`,
    text: '1\n2\n'
  },
  'a handler of beforeExit that throws': {
    code: `process.on('beforeExit', () => { throw new Error('before') })`,
    text: `Uncaught Error: before\n> 1 | process.on('beforeExit', () => { throw new Error('before') })\n    |                                        ^\n    at process.<anonymous> (In[7]:1:40)\n`
  },
  'an async exit handler, up to its first wait': {
    code: `process.on('exit', async () => { console.log('now'); await null; console.log('never') })`,
    text: 'now\n'
  },
  'a child that an exit handler runs': {
    code: `import { execSync } from 'node:child_process'
      process.on('exit', () => { console.log('a'); execSync('echo b', { stdio: 'inherit' }); console.log('c') })`,
    text: 'a\nc\n'
  },
  'an exit handler that writes to a descriptor': {
    code: `import { writeSync } from 'node:fs'; process.on('exit', () => { writeSync(1, 'raw\\n') })`,
    text: ''
  },
  'an exit handler that prints a million characters': {
    code: `process.on('exit', () => { for (let i = 0; i < 1e4; i++) console.log('x'.repeat(99)) })`,
    text: `${'x'.repeat(99)}\n`.repeat(1e4)
  },
  'an exit handler that throws, after which Node calls no other': {
    code: `process.on('exit', () => { throw new Error('handler') }).on('exit', () => console.log('no'))`,
    text: `Uncaught Error: handler\n> 1 | process.on('exit', () => { throw new Error('handler') }).on('exit', () => console.log('no'))\n    |                                  ^\n    at process.<anonymous> (In[12]:1:34)\n`
  },
  'the last cell, to which the output of children and descriptors goes': {
    code: '1',
    text: 'b\nraw\n'
  }
}

it('what is printed when the kernel ends reaches the front end before the reply, below the cell it is of', async () => {
  const client = await KernelClient.start()
  const cells = new Map<string, string>()
  for (const [name, { code }] of Object.entries(lastWords)) {
    const id = await client.send('execute_request', executeContent(code))
    expect(errorOf(await client.answer(id)), name).toBeUndefined()
    cells.set(id, name)
  }
  await shutDown(client)
  const texts: Record<string, string> = {}
  for (const id of cells.keys()) {
    const ofCell = client.received(
      ({ header, parent_header }) => header.msg_type === 'stream' && parent_header.msg_id === id
    )
    const text = ofCell.map(({ content }) => content.text).join('')
    texts[cells.get(id) ?? ''] = stripVTControlCharacters(text)
  }
  const expected = Object.entries(lastWords).map(([name, { text }]) => [name, text])
  expect(texts).toEqual(Object.fromEntries(expected))
})

const writesAtExit = (file: string) =>
  `import { appendFileSync } from 'node:fs'
   process.on('exit', () => { console.log('bye'); appendFileSync(${JSON.stringify(file)}, 'bye') })
   `

const busy = {
  'a busy loop': 'console.log("go"); while (true) {}',
  'a busy loop that catches everything':
    'console.log("go"); for (;;) { try { while (true) {} } catch {} finally { for (let i = 0; i < 1e6; i++) {} } }',
  'a busy loop after an interrupted await':
    'console.log("go"); try { await new Promise(() => {}) } finally { while (true) {} }',
  'a busy timer': 'setInterval(() => { while (true) {} }, 1); console.log("go")',
  'an endless await': 'console.log("go"); await new Promise(() => {})',
  'a blocking child': 'console.log("go"); (await import("child_process")).execSync("sleep 1000")',
  'a blocking wait':
    'console.log("go"); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'
}

it.each(Object.entries(busy))(
  'exit handlers run although %s keeps the kernel at work',
  async (_, code) => {
    const client = await KernelClient.start()
    const file = newFile()
    await client.execute(writesAtExit(file))
    const id = await client.send('execute_request', executeContent(code))
    const waiting = await client.send('execute_request', executeContent('2'))
    await client.waitFor(({ header }) => header.msg_type === 'stream')
    expect(await shutDown(client, true)).toContain('bye\n')
    expect(contents(file)).toBe('bye')
    // Everything that was asked has its reply.
    await client.answer(id)
    await client.answer(waiting)
  }
)

it('a kernel that can only be ended by force answers what it was asked', async () => {
  const client = await KernelClient.start()
  const loop = `process.on('exit', () => { console.log('in'); while (true) {} })`
  await client.execute(loop)
  const id = await client.send('execute_request', executeContent('await new Promise(() => {})'))
  expect(await shutDown(client)).toBe('in\n')
  expect((await client.answer(id)).reply.status).toBe('error')
})

it('a kernel whose log nobody reads any more works, and ends when it is told to', async () => {
  const client = await KernelClient.start()
  client.kernel.stderr?.destroy()
  for (let i = 0; i < 3; i++) {
    const { reply } = await client.request('execute_request', { code: 1 })
    expect(reply.ename).toBe('ProtocolError')
  }
  expect(resultText(await client.execute('1 + 2'))).toBe('3')
  const ended = once(client.kernel, 'exit')
  client.kernel.kill('SIGTERM')
  await ended
  await client.stop()
})

it('a kernel is shut down before its engine is ready', async () => {
  const client = await KernelClient.start()
  const id = await client.send('execute_request', executeContent('1'))
  await client.waitFor(({ parent_header }) => parent_header.msg_id === id)
  await shutDown(client)
  expect((await client.answer(id)).reply.status).not.toBe('aborted')
})

const children = {
  'a child': `cp.spawn('sleep', ['1000']).pid`,
  'children without pipes': `cp.spawn('sleep', ['1000'], { stdio: 'ignore' }).pid`,
  'a forgotten child': `const c = cp.spawn('sleep', ['1000'], { stdio: 'inherit' }); c.unref(); c.pid`,
  'a background process of a shell': `cp.execSync('sleep 1000 >/dev/null 2>&1 & echo $!').toString()`,
  'a tree of processes': `const shell = cp.spawn('sh', ['-c', 'sleep 1000 & echo $!; wait']);
    [shell.pid, String(await new Promise((r) => shell.stdout.once('data', r)))]`,
  'a child that will not be told': `const c = cp.spawn('sh', ['-c', 'trap "" TERM INT HUP; echo go; sleep 1000 & wait; sleep 1000']);
    await new Promise((r) => c.stdout.once('data', r)); c.pid`,
  'a forked program': `(await import('fs')).writeFileSync('loop.cjs', 'setInterval(() => 1, 1000)'); cp.fork('./loop.cjs').pid`
}

/** They have a life of their own, by what Node or the shell offers for that. */
const independent = {
  'a detached child': `const c = cp.spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }); c.unref(); c.pid`,
  'a detached child that Node waits for': `cp.spawn('sleep', ['1000'], { detached: true }).pid`,
  'a session of its own': `const c = cp.spawn('setsid', ['-f', 'sh', '-c', 'echo $$; exec sleep 1000']);
    String(await new Promise((r) => c.stdout.once('data', r)))`
}

/** Ways of an end, given the id of the engine's process. After some of them the kernel goes on. */
const ends: Record<string, (client: KernelClient, engine: number) => Promise<unknown>> = {
  'a shutdown': (client) => shutDown(client),
  'a restart': (client) => shutDown(client, true),
  SIGTERM: async (client) => {
    client.kernel.kill('SIGTERM')
    await once(client.kernel, 'exit')
  },
  'the end of the supervisor by force': async (client) => {
    client.kernel.kill('SIGKILL')
    await once(client.kernel, 'exit')
    // A client that waits for an answer is told.
    await expect(client.execute('1')).rejects.toThrow('the kernel has ended (SIGKILL)')
  },
  'process.exit': async (client) => {
    await client.execute("process.on('exit', () => console.log('bye'))")
    const answer = await client.execute('process.exit(3)')
    expect(errorOf(answer)?.evalue).toContain('exit code 3; a new one was started, all variables')
    expect(allPrinted(client)).toBe('bye\n')
  },
  'process.abort': async (client) => {
    const answer = await client.execute('process.abort()')
    expect(errorOf(answer)).toMatchObject({ ename: 'EngineLost' })
  },
  'the end of the engine by force': async (client, engine) => {
    process.kill(engine, 'SIGKILL')
    await client.waitFor(({ header }) => header.msg_type === 'stream')
    expect(allPrinted(client)).toContain('SIGKILL; a new one was started, all variables are gone')
  }
}

it.each(Object.keys(ends))(
  '%s ends the children of cells, too, but not who has a life of his own',
  async (way) => {
    const client = await KernelClient.start()
    const engine = Number(resultText(await client.execute('process.pid')))
    const started = async (codes: object) => {
      const ids: number[] = []
      for (const code of Object.values(codes)) ids.push(...(await processes(client, String(code))))
      return ids
    }
    const others = await started(independent)
    try {
      const ids = await started(children)
      await ends[way]?.(client, engine)
      await expect.poll(() => ids.filter(runs)).toEqual([])
      expect(others.filter((id) => !runs(id))).toEqual([])
    } finally {
      for (const id of others) process.kill(id, 'SIGKILL')
    }
    if (client.kernel.exitCode === null && client.kernel.signalCode === null) {
      expect(resultText(await client.execute('1 + 2'))).toBe('3')
    }
    await client.stop()
  }
)
