import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executeContent, KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

const isComplete = async (code: string) =>
  (await client.request('is_complete_request', { code })).reply

describe('questions about code', () => {
  it('kernel_info names the language and the protocol', async () => {
    const { reply } = await client.request('kernel_info_request', {})
    expect(reply).toMatchObject({
      protocol_version: '5.4',
      implementation: 'nnqft-kernel',
      language_info: {
        name: 'typescript',
        file_extension: '.ts',
        mimetype: 'text/typescript',
        // The name under which JupyterLab knows the language of its editor.
        codemirror_mode: 'typescript'
      }
    })
  })

  it('is_complete tells complete, incomplete and invalid apart', async () => {
    expect(await isComplete('const a = 1')).toEqual({ status: 'complete' })
    expect(await isComplete('function f() {')).toEqual({ status: 'incomplete', indent: '  ' })
    expect(await isComplete('const a = )')).toEqual({ status: 'invalid' })
  })

  it('complete proposes members, with their kinds and code point positions', async () => {
    await client.execute('const shape = { width: 1, weight: 2, other: 3 }')
    const code = "'🙂'; shape.we"
    const { reply } = await client.request('complete_request', { code, cursor_pos: 13 })
    expect(reply).toMatchObject({ matches: ['weight'], cursor_start: 11, cursor_end: 13 })
    expect(reply.metadata).toMatchObject({
      _jupyter_types_experimental: [{ text: 'weight', type: 'property', start: 11, end: 13 }]
    })
  })

  it('inspect shows signature and documentation, at level 1 the source too', async () => {
    await client.execute('/** Twice as much. */\nfunction twice(x: number) {\n  return x + x\n}')
    const ask = { code: 'twice(1)', cursor_pos: 3 }
    const level0 = await client.request('inspect_request', { ...ask, detail_level: 0 })
    const level1 = await client.request('inspect_request', { ...ask, detail_level: 1 })
    const text = ({ reply }: typeof level0) =>
      (reply.data as Record<string, string>)['text/plain'] ?? ''
    expect(text(level0)).toContain('function twice(x: number): number')
    expect(text(level0)).toContain('Twice as much.')
    expect(text(level0)).not.toContain('return x + x')
    expect(text(level1)).toContain('return x + x')
    const nothing = await client.request('inspect_request', { code: '   ', cursor_pos: 1 })
    expect(nothing.reply).toMatchObject({ status: 'ok', found: false })
  })

  it('inspect at level 1 shows where and how a function of a package or a local file is written', async () => {
    writeFileSync(
      join(client.folder, 'local.ts'),
      'const width = 1\nexport const half = (x: number) => x / 2'
    )
    const first = await client.execute(
      "import { basename } from 'node:path'; import { half } from './local'; let width = { half }; half(4)"
    )
    expect(resultText(first)).toBe('2')
    const source = async (code: string, cursor_pos: number) => {
      const { reply } = await client.request('inspect_request', {
        code,
        cursor_pos,
        detail_level: 1
      })
      return (reply.data as Record<string, string>)['text/plain'] ?? ''
    }
    const declared = await source('basename', 3)
    expect(declared).toMatch(/\/node_modules\/@types\/node\/path\.d\.ts, line \d+\n/)
    expect(declared).toContain('basename(path: string, suffix?: string): string;')
    expect(await source('half', 3)).toMatch(
      /\/local\.ts, line 2\nexport const half = \(x: number\) => x \/ 2$/
    )
    // A member is not the variable of the same name.
    expect(await source('const o = { width: 5 }; o.width', 28)).toMatch(/\n\nwidth: 5$/)
    expect(await source('width', 3)).toMatch(/\n\nlet width = \{ half \};$/)
    expect(await source('const width = 6; width', 20)).toMatch(/\n\nconst width = 6;$/)
  })

  it('complete knows what an imported or re-exported name stands for', async () => {
    writeFileSync(
      join(client.folder, 'door.ts'),
      "export { half } from './local'\nexport type { Stats } from 'node:fs'\nexport * as os from 'node:os'"
    )
    await client.execute("import * as door from './door'; import { half as halved } from './local'")
    const kinds = async (code: string) => {
      const { reply } = await client.request('complete_request', { code, cursor_pos: code.length })
      const { _jupyter_types_experimental: types } = reply.metadata as Record<
        string,
        { text: string; type: string }[]
      >
      return Object.fromEntries((types ?? []).map(({ text, type }) => [text, type]))
    }
    expect(await kinds('door.')).toEqual({ half: 'const', os: 'module' })
    expect(await kinds('let a: door.')).toEqual({ Stats: 'class', os: 'module' })
    expect(await kinds('halve')).toMatchObject({ halved: 'const' })
    expect(await kinds('doo')).toMatchObject({ door: 'module' })
  })

  it('history gives tail, range and search, with outputs where asked', async () => {
    await client.execute('"first unique marker"')
    await client.execute('6 * 7')
    const history = async (content: Record<string, unknown>) =>
      (await client.request('history_request', { output: false, raw: true, ...content })).reply
        .history as [number, number, unknown][]
    const tail = await history({ hist_access_type: 'tail', n: 2 })
    expect(tail.map(([, , code]) => code)).toEqual(['"first unique marker"', '6 * 7'])
    const [session = 0, line = 0] = tail[1] ?? []
    const range = { hist_access_type: 'range', session, start: line, stop: line + 1 }
    expect(await history({ ...range, output: true })).toEqual([[session, line, ['6 * 7', '42']]])
    const found = await history({ hist_access_type: 'search', pattern: '*unique*marker*', n: 5 })
    expect(found.map(([, , code]) => code)).toEqual(['"first unique marker"'])
  })
})

