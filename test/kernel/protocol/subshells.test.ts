// Kernel subshells, JEP 91: https://jupyter.org/enhancement-proposals/kernel-subshells
import { afterAll, beforeAll, expect, it } from 'vitest'
import { executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  // The types of a cell's names are known to other cells when it has ended.
  await client.execute('let release = () => {}')
})
afterAll(() => client.stop())

async function createSubshell(): Promise<string> {
  const { reply } = await client.request('create_subshell_request', {}, 'control')
  return String(reply.subshell_id)
}

const list = async () =>
  (await client.request('list_subshell_request', {}, 'control')).reply.subshell_id

const run = async (subshell: string, code: string) =>
  client.answer(await client.sendTo(subshell, 'execute_request', executeContent(code)))

/** Starts a cell of the main shell that waits; waits until it runs. */
async function startWaiting(code = 'await new Promise<void>((r) => { release = r })') {
  const id = await client.send('execute_request', executeContent(`console.log('go')\n${code}`))
  await client.waitFor(({ parent_header, content }) => {
    return parent_header.msg_id === id && content.text === 'go\n'
  })
  return id
}

it('are announced, created, listed and deleted over control', async () => {
  const { reply } = await client.request('kernel_info_request', {})
  expect(reply.supported_features).toEqual(['debugger', 'kernel subshells'])
  expect(await list()).toEqual([])
  const [first, second] = [await createSubshell(), await createSubshell()]
  expect(await list()).toEqual([first, second])
  await client.request('delete_subshell_request', { subshell_id: first }, 'control')
  expect(await list()).toEqual([second])
  const again = await client.request('delete_subshell_request', { subshell_id: first }, 'control')
  expect(again.reply).toMatchObject({ status: 'error', ename: 'UnknownSubshell' })
  const wrongPlace = await client.request('list_subshell_request', {})
  expect(wrongPlace.reply.evalue).toContain('belongs on the control channel')
  await client.request('delete_subshell_request', { subshell_id: second }, 'control')
})

it('answer while a cell of the main shell waits, each output under its own request', async () => {
  const subshell = await createSubshell()
  await client.execute("let shared = 'from main'")
  const main = await startWaiting(
    "await new Promise<void>((r) => { release = r }); console.log('main goes on'); shared"
  )
  const answer = await run(
    subshell,
    "console.log('sub'); display('shown'); const before = shared; shared = 'from sub'; setTimeout(release, 50); before"
  )
  expect(printed(answer)).toBe('sub\n')
  expect(resultText(answer)).toBe("'from main'")
  expect(answer.published.map(({ header }) => header.msg_type)).toEqual([
    'execute_input',
    'stream',
    'display_data',
    'execute_result'
  ])
  const ended = await client.answer(main)
  expect(printed(ended)).toBe('go\nmain goes on\n')
  expect(resultText(ended)).toBe("'from sub'")
})

it('output after an await, in functions and timers too, stays with its cell', async () => {
  const subshell = await createSubshell()
  const printing = (name: string) => `
    const pause${name} = () => new Promise<void>((r) => setTimeout(r, 3))
    async function lines${name}() { for (let i = 0; i < 20; i++) { await pause${name}(); console.log('${name}') } }
    await Promise.all([lines${name}(), lines${name}()])
    setTimeout(() => console.log('${name} timer'), 1); await pause${name}(); await pause${name}()`
  const main = await client.send('execute_request', executeContent(printing('Main')))
  const sub = await client.sendTo(subshell, 'execute_request', executeContent(printing('Sub')))
  for (const [id, name] of [
    [main, 'Main'],
    [sub, 'Sub']
  ] as const) {
    expect(printed(await client.answer(id))).toBe(`${`${name}\n`.repeat(40)}${name} timer\n`)
  }
})

it('names of cells that ran beside each other are all there afterwards, with their types', async () => {
  const subshell = await createSubshell()
  const main = await startWaiting(
    'await new Promise<void>((r) => { release = r }); const fromMain = 1; interface Both { main: number }'
  )
  await run(subshell, "const fromSub = 'text'; type Sub = { n: number }; release()")
  await client.answer(main)
  const typed = await client.execute(
    'const both: Both = { main: fromMain }; const sub: Sub = { n: fromSub.length }; both.main + sub.n'
  )
  expect(resultText(typed)).toBe('5')
  const wrong = await client.execute('fromSub.toFixed()')
  expect(wrong.reply.evalue).toContain('TS2551')
})

it('keep their own order: a cell waits for the one before it in the same subshell', async () => {
  const subshell = await createSubshell()
  const cells = [
    "await new Promise((r) => setTimeout(r, 50)); (globalThis as any).order = ['first']",
    "(globalThis as any).order.push('second')"
  ]
  const ids: string[] = []
  for (const code of cells) {
    ids.push(await client.sendTo(subshell, 'execute_request', executeContent(code)))
  }
  for (const id of ids) expect((await client.answer(id)).reply.status).toBe('ok')
  expect(resultText(await client.execute('(globalThis as any).order'))).toBe(
    "[ 'first', 'second' ]"
  )
})

