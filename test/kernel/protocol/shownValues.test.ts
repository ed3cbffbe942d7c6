// Showing a value never fails a cell, whatever the value does to those who look at it.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, KernelClient, printed, resultText, type Answer } from '../kernelClient.js'
import { hostileValue, hostileValueCell } from './hostileValues.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  await client.execute('let alive = 42')
})
afterAll(() => client.stop())

const display = 'Symbol.for("Jupyter.display")'
const custom = 'Symbol.for("nodejs.util.inspect.custom")'
const fails = 'new Proxy({}, { get() { throw new Error("trap") } })'

/** Bundles of the displays and the result of a cell. */
function bundles({ published }: Answer): Record<string, unknown>[] {
  return published
    .filter(({ content }) => content.data !== undefined)
    .map(({ content }) => content.data as Record<string, unknown>)
}

describe('a value', () => {
  const values: readonly (readonly [name: string, code: string, text: string | RegExp])[] = [
    ['of named groups', '/(?<y>\\d+)/.exec("1")!.groups', "[Object: null prototype] { y: '1' }"],
    [
      'that is a module of Node',
      'await import("fs")',
      /^\[Module: null prototype\] \{[^]*readFileSync: \[Function: readFileSync\]/
    ],
    ['with a constructor of its own', 'JSON.parse(\'{"constructor":1}\')', '{ constructor: 1 }'],
    [
      'with a constructor that is null',
      '({ constructor: null, a: 1 })',
      '{ constructor: null, a: 1 }'
    ],
    [
      'with a getter as constructor',
      '({ get constructor() { throw 1 } })',
      /constructor: \[Getter\]/
    ],
    [
      'that is not there yet',
      'new Promise(() => {})',
      'Promise { <pending> }\n→ await is missing: await shows its value'
    ],
    ['without a prototype', 'Object.create(null)', '[Object: null prototype] {}'],
    [
      'without a prototype, with columns like a table',
      'Object.assign(Object.create(null), { columns: [1], index: [1], values: [1], $data: 1 })',
      '   1\n1  1'
    ],
    [
      'of bytes without a prototype',
      'Object.setPrototypeOf(new Uint8Array([137, 80, 78, 71]), null)',
      /Uint8Array/
    ],
    [
      'that is a revoked proxy',
      'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy',
      '<Revoked Proxy>'
    ],
    [
      'that is a revoked proxy of a function',
      'const r = Proxy.revocable(() => 1, {}); r.revoke(); r.proxy',
      '<Revoked Proxy>'
    ],
    ['that is a proxy whose every trap throws', `new Proxy({ a: 1 }, ${fails})`, '{ a: 1 }'],
    ['that has such a prototype', `Object.create(new Proxy({}, ${fails}))`, /.+/],
    [
      'that holds such proxies',
      `[new Proxy([1], ${fails}), { p: new Proxy({}, ${fails}) }]`,
      '[ [ 1 ], { p: {} } ]'
    ],
    [
      'that is a proxy of anything',
      'const any: any = new Proxy(function () {}, { get: () => any, apply: () => any }); any',
      /Function/
    ],
    [
      'with a getter that throws',
      '({ get a(): number { throw new Error("no") }, b: 1 })',
      '{ a: [Getter], b: 1 }'
    ],
    [
      'whose outerHTML, toSpec and $schema throw',
      '({ get outerHTML() { throw 1 }, get toSpec() { throw 2 }, get $schema() { throw 3 } })',
      /outerHTML: \[Getter\]/
    ],
    ['whose toSpec throws', '({ toSpec() { throw new Error("no spec") }, a: 1 })', /a: 1/],
    ['whose toSpec returns null', '({ toSpec: () => null, a: 1 })', /a: 1/],
    [
      'whose tagName cannot be text',
      '({ outerHTML: "<b/>", tagName: Object.create(null) })',
      /outerHTML: '<b\/>'/
    ],
    [
      'whose own text throws',
      `({ [${custom}]() { throw new Error("no text") }, z: 2 })`,
      /z: 2[^]*\[its own text failed: no text\]$/
    ],
    ['whose own text is an object', `({ [${custom}]: () => ({ instead: 1 }) })`, '{ instead: 1 }'],
    [
      'whose toString throws',
      '({ toString() { throw 1 }, z: 2 })',
      '{ toString: [Function: toString], z: 2 }'
    ],
    [
      'whose tag throws',
      '({ get [Symbol.toStringTag]() { throw new Error("no tag") }, z: 3 })',
      /\{ z: 3 \} \[its own text failed: no tag\]$/
    ],
    [
      'whose method of display cannot be read',
      `({ get [${display}]() { throw 1 }, z: 4 })`,
      /z: 4/
    ],
    ['whose method of display is no function', `({ [${display}]: 5, z: 4 })`, /z: 4/],
    [
      'that is cyclic',
      'const c: any = { a: [] }; c.self = c; c.a.push(c); c',
      '<ref *1> { a: [ [Circular *1] ], self: [Circular *1] }'
    ],
    [
      'that is a cyclic map',
      'const m = new Map<any, any>(); m.set(m, new Set([m])); m',
      /Circular/
    ],
    [
      'of a million properties',
      'Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [`k${i}`, i]))',
      /^\{\n {2}k0: 0,[^]*k999: 999,\n {2}'…': '\[999000 more properties\]'\n\}$/
    ],
    [
      'of a hundred million entries',
      'const wide = (n: number): any => { const v = Array.from({ length: 100 }); return v.fill(n > 1 ? wide(n - 1) : 0) }; wide(4)',
      /^\[[^]*\[Array\][^]*\]$/
    ],
    [
      'a hundred thousand levels deep',
      'let deep: any = 0; for (let i = 0; i < 1e5; i++) deep = { deep }; deep',
      /\[Object\]/
    ],
    ['of ten million characters', '"x".repeat(1e7)', /^'x{10000}'\.\.\. 9990000 more characters$/],
    [
      'of halves of surrogate pairs',
      '["\\ud83d", { "\\ude00": "\\udfff" }]',
      "[ '\\ud83d', { '\\ude00': '\\udfff' } ]"
    ],
    ['that is an invalid date', 'new Date(NaN)', 'Invalid Date'],
    [
      'that is an error that is its own cause',
      'const e: any = new Error("c"); e.cause = e; e',
      /^<ref \*1> Error: c/
    ],
    [
      'that is an error whose stack throws',
      'Object.defineProperty(new Error("c"), "stack", { get() { throw new Error("no stack") } })',
      /.+/
    ],
    [
      'that is a promise that failed',
      'const p = Promise.reject(new Error("p")); p.catch(() => 1); p',
      /^Promise \{\s*<rejected> Error: p/
    ],
    ['that is a generator', '(function* () { yield 1 })()', 'Object [Generator] {}'],
    [
      'that is a class with statics that throw',
      'class Shown { static get name(): string { throw 1 } }; Shown',
      /.+/
    ],
    ['that is the global object', 'globalThis', /.+/]
  ]
  it.each(values)('%s is shown', async (_, code, text) => {
    const answer = await client.execute(code)
    expect(answer.reply).toMatchObject({ status: 'ok' })
    expect(printed(answer, 'stderr')).toBe('')
    expect(resultText(answer)).toEqual(
      typeof text === 'string' ? text : expect.stringMatching(text)
    )
  })

  it('that is undefined is shown where display is told to', async () => {
    const answer = await client.execute('display(undefined); display(null); (display as any)()')
    expect(bundles(answer)).toEqual(
      ['undefined', 'null', 'undefined'].map((text) => ({ 'text/plain': text }))
    )
  })
})

describe('a method of display', () => {
  const methods: readonly (readonly [name: string, code: string, problem: string])[] = [
    ['that throws', '() { throw new Error("no bundle") }', 'Error: no bundle'],
    ['that throws a proxy', `() { throw new Proxy({}, ${fails}) }`, 'Thrown: {}'],
    ['that rejects', ': async () => { throw new Error("no bundle") }', 'Error: no bundle'],
    ['that returns a number', '() { return 5 }', 'a MIME bundle is an object, got 5'],
    ['that returns nothing', '() {}', 'a MIME bundle is an object, got undefined'],
    ['that returns text', '() { return "<b>" }', "got '<b>'"],
    ['that returns a list', '() { return ["text/html"] }', "got [ 'text/html' ]"],
    [
      'that returns no MIME types',
      '() { return { html: "<b>", data: 1 } }',
      "MIME types as keys, not [ 'html', 'data' ]"
    ],
    [
      'whose bundle throws',
      '() { return { get "text/html"() { throw new Error("no html") } } }',
      'Error: no html'
    ],
    [
      'whose bundle is a revoked proxy',
      '() { const r = Proxy.revocable({}, {}); r.revoke(); return r.proxy }',
      'revoked'
    ],
    ['whose JSON has a bigint', '() { return { "application/json": { n: 1n } } }', 'BigInt'],
    [
      'whose JSON is circular',
      '() { const c: any = {}; c.c = c; return { "application/vnd.vega.v5+json": c } }',
      'circular'
    ],
    [
      'whose JSON is a function',
      '() { return { "application/json": () => 1 } }',
      'must be JSON, got [Function'
    ],
    [
      'whose toJSON throws',
      '() { return { "application/x": { toJSON() { throw new Error("no json") } } } }',
      'no json'
    ],
    [
      'whose HTML is an object',
      '() { return { "text/html": { a: 1 } } }',
      'the content of text/html must be text, got { a: 1 }'
    ],
    [
      'whose picture is a symbol',
      '() { return { "image/png": Symbol("png") } }',
      'the content of image/png must be text'
    ]
  ]
  it.each(methods)(
    '%s leaves the result as text, and the reason is printed',
    async (_, method, problem) => {
      const answer = await client.execute(`({ a: 1, [${display}]${method} })`)
      expect(answer.reply).toMatchObject({ status: 'ok' })
      expect(bundles(answer)).toEqual([{ 'text/plain': expect.stringContaining('a: 1') }])
      expect(printed(answer, 'stderr').replace(/\u001b\[\d+m/g, '')).toContain(problem)
    }
  )

  it.each(methods)(
    '%s fails the call of display, and the cell with it',
    async (_, method, problem) => {
      const answer = await client.execute(`display({ a: 1, [${display}]${method} })`)
      expect(bundles(answer)).toEqual([])
      expect(`${errorOf(answer)?.ename}: ${errorOf(answer)?.evalue}`).toContain(problem)
    }
  )

  it('keeps what can be sent of its bundle', async () => {
    const answer = await client.execute(
      `({ [${display}]: () => ({ 'application/json': { n: 1n }, 'text/html': 5, 'text/latex': ['a', 'b'], 'application/x': { y: [1] }, 'image/svg+xml': Buffer.from('<svg/>') }) })`
    )
    expect(bundles(answer)).toEqual([
      {
        'text/html': '5',
        'text/latex': 'ab',
        'application/x': { y: [1] },
        'image/svg+xml': '<svg/>',
        'text/plain': expect.any(String)
      }
    ])
    expect(printed(answer, 'stderr')).toContain('BigInt')
  })

  it('may return what is like a promise', async () => {
    const answer = await client.execute(
      `({ [${display}]: () => ({ then: (done: any) => done({ 'text/plain': 'later' }) }) })`
    )
    expect(resultText(answer)).toBe('later')
  })
})

describe('display', () => {
  it.each([
    [
      'a bundle with a bigint',
      '{ "text/x": 1n, "application/json": { n: 1n } }, { raw: true }',
      'BigInt'
    ],
    ['a bundle that is none', '5, { raw: true }', 'a MIME bundle is an object, got 5'],
    [
      'metadata with a bigint',
      '1, { metadata: { n: 1n } }',
      'the content of metadata must be JSON'
    ],
    [
      'circular metadata',
      '1, { metadata: globalThis as any }',
      'the content of metadata must be JSON'
    ],
    ['an id that is no text', '1, { id: 5 as any }', 'display: id must be a string, got 5'],
    [
      'a specification with a bigint',
      '{ $schema: "https://vega.github.io/schema/vega-lite/v5.json", data: { values: [{ x: 1n }] } }',
      'BigInt'
    ]
  ])('refuses %s in the cell that calls it', async (_, given, problem) => {
    const answer = await client.execute(`display(${given})`)
    expect(errorOf(answer)).toMatchObject({
      ename: 'TypeError',
      evalue: expect.stringContaining(problem)
    })
    expect(answer.reply.evalue).toBe(errorOf(answer)?.evalue)
  })
})

describe('two thousand generated values', () => {
  const values = fc.sample(hostileValue, 2000)
  const texts = (codes: readonly string[]) =>
    `[${codes.map((code) => JSON.stringify(code)).join()}]`
  /** Groups of at most so many. */
  const groups = (from: number, to: number, size: number) =>
    Array.from({ length: Math.ceil((to - from) / size) }, (_, i) =>
      values.slice(from + i * size, Math.min(to, from + (i + 1) * size))
    )

  beforeAll(async () => {
    await client.execute(hostileValueCell)
  })

  it('are shown by display, each once and in order', async () => {
    for (const codes of groups(0, 1500, 25)) {
      const answer = await client.execute(`for (const code of ${texts(codes)}) display(js(code))`)
      expect({ reply: answer.reply, codes }).toMatchObject({ reply: { status: 'ok' } })
      expect(bundles(answer)).toHaveLength(codes.length)
    }
  })

  it('are shown as results, also in bundles of their own', async () => {
    for (const [i, codes] of groups(1500, 1800, 1).entries()) {
      const value = `js(${JSON.stringify(codes[0])})`
      const own = `{ [${display}]: () => ({ 'text/html': ${value}, 'application/json': ${value} }) }`
      const answer = await client.execute(i % 2 ? `[${value}]` : `(${own})`)
      expect({ reply: answer.reply, codes }).toMatchObject({ reply: { status: 'ok' } })
      expect(bundles(answer)).toHaveLength(1)
    }
  })

  it('are thrown, each giving one error with which the reply agrees', async () => {
    for (const codes of groups(1800, 2000, 1)) {
      const answer = await client.execute(`throw js(${JSON.stringify(codes[0])})`)
      const errors = answer.published.filter(({ header }) => header.msg_type === 'error')
      expect({ errors, codes }).toMatchObject({ errors: [{}] })
      expect(answer.reply).toMatchObject({ status: 'error', ...errorOf(answer) })
    }
  })

  it('leave the engine and the supervisor alive, with all variables', async () => {
    expect(resultText(await client.execute('alive'))).toBe('42')
    expect([client.kernel.exitCode, client.kernel.signalCode]).toEqual([null, null])
  })
})