describe('displays', () => {
  it('arrive whole in one message, with the size of a picture of double density', async () => {
    const png =
      "const ihdr = Buffer.alloc(25); ihdr.writeUInt32BE(13); ihdr.write('IHDR', 4)\n" +
      'ihdr.writeUInt32BE(400, 8); ihdr.writeUInt32BE(200, 12)\n' +
      "const phys = Buffer.alloc(21); phys.writeUInt32BE(9); phys.write('pHYs', 4)\n" +
      'phys.writeUInt32BE(5669, 8); phys.writeUInt32BE(5669, 12); phys[16] = 1\n' +
      'const picture = Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ihdr, phys])\n'
    const { published } = await client.execute(
      `${png};({ async [Symbol.for('Jupyter.display')]() {
        return { 'application/vnd.vegalite.v5+json': { mark: 'point' }, 'image/png': picture }
      } })`
    )
    const result = published.find(({ header }) => header.msg_type === 'execute_result')
    const data = result?.content.data as Record<string, unknown>
    expect(Object.keys(data).sort()).toEqual([
      'application/vnd.vegalite.v5+json',
      'image/png',
      'text/plain'
    ])
    expect(String(data['image/png'])).toMatch(/^iVBORw0KGgo/)
    expect(result?.content.metadata).toEqual({ 'image/png': { width: 200, height: 100 } })
  })

  it('whose bundle comes later keep the order of the calls, and the cell waits for them', async () => {
    const { published } = await client.execute(
      "const slow = { [Symbol.for('Jupyter.display')]: async () => {\n" +
        "  await new Promise((r) => setTimeout(r, 20)); return { 'text/plain': 'slow' }\n} }\n" +
        "display(slow); display('quick')"
    )
    const shown = published.slice(1).map(({ content }) => content.data)
    expect(shown).toEqual([{ 'text/plain': 'slow' }, { 'text/plain': "'quick'" }])
    const failing = await client.execute(
      "display({ [Symbol.for('Jupyter.display')]: async () => { throw new Error('no bundle') } })"
    )
    expect(failing.reply).toMatchObject({ status: 'error', evalue: 'no bundle' })
  })

  it('with an id are updated in place', async () => {
    await client.execute("display(1, { id: 'progress' })")
    const { published } = await client.execute("display(2, { id: 'progress', update: true })")
    const update = published.find(({ header }) => header.msg_type === 'update_display_data')
    expect(update?.content).toMatchObject({
      data: { 'text/plain': '2' },
      transient: { display_id: 'progress' }
    })
  })

  it('show maps, typed arrays, errors and Vega-Lite specs without colour codes', async () => {
    expect(resultText(await client.execute("new Map([['a', 1]])"))).toBe("Map(1) { 'a' => 1 }")
    expect(resultText(await client.execute('Float64Array.of(1, 2)'))).toBe(
      'Float64Array(2) [ 1, 2 ]'
    )
    expect(resultText(await client.execute("new TypeError('shown')"))).toContain('TypeError: shown')
    const spec = await client.execute(
      "({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', mark: 'bar' })"
    )
    const result = spec.published.find(({ header }) => header.msg_type === 'execute_result')
    expect(result?.content.data).toHaveProperty(['application/vnd.vegalite.v5+json'])
  })

  it('of tslab go out as tslab sends them', async () => {
    const { published } = await client.execute(
      "import * as tslab from 'tslab'\ntslab.display.html('<p>1</p>')\n" +
        'const d = tslab.newDisplay(); d.text("one"); d.text("two")'
    )
    const types = published
      .slice(1)
      .map(({ header, content }) => [header.msg_type, Object.values(content.data as object)])
    expect(types).toEqual([
      ['display_data', expect.arrayContaining(['<p>1</p>'])],
      ['display_data', ['one']],
      ['update_display_data', ['two']]
    ])
  })
})

