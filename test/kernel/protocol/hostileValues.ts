import fc from 'fast-check'

/** JavaScript expressions for values that are small and of one kind. */
const simple: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ...['null', 'undefined', 'true', 'NaN', '-0', '-Infinity', '1e400', '123n', '-(2n ** 200n)'],
    ...[
      'Symbol()',
      'Symbol("\\ud83d")',
      'Symbol.iterator',
      '/a(?<b>c)/dgu',
      '/(?<y>.)/.exec("1").groups'
    ],
    ...[
      'new Date(NaN)',
      'new Date(8.64e15)',
      'Object(1n)',
      'Object(Symbol("boxed"))',
      'new String("\\udc00")'
    ],
    ...[
      '() => 1',
      'async () => {}',
      'function* named() {}',
      'class {}',
      'class A extends null {}',
      'eval',
      'Proxy'
    ],
    ...[
      'new Uint8Array([137, 80, 78, 71])',
      'new Uint8Array([255, 216, 255])',
      'Buffer.from([0xf0, 0x9f])'
    ],
    ...[
      'new Float64Array(1000)',
      'new BigInt64Array(2)',
      'new SharedArrayBuffer(8)',
      'new DataView(new ArrayBuffer(2))'
    ],
    ...[
      '((b) => { structuredClone(b, { transfer: [b] }); return new Uint8Array(b) })(new ArrayBuffer(8))'
    ],
    ...[
      'new Promise(() => {})',
      'Promise.resolve(1)',
      'new WeakMap()',
      'new WeakRef({})',
      '(function* () { yield 1 })()'
    ],
    ...[
      '(function () { return arguments })(1, 2)',
      '[][Symbol.iterator]()',
      'new Map().entries()',
      'new Intl.NumberFormat()'
    ],
    ...[
      'new URL("http://a/b?c")',
      'new AbortController()',
      'new Event("x")',
      'process',
      'globalThis',
      'Math',
      'JSON'
    ],
    ...[
      'Object.prototype',
      'Function.prototype',
      'Error.prototype',
      'Array.prototype',
      'Uint8Array.prototype',
      'Map.prototype'
    ]
  ),
  fc.double().map((number) => (Object.is(number, -0) ? '-0' : String(number))),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => JSON.stringify(text)),
  // Halves of surrogate pairs, which are no units of fast-check's strings.
  fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe00f }), { maxLength: 4 })
    .map((units) => `String.fromCharCode(${units.join()})`)
)

/** Keys by which others recognise values. */
const key = fc.oneof(
  fc
    .constantFrom(
      ...[
        'constructor',
        '__proto__',
        'toString',
        'valueOf',
        'toJSON',
        'then',
        'length',
        'size',
        'inspect'
      ],
      ...[
        'name',
        'message',
        'stack',
        'cause',
        'errors',
        'code',
        'hasOwnProperty',
        'outerHTML',
        'tagName'
      ],
      ...[
        'toSpec',
        '$schema',
        'columns',
        'index',
        'values',
        '$data',
        '$setValues',
        'ndframe',
        '',
        '\ud800'
      ]
    )
    .map((name) => JSON.stringify(name)),
  fc.string({ unit: 'binary', maxLength: 5 }).map((name) => JSON.stringify(name)),
  fc.constantFrom(
    'Symbol.toStringTag',
    'Symbol.for("nodejs.util.inspect.custom")',
    'Symbol.iterator',
    'Symbol.toPrimitive',
    'Symbol.hasInstance',
    'Symbol("own")'
  )
)

const base = fc.constantFrom(
  'Object',
  'Array',
  'Error',
  'Map',
  'Set',
  'Promise',
  'Date',
  'Uint8Array',
  'Function',
  'RegExp',
  'AggregateError'
)

const { value: anyValue } = fc.letrec<{ value: string; object: string; property: string }>(
  (tie) => ({
    value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, simple, tie('object')),
    property: fc
      .tuple(key, tie('value'), fc.constantFrom('value', 'method', 'gives', 'throws', 'hidden'))
      .map(([name, value, kind]) => {
        const descriptor = {
          value: `value: ${value}, enumerable: true, writable: true`,
          method: `value: () => (${value}), enumerable: true`,
          gives: `get: () => (${value}), enumerable: true`,
          throws: `get() { throw (${value}) }, enumerable: true`,
          hidden: `value: ${value}`
        }[kind]
        return `[${name}, { ${descriptor ?? ''} }]`
      }),
    object: fc.oneof(
      fc
        .tuple(
          fc.constantFrom(
            'Object.prototype',
            'null',
            'Array.prototype',
            'Error.prototype',
            'Date.prototype',
            'new Map()',
            'class {}'
          ),
          fc.array(tie('property'), { maxLength: 4 })
        )
        .map(
          ([prototype, properties]) =>
            `Object.create(${prototype}, Object.fromEntries([${properties.join()}]))`
        ),
      fc
        .array(tie('value'), { maxLength: 4 })
        .map((entries) => `[${entries.map((entry) => `${entry},`).join('')},]`),
      fc
        .array(tie('value'), { maxLength: 3 })
        .map((entries) => `new Map([${entries.map((entry) => `[${entry}, ${entry}]`).join()}])`),
      fc.array(tie('value'), { maxLength: 3 }).map((entries) => `new Set([${entries.join()}])`),
      fc
        .tuple(tie('value'), tie('value'), fc.array(tie('property'), { maxLength: 2 }))
        .map(
          ([message, cause, properties]) =>
            `Object.defineProperties(new TypeError(${message}, { cause: ${cause} }), Object.fromEntries([${properties.join()}]))`
        ),
      fc
        .array(tie('value'), { maxLength: 3 })
        .map((errors) => `new AggregateError([${errors.join()}], "many")`),
      fc
        .tuple(base, tie('value'), key)
        .map(
          ([parent, value, name]) =>
            `new (class extends ${parent} { #own = ${value}; open = ${value}; get [${name}]() { throw ${value} } static [Symbol()] = ${value} })()`
        ),
      fc
        .tuple(
          tie('value'),
          fc.constantFrom(
            '{}',
            'throwing',
            'answering',
            '{ ownKeys: () => ["a", Symbol()] }',
            '{ getPrototypeOf: () => null }'
          )
        )
        .map(([target, handler]) => `new Proxy(Object(${target}), ${handler})`),
      tie('value').map(
        (target) => `((r) => (r.revoke(), r.proxy))(Proxy.revocable(Object(${target}), {}))`
      ),
      tie('value').map(
        (value) =>
          `((o) => { o.self = o; o.list = [o, new Map([[o, o]])]; return o })({ value: ${value} })`
      ),
      tie('value').map((value) => `Object.freeze({ value: ${value} })`)
    )
  })
)

/** JavaScript expressions for values of all kinds. Evaluating one may throw. */
export const hostileValue: fc.Arbitrary<string> = anyValue

/**
 * A cell that defines `js`, which evaluates such an expression; one that throws counts as what it threw.
 */
export const hostileValueCell = `const throwing = new Proxy({}, { get(_, trap) { throw new Error(String(trap)) } })
const answering = { get: (): any => new Proxy(function () {}, answering), apply: () => 1, construct: () => ({}) }
Object.assign(globalThis, { throwing, answering })
const js = (code: string): any => { try { return (0, eval)('(' + code + ')') } catch (thrown) { return thrown } }`
