// Nothing that a cell sends may end the supervisor or the engine, which hold the user's session.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ args: ['--packages', process.cwd()] })
  await client.execute('let kept = 42; const circular: any = { a: [] }; circular.a.push(circular)')
})
afterAll(() => client.stop())

const refused: Record<string, [code: string, message: RegExp]> = {
  'a BigInt in the data of a comm that opens': [
    "Jupyter.comms.open('t', { n: 1n })",
    /comm_open must be JSON: .*BigInt/
  ],
  'a BigInt as the data': ["Jupyter.comms.open('t').send(1n)", /comm_msg must be JSON: .*BigInt/],
  'circular data': ["Jupyter.comms.open('t').send(circular)", /comm_msg must be JSON: .*circular/],
  'circular data of a comm that closes': [
    "Jupyter.comms.open('t').close(circular)",
    /comm_close must be JSON: .*circular/
  ],
  'circular metadata': [
    "Jupyter.comms.open('t').send({}, { metadata: { circular } })",
    /metadata of comm_msg must be JSON: .*circular/
  ],
  'metadata that are no object': [
    "Jupyter.comms.open('t').send({}, { metadata: 5 as any })",
    /metadata of comm_msg must be an object/
  ],
  'a toJSON that throws': [
    "Jupyter.comms.open('t', { toJSON() { throw new RangeError('mine') } })",
    /comm_open must be JSON: mine/
  ],
  'a getter that throws something strange': [
    "Jupyter.comms.open('t', { get x() { throw Object.create(null) } })",
    /comm_open must be JSON/
  ],
  'a revoked proxy': [
    "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); Jupyter.comms.open('t', { proxy })",
    /comm_open must be JSON/
  ],
  'data too deep for JSON': [
    "let deep: any = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; Jupyter.comms.open('t', deep)",
    /comm_open must be JSON: .*stack/
  ],
  'data of a comm that opens that are no object': [
    "Jupyter.comms.open('t', new Date(0))",
    /data of comm_open must be an object/
  ],
  'a target that is no string': [
    'Jupyter.comms.open(5 as any)',
    /target of a comm must be a string/
  ],
  'buffers that are no bytes': [
    "Jupyter.comms.open('t', {}, ['text' as any])",
    /buffers of comm_open must be binary data, got a string/
  ],
  'buffers that are no list': [
    "Jupyter.comms.open('t').send({}, { buffers: new Uint8Array(3) as any })",
    /buffers of comm_msg must be an array/
  ],
  'buffers that are too large': [
    "Jupyter.comms.open('t', {}, [new Uint8Array(3e8)])",
    /comm_open of 3\d+ bytes: at most/
  ],
  'text that is too large': [
    "Jupyter.comms.open('t', { text: 'x'.repeat(3e8) })",
    /comm_open of 3\d+ bytes: at most/
  ],
  'a BigInt of an output that is cleared': [
    'Jupyter.clearOutput(1n as any)',
    /clear_output must be JSON: .*BigInt/
  ],
  'a BigInt under a type of JSON': [
    "display({ 'application/json': { n: 1n } }, { raw: true })",
    /BigInt/
  ],
  'a BigInt under another type': [
    "display({ 'application/x-mine': { n: [1n] } }, { raw: true })",
    /BigInt/
  ],
  'a BigInt in the metadata of a display': ['display(1, { metadata: { n: 1n } })', /BigInt/],
  'circular metadata of a display': ['display(1, { metadata: { circular } })', /circular/]
}

describe('fails the cell that sends it, and nothing else:', () => {
  it.each(Object.entries(refused))('%s', async (_, [code, message]) => {
    const { reply, published } = await client.execute(code)
    expect(reply).toMatchObject({ status: 'error' })
    expect(reply.evalue).toMatch(message)
    const types = published.map(({ header }) => header.msg_type)
    expect(types.filter((type) => type !== 'comm_open')).toEqual(['execute_input', 'error'])
    expect(resultText(await client.execute('kept'))).toBe('42')
  })
})