describe('comms', () => {
  it('are opened by the frontend and answered, with binary data', async () => {
    await client.execute(
      "Jupyter.comms.register('echo', (comm) => {\n" +
        '  comm.onMessage = ({ data, buffers }) => comm.send(data, { buffers: [...buffers] })\n})'
    )
    await client.send('comm_open', { comm_id: 'c1', target_name: 'echo', data: {} })
    await client.send('comm_msg', { comm_id: 'c1', data: { a: 1 } }, 'shell', [Buffer.from([1, 2])])
    const echoed = await client.waitFor(({ header }) => header.msg_type === 'comm_msg')
    expect(echoed.content).toEqual({ comm_id: 'c1', data: { a: 1 } })
    expect([...(echoed.buffers[0] ?? [])]).toEqual([1, 2])
    const open = await client.request('comm_info_request', { target_name: 'echo' })
    expect(open.reply.comms).toEqual({ c1: { target_name: 'echo' } })
    await client.send('comm_close', { comm_id: 'c1', data: {} })
    expect((await client.request('comm_info_request', {})).reply.comms).toEqual({})
  })

  it('to a target that nobody registered are closed', async () => {
    await client.send('comm_open', { comm_id: 'c2', target_name: 'nobody', data: {} })
    const closed = await client.waitFor(({ header }) => header.msg_type === 'comm_close')
    expect(closed.content.comm_id).toBe('c2')
  })

  it('are opened by a cell', async () => {
    const { published } = await client.execute(
      "const comm = Jupyter.comms.open('widget', { n: 1 }); comm.close()"
    )
    const types = published.slice(1).map(({ header }) => header.msg_type)
    expect(types).toEqual(['comm_open', 'comm_close'])
  })
})

describe('messages that are not as they should be', () => {
  it('with a missing field are answered with an error that names it', async () => {
    const { reply } = await client.request('execute_request', { silent: false })
    expect(reply).toMatchObject({ status: 'error', ename: 'ProtocolError' })
    expect(reply.evalue).toContain('code must be a string')
  })

  it('on the wrong channel are answered with an error that says where they belong', async () => {
    const { reply } = await client.request('execute_request', executeContent('1'), 'control')
    expect(reply).toMatchObject({ status: 'error', ename: 'ProtocolError' })
    expect(reply.evalue).toContain('belongs on the shell channel')
  })

  it('with a wrong signature, replayed or of unknown type are dropped with a line in the log', async () => {
    const good = client.frames('execute_request', executeContent('(globalThis as any).n = 1'))
    const forged = good.with(5, Buffer.from(JSON.stringify(executeContent('process.exit(1)'))))
    await client.sockets.shell.send(forged)
    await client.sockets.shell.send([Buffer.from('garbage')])
    await client.send('strange_request', {})
    const once = client.frames('execute_request', executeContent('(globalThis as any).runs ??= 0'))
    const counted = client.frames('execute_request', executeContent('(globalThis as any).runs++'))
    for (const frames of [once, counted, counted]) await client.sockets.shell.send(frames)
    expect(resultText(await client.execute('(globalThis as any).runs'))).toBe('1')
    for (const reason of [
      'wrong signature',
      'replayed message',
      'no <IDS|MSG> delimiter',
      'unknown message type strange_request'
    ]) {
      expect(client.log).toContain(reason)
    }
  })

  it('an engine that cannot start ends the kernel instead of being started for ever', async () => {
    const other = await KernelClient.start({ env: { NODE_OPTIONS: '--max-old-space-size=12' } })
    const code = await new Promise((resolve) => other.kernel.once('exit', resolve))
    expect(code).toBe(1)
    expect(other.log).toContain('the engine does not start')
    await other.stop()
  })

  it('shutdown is answered, and the process ends', async () => {
    const other = await KernelClient.start()
    const ended = new Promise((resolve) => other.kernel.once('exit', resolve))
    const id = await other.send('shutdown_request', { restart: true }, 'control')
    const { content } = await other.waitFor(({ parent_header }) => parent_header.msg_id === id)
    expect(await ended).toBe(0)
    expect(content).toBeDefined()
    await other.stop()
  })
})