it('a failing cell aborts what waits in its own subshell, nothing else', async () => {
  const [one, other] = [await createSubshell(), await createSubshell()]
  const send = (subshell: string, code: string) =>
    client.sendTo(subshell, 'execute_request', executeContent(code))
  await client.execute('let gate = new Promise<void>((r) => { release = r })')
  const wait = 'await gate'
  const failing = await send(one, `${wait}; throw new Error('stop')`)
  const behind = await send(one, '1')
  const running = await send(other, wait)
  const next = await send(other, '2')
  // An answer over shell says that all of them have arrived.
  await client.execute('release()')
  const statuses: unknown[] = []
  for (const id of [failing, behind, running, next]) {
    statuses.push((await client.answer(id)).reply.status)
  }
  expect(statuses).toEqual(['error', 'aborted', 'ok', 'ok'])
})

it('an error that nobody catches ends the cell it came from', async () => {
  const subshell = await createSubshell()
  const main = await startWaiting()
  const failed = await run(
    subshell,
    "setTimeout(() => { throw new Error('mine') }, 1); await new Promise(() => {})"
  )
  expect(failed.reply).toMatchObject({ status: 'error', evalue: 'mine' })
  await run(subshell, 'release()')
  expect((await client.answer(main)).reply.status).toBe('ok')
})

it('comm messages sent to a subshell arrive while a cell of the main shell waits', async () => {
  await client.execute(
    "Jupyter.comms.register('sub', (comm) => { comm.onMessage = ({ data }) => comm.send(data) })"
  )
  const subshell = await createSubshell()
  const main = await startWaiting()
  await client.sendTo(subshell, 'comm_open', { comm_id: 'c', target_name: 'sub', data: {} })
  const message = await client.sendTo(subshell, 'comm_msg', { comm_id: 'c', data: { n: 1 } })
  const echoed = await client.waitFor(({ header }) => header.msg_type === 'comm_msg')
  expect(echoed.content).toEqual({ comm_id: 'c', data: { n: 1 } })
  expect(echoed.parent_header.msg_id).toBe(message)
  await run(subshell, 'release()')
  await client.answer(main)
})

it('ask for input each for itself', async () => {
  const subshell = await createSubshell()
  const main = await startWaiting("await Jupyter.input('main? ')")
  const sub = await client.sendTo(
    subshell,
    'execute_request',
    executeContent("await Jupyter.input('sub? ')")
  )
  for (const [id, value] of [
    [sub, 'to sub'],
    [main, 'to main']
  ] as const) {
    const asked = await client.waitFor(
      ({ header, parent_header }) =>
        header.msg_type === 'input_request' && parent_header.msg_id === id
    )
    await client.send('input_reply', { value }, 'stdin', [], {}, asked.header)
    expect(resultText(await client.answer(id))).toBe(`'${value}'`)
  }
})

it('an interrupt ends the running cells of all of them, busy or waiting', async () => {
  const subshell = await createSubshell()
  const main = await startWaiting()
  const busy = await client.sendTo(
    subshell,
    'execute_request',
    executeContent("console.log('busy'); while (true) {}")
  )
  await client.waitFor(({ content }) => content.text === 'busy\n')
  await client.request('interrupt_request', {}, 'control')
  for (const id of [main, busy]) {
    expect((await client.answer(id)).reply.ename).toBe('KeyboardInterrupt')
  }
  expect(resultText(await run(subshell, "'alive'"))).toBe("'alive'")
})

it('when deleted refuse what waits in them; so does one that never was', async () => {
  const subshell = await createSubshell()
  const running = await client.sendTo(
    subshell,
    'execute_request',
    executeContent("console.log('held'); await new Promise<void>((r) => { release = r }); 'done'")
  )
  await client.waitFor(({ parent_header, content }) => {
    return parent_header.msg_id === running && content.text === 'held\n'
  })
  const waiting = await client.sendTo(subshell, 'execute_request', executeContent('1'))
  // What comes over control may overtake what comes over shell: an answer from there says that both arrived.
  await client.request('kernel_info_request', {})
  await client.request('delete_subshell_request', { subshell_id: subshell }, 'control')
  expect((await client.answer(waiting)).reply.status).toBe('aborted')
  await client.execute('release()')
  expect(resultText(await client.answer(running))).toBe("'done'")
  expect((await run(subshell, '1')).reply).toMatchObject({
    status: 'error',
    ename: 'UnknownSubshell'
  })
})

it('a lost engine fails the running cells of all of them', async () => {
  const subshell = await createSubshell()
  const main = await startWaiting()
  const exiting = await run(subshell, 'process.exit(7)')
  expect(exiting.reply).toMatchObject({ status: 'error', ename: 'EngineLost' })
  expect((await client.answer(main)).reply.ename).toBe('EngineLost')
  expect(resultText(await run(subshell, '3 + 4'))).toBe('7')
})
