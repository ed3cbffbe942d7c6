// Whatever a cell throws: one `error` output and a reply that agree, and what the error says is in them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorOf, KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
  await client.execute('let alive = 42')
})
afterAll(() => client.stop())

/** What a cell's error must be, and what its traceback must show. */
type Expected = readonly [ename: string, evalue: string | RegExp, ...shown: (string | RegExp)[]]

const thrown: readonly (readonly [name: string, code: string, ...Expected])[] = [
  [
    'an error that is its own cause',
    'const e: any = new Error("c"); e.cause = e; throw e',
    'Error',
    'c',
    /caused by\nError: c \(shown above\)/
  ],
  [
    'a circle of causes',
    'const a: any = new Error("a"), b: any = new Error("b", { cause: a }); a.cause = b; throw a',
    'Error',
    'a',
    /caused by\nError: b[^]*caused by\nError: a \(shown above\)/
  ],
  [
    'a chain of ten thousand causes',
    'let chain = new Error("0"); for (let i = 1; i < 1e4; i++) chain = new Error(`${i}`, { cause: chain }); throw chain',
    'Error',
    '9999',
    'Error: 9998',
    'Error: 9950',
    /caused by\n…$/
  ],
  [
    'a cause that is text',
    'throw new Error("outer", { cause: "the reason" })',
    'Error',
    'outer',
    "caused by\n'the reason'"
  ],
  [
    'a cause that cannot be read',
    'throw Object.defineProperty(new Error("c"), "cause", { get() { throw 1 } })',
    'Error',
    'c'
  ],
  [
    'a message that cannot be read',
    'throw Object.defineProperty(new Error("c"), "message", { get() { throw new Error("no message") } })',
    'Error',
    /cannot be read: no message/
  ],
  [
    'a message that is an object',
    'throw Object.assign(new Error(), { message: { toString() { throw 1 }, part: 5 } })',
    'Error',
    /part: 5/
  ],
  [
    'a message of a million characters',
    'throw new Error("m".repeat(1e6))',
    'Error',
    /^m{100000}… 900000 more characters$/
  ],
  [
    'a message with a stack in it',
    'throw new Error("first\\n    at nowhere (In[1]:1:1)")',
    'Error',
    'first\n    at nowhere (In[1]:1:1)'
  ],
  [
    'a name that is a symbol',
    'const e: any = new Error("c"); e.name = Symbol("mine"); throw e',
    'Symbol(mine)',
    'c'
  ],
  [
    'a name that cannot be read',
    'throw Object.defineProperty(new TypeError("c"), "name", { get() { throw 1 } })',
    'TypeError',
    'c'
  ],
  [
    'a name that is empty',
    'throw Object.assign(new RangeError("c"), { name: "" })',
    'RangeError',
    'c'
  ],
  [
    'a stack that cannot be read',
    'throw Object.defineProperty(new Error("c"), "stack", { get() { throw 1 } })',
    'Error',
    'c'
  ],
  [
    'a stack that is no text',
    'const e: any = new Error("c"); e.stack = { no: 1 }; throw e',
    'Error',
    'c'
  ],
  [
    'an error without a prototype',
    'throw Object.setPrototypeOf(new Error("bare"), null)',
    'Error',
    'bare'
  ],
  ['an error in a proxy', 'throw new Proxy(new RangeError("inside"), {})', 'RangeError', 'inside'],
  [
    'a proxy whose every trap throws',
    'throw new Proxy(new Error("x"), new Proxy({}, { get() { throw new Error("trap") } }))',
    'Thrown',
    /Error: x/
  ],
  [
    'a revoked proxy',
    'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy',
    'Thrown',
    '<Revoked Proxy>'
  ],
  [
    'an object like an error',
    'throw { name: "Custom", message: "said", code: 7 }',
    'Custom',
    'said',
    'code: 7'
  ],
  ['an object', 'throw { status: 404 }', 'Thrown', '{ status: 404 }'],
  [
    'an object without a prototype',
    'throw Object.assign(Object.create(null), { a: 1 })',
    'Thrown',
    '[Object: null prototype] { a: 1 }'
  ],
  ['text', 'throw "text"', 'Thrown', "'text'"],
  ['a number', 'throw 5', 'Thrown', '5'],
  ['null', 'throw null', 'Thrown', 'null'],
  ['undefined', 'throw undefined', 'Thrown', 'undefined'],
  ['a symbol', 'throw Symbol("s")', 'Thrown', 'Symbol(s)'],
  ['a bigint', 'throw 10n', 'Thrown', '10n'],
  ['a function', 'throw function named() {}', 'Thrown', '[Function: named]'],
  ['a class of errors', 'throw RangeError', 'Thrown', /^\[Function: RangeError\]/],
  [
    'a value whose own text fails',
    'throw { [Symbol.for("nodejs.util.inspect.custom")]() { throw new Error("no text") }, b: 2 }',
    'Thrown',
    /b: 2[^]*no text/
  ],
  [
    'half a surrogate pair',
    'throw Object.assign(new Error("bad \\ud83d"), { "\\udc00": "\\ud800" })',
    'Error',
    'bad \ufffd'
  ],
  [
    'an AggregateError',
    'throw new AggregateError([new Error("one"), new TypeError("two", { cause: "why" }), 3], "many")',
    'AggregateError',
    'many',
    '[errors][0] Error: one',
    /\[errors\]\[1\] TypeError: two[^]*'why'/,
    '[errors][2] 3'
  ],
  [
    'all promises that failed',
    'await Promise.any([Promise.reject(new Error("p1")), Promise.reject(new Error("p2"))])',
    'AggregateError',
    'All promises were rejected',
    'Error: p1',
    'Error: p2'
  ],
  [
    'an AggregateError in itself',
    'const e: any = new AggregateError([], "self"); e.errors.push(e, new Error("in")); throw e',
    'AggregateError',
    'self',
    '[errors][0] AggregateError: self (shown above)',
    'Error: in'
  ],
  [
    'an AggregateError of a thousand',
    'throw new AggregateError(Array.from({ length: 1000 }, (_, i) => new Error(`e${i}`)), "all")',
    'AggregateError',
    'all',
    '[errors][48] Error: e48',
    '951 more errors'
  ],
  [
    'own properties',
    'throw Object.assign(new Error("with"), { code: "E_MINE", status: 404, inner: { deep: [1] } })',
    'Error',
    'with',
    "code: 'E_MINE', status: 404, inner: { deep: [ 1 ] }"
  ],
  [
    'own properties that are getters',
    'throw Object.defineProperty(new Error("g"), "code", { enumerable: true, get() { throw 1 } })',
    'Error',
    'g',
    'code: [Getter]'
  ],
  [
    "an error of Node's files",
    'import fs from "node:fs"; fs.readFileSync("/nowhere/at/all")',
    'Error',
    /ENOENT/,
    "code: 'ENOENT'",
    "path: '/nowhere/at/all'"
  ],
  [
    'an error of a child process',
    'import { execFileSync } from "node:child_process"; execFileSync(process.execPath, ["-e", "process.exit(3)"])',
    'Error',
    /Command failed/,
    'status: 3'
  ],
  [
    'an error of the DOM',
    'AbortSignal.abort().throwIfAborted()',
    'AbortError',
    'This operation was aborted'
  ],
  [
    'an error of dispose after another',
    'class Both extends Error { suppressed = new Error("second"); error = new Error("first") }; throw new Both("both")',
    'Error',
    'both',
    /suppressed: Error: second/,
    /error: Error: first/
  ],
  [
    'an error of another context',
    'import vm from "node:vm"; vm.runInNewContext("throw new TypeError(`there`, { cause: 5 })")',
    'TypeError',
    'there',
    'caused by\n5'
  ],
  [
    'too many calls',
    'const deep = (): number => deep() + 1; deep()',
    'RangeError',
    'Maximum call stack size exceeded'
  ],
  [
    'a rejection',
    'await Promise.reject(Object.assign(new Error("r"), { code: 1 }))',
    'Error',
    'r',
    'code: 1'
  ],
  [
    'a rejection that nobody awaits',
    'void Promise.reject({ toString() { throw 1 } }); await new Promise(() => {})',
    'Thrown',
    /toString/
  ]
]