describe('is sent as JSON has it:', () => {
  const dataOf = async (code: string) => {
    const { reply, published } = await client.execute(code)
    expect(reply.status).toBe('ok')
    const sent = published.find(({ header }) => header.msg_type === 'comm_open')
    return { data: sent?.content.data, buffers: sent?.buffers.map((bytes) => [...bytes]) }
  }

  it.each([
    ['not a number, infinities', '{ a: [NaN, Infinity, -0] }', { a: [null, null, 0] }],
    [
      'functions, symbols, undefined',
      '{ f() {}, s: Symbol(), u: undefined, a: [() => 1] }',
      { a: [null] }
    ],
    [
      'dates and what has a toJSON',
      '{ d: new Date(0), t: { toJSON: () => 5 } }',
      { d: '1970-01-01T00:00:00.000Z', t: 5 }
    ],
    ['no data', 'undefined', {}]
  ])('%s', async (_, code, data) => {
    expect((await dataOf(`void Jupyter.comms.open('t', ${code})`)).data).toEqual(data)
  })

  it('binary data of every kind, the part that was given', async () => {
    const { buffers } = await dataOf(
      'const bytes = new Uint8Array([1, 2, 3, 4])\n' +
        'const shared = new Uint8Array(new SharedArrayBuffer(1)); shared[0] = 9\n' +
        "void Jupyter.comms.open('t', {}, [bytes.subarray(1, 3), bytes.buffer as any, new DataView(bytes.buffer, 3) as any, " +
        'shared, new Uint16Array([258]) as any, new Uint8Array(0)])'
    )
    expect(buffers).toEqual([[2, 3], [1, 2, 3, 4], [4], [9], [2, 1], []])
  })
})

it('a comm whose opening failed is not open', async () => {
  const before = (await client.request('comm_info_request', {})).reply.comms
  await client.execute("Jupyter.comms.open('t', { n: 1n })")
  expect((await client.request('comm_info_request', {})).reply.comms).toEqual(before)
})

describe('an exception in a handler of a comm is printed below the message:', () => {
  const failing = "throw new Error('mine')"
  it.each([
    ['thrown', (body: string) => `() => { ${body} }`],
    ['after an await', (body: string) => `async () => { await null; ${body} }`]
  ])('%s', async (name, handler) => {
    await client.execute(
      `Jupyter.comms.register('opening ${name}', ${handler(failing)})\n` +
        `Jupyter.comms.register('${name}', (comm) => { comm.onMessage = ${handler(failing)}; comm.onClose = ${handler(failing)} })`
    )
    const ids: string[] = []
    const send = async (type: string, comm_id: string, target_name = name) => {
      ids.push(await client.send(type, { comm_id, target_name, data: {} }))
    }
    await send('comm_open', `o${name}`, `opening ${name}`)
    await send('comm_open', name)
    ids.pop()
    await send('comm_msg', name)
    await send('comm_close', name)
    for (const id of ids) {
      const { content } = await client.waitFor(
        ({ header, parent_header }) => header.msg_type === 'stream' && parent_header.msg_id === id
      )
      expect(content.name).toBe('stderr')
      expect(content.text).toMatch(/Uncaught .*Error.*: mine/)
    }
  })

  it('and the comm that could not be opened is closed', async () => {
    await client.execute("Jupyter.comms.register('failing', () => { throw new Error('mine') })")
    await client.send('comm_open', { comm_id: 'failing', target_name: 'failing', data: {} })
    await client.waitFor(
      ({ header, content }) => header.msg_type === 'comm_close' && content.comm_id === 'failing'
    )
  })
})

it('what a cell writes into the pipe of the engine costs the engine and not the kernel', async () => {
  const other = await KernelClient.start()
  const { reply } = await other.execute(
    "import { writeSync } from 'node:fs'; writeSync(3, Buffer.from([1, 0, 0, 0, 7])); await new Promise(() => {})"
  )
  expect(reply).toMatchObject({ status: 'error', ename: 'EngineLost' })
  expect(resultText(await other.execute('1 + 1'))).toBe('2')
  await other.stop()
})

it('two thousand payloads that JSON does not like leave kernel and variables as they were', async () => {
  const answer = await client.execute(`
    import * as fc from 'fast-check'
    const strange = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true,
        withSet: true, withSparseArray: true, withTypedArray: true, withUnicodeString: true }),
      fc.constantFrom<unknown>(1n, NaN, -Infinity, () => 1, Symbol('s'), circular, undefined, '\\ud800', process, globalThis,
        { toJSON() { throw 'mine' } }, { toJSON: () => 1n }, { get a() { throw circular } }, new Proxy({}, { ownKeys() { throw 1 } }),
        new Proxy({}, { get() { throw null } }), Object.create(null), new WeakMap(), Promise.resolve(1), new Error('e'), /x/g))
    const nested = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, strange, fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }))
    })).value
    const bytes = fc.oneof(fc.array(fc.oneof(fc.uint8Array(), fc.float64Array(), strange), { maxLength: 3 }), strange)
    const kinds = fc.constantFrom('application/json', 'text/plain', 'text/html', 'image/png', 'application/x-any', 'vnd', '')
    const ways: ((a: any, b: any, buffers: any, kind: string) => void)[] = [
      (a) => Jupyter.comms.open('fuzz', a).close(a),
      (a, b) => Jupyter.comms.open('fuzz').send(a, { metadata: b }),
      (a, _, buffers) => void Jupyter.comms.open('fuzz', a, buffers),
      (a, b, buffers) => Jupyter.comms.open('fuzz').send(a, { metadata: { b }, buffers }),
      (a, b, _, kind) => display({ [kind]: a, 'text/plain': b }, { raw: true }),
      (a, b, _, kind) => display({ [Symbol.for('Jupyter.display')]: () => ({ [kind]: a }) }, { metadata: b }),
      (a, b) => display('x', { id: a, metadata: { b } })
    ]
    let sent = 0, refused = 0
    fc.assert(fc.property(nested, nested, bytes, kinds, fc.nat(ways.length - 1), (a, b, buffers, kind, way) => {
      try { ways[way](a, b, buffers, kind); sent++ } catch { refused++ }
    }), { numRuns: 2000, seed: 14, endOnFailure: true })
    console.log(sent + refused, sent > 300, refused > 300)`)
  expect(printed(answer)).toBe('2000 true true\n')
  expect(printed(answer, 'stderr')).toBe('')
  expect(resultText(await client.execute('kept'))).toBe('42')
  expect(client.log).toBe('')
  expect(client.kernel.exitCode).toBeNull()
})

it('frontends that give two requests the same id get both answered, in two subshells too', async () => {
  const [one, two] = [
    await client.request('create_subshell_request', {}, 'control'),
    await client.request('create_subshell_request', {}, 'control')
  ]
  const same = 'the same id'
  const code = (name: string) =>
    `await new Promise((r) => setTimeout(r, 30)); console.log('${name}'); '${name}'`
  for (const [answer, name] of [
    [one, 'one'],
    [two, 'two']
  ] as const) {
    const { subshell_id } = answer.reply
    await client.sockets.shell.send(
      client.frames('execute_request', executeContent(code(name)), same, [], { subshell_id })
    )
  }
  const count = (type: string) =>
    client.received(
      ({ header, parent_header }) => parent_header.msg_id === same && header.msg_type === type
    )
  await client.waitFor(
    () => count('execute_reply').length === 2 && count('execute_result').length === 2
  )
  expect(count('execute_reply').map(({ content }) => content.status)).toEqual(['ok', 'ok'])
  expect(
    count('stream')
      .map(({ content }) => content.text)
      .join('')
      .split('\n')
      .sort()
  ).toEqual(['', 'one', 'two'])
  expect(resultText(await client.execute('kept'))).toBe('42')
})