const cases = thrown.map(([name, code, ...expected]) => ({ name, code, expected }))

it.each(cases)('$name is reported', async ({ code, expected }) => {
  const [ename, evalue, ...shown] = expected
  const { reply, published } = await client.execute(code)
  const errors = published.filter(({ header }) => header.msg_type === 'error')
  expect(errors).toHaveLength(1)
  const error = errorOf({ reply, published })
  expect(reply).toMatchObject({ status: 'error', ...error })
  expect(error?.ename).toBe(ename)
  expect(error?.evalue).toEqual(typeof evalue === 'string' ? evalue : expect.stringMatching(evalue))
  const traceback = error?.traceback.join('\n').replace(/\u001b\[\d+m/g, '')
  for (const text of shown) {
    if (typeof text === 'string') expect(traceback).toContain(text)
    else expect(traceback).toMatch(text)
  }
})

it('leaves the variables and the engine as they were', async () => {
  expect(resultText(await client.execute('alive'))).toBe('42')
})

it('an error that nobody caught between two cells is printed with its properties', async () => {
  await client.execute(
    'const gate = new Promise((open) => setTimeout(open, 50)); void gate.then(() => { throw Object.assign(new Error("between"), { code: "E_LATE" }) })'
  )
  const late = await client.waitFor(({ content }) => String(content.text).includes('between'))
  expect(late.content).toMatchObject({ name: 'stderr', text: expect.stringContaining("'E_LATE'") })
})
