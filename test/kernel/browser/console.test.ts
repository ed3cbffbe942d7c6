import { Console } from 'node:console'
import { PassThrough } from 'node:stream'
import { format as nodeFormat, inspect as nodeInspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { NodeConsole } from '../../../kernel/src/browser/node/console.js'
import { format, inspect } from '../../../kernel/src/browser/node/util.js'

// A cell in the browser prints what it prints in Node.

class Point {
  readonly x = 1
  #hidden = 2
  get sum(): number {
    return this.x + this.#hidden
  }
}
class Named extends Point {
  override toString() {
    return 'named'
  }
}
class CellError extends Error {
  override readonly name = 'CellError'
}

/** An error without a stack of this file. */
function errorOf<Kind extends Error>(error: Kind): Kind {
  error.stack = `${error.name}: ${error.message}\n    at f (In[1]:2:3)\n    at In[1]:4:5`
  return error
}

interface Circle {
  own?: unknown
  other?: unknown
}
const circle: Circle = { other: { deep: [1] } }
circle.own = circle
const two: Circle = { own: { other: undefined } }
;(two.own as Circle).other = [two, two.own]

const many = (length: number) => Array.from({ length }, (_, i) => i * i)
const values: readonly unknown[] = [
  ...[0, -0, 1.5, NaN, 12n, true, null, undefined, Symbol('s'), '', 'text', "it's"],
  ...[6, 7, 8, 20, 26, 27, 30, 99, 100, 101, 250].map(many),
  many(50).map((value) => value / 7),
  many(30).map(String),
  many(12).map((value) => `word ${value * 1e6}`),
  many(20).map((i) => ({ i })),
  [...many(10), 'text'],
  many(9).map(BigInt),
  new Float64Array(many(40)),
  new Uint8Array(0),
  [1, , , 4, ,],
  Object.assign([1, 2], { name: 'list', 3: 4 }),
  { a: { b: { c: { d: 1 } } } },
  { a: { b: { c: {} } } },
  { a: { b: [1, [2, [3]]] }, text: 'x'.repeat(60) },
  { a: 'x'.repeat(30), b: 'y'.repeat(30), c: 1 },
  { text: `first line ${'x'.repeat(60)}\nsecond line\n`, more: [`${'z'.repeat(90)}\nend`] },
  {
    'a-b': 1,
    $: 2,
    [Symbol('key')]: 3,
    get read() {
      return 1
    },
    set written(_: number) {}
  },
  circle,
  two,
  [circle, [circle]],
  new Point(),
  new Named(),
  [Point, Named, Math.max, () => 1, async () => {}, function* () {}, class {}],
  Object.assign(() => 1, { label: 'f' }),
  new Map<unknown, unknown>([
    ['a', { b: 1 }],
    [{ key: 1 }, many(8)]
  ]),
  new Set([1, 'a', [2]]),
  { inside: [new Map(), new Set(), new Map([[1, { deep: { deeper: {} } }]])] },
  [new Date(0), new Date(NaN), /a+/g, Object.assign(/b/, { note: 1 })],
  [new Number(1), new String('ab'), new Boolean(false), Object(Symbol('t')), Object(3n)],
  [new ArrayBuffer(3), new WeakMap(), new WeakSet()],
  Object.assign(Object.create(null) as object, { a: 1 }),
  Object.create({}) as object,
  Object.create(Point.prototype) as object,
  { [Symbol.toStringTag]: 'tagged' },
  Math,
  errorOf(new Error('plain')),
  errorOf(new TypeError('of a type', { cause: errorOf(new Error('cause')) })),
  { deep: errorOf(new RangeError('in an object')), list: [errorOf(new Error('in a list'))] },
  Object.assign(errorOf(new CellError('more')), { code: 'E', detail: { a: 1 } }),
  Object.assign(new Error('bare'), { stack: 'Error: bare' }),
  { [nodeInspect.custom]: () => 'own text' },
  { inside: { [nodeInspect.custom]: () => 'two\nlines' } },
  { [nodeInspect.custom]: (depth: number) => ({ depth }) },
  JSON,
  globalThis.process.versions
]

test.each(values.map((value, i) => [i, value] as const))('value %i', (_, value) => {
  expect(format(value)).toBe(nodeFormat(value))
  expect(format('it is %O, %s, %j', value, value, 1)).toBe(
    nodeFormat('it is %O, %s, %j', value, value, 1)
  )
  for (const options of [{ depth: 0 }, { depth: null }, { breakLength: 40 }, { compact: false }]) {
    expect(inspect(value, options)).toBe(nodeInspect(value, options))
  }
})

test.each<readonly unknown[]>([
  [],
  ['%s'],
  ['%'],
  ['100%', 1],
  ['%s and %s', 'one'],
  ['%s', 'one', 'two', { three: 3 }],
  ['%d %d %d %d', '42', 1.5, 'x', 7n],
  ['%i %i %i', '42.9', 1.5, -0],
  ['%f %f %f', '1.5e3 m', 2, 'x'],
  ['%d %i %f', Symbol('s'), Symbol('s'), Symbol('s')],
  ['%j %j %j', { a: [1] }, undefined, circle],
  ['%o', { a: [1, 'b'] }],
  ['%o', [1, { b: 2 }]],
  ['%O', { a: { b: { c: { d: 1 } } } }],
  ['%c styled %c', 'color: red', ''],
  ['%% %s %%', 'x'],
  ['50%% of', 2],
  ['%x %s', 1],
  ['%s %s %s %s', null, undefined, -0, Symbol('s')],
  ['%s %s', new Named(), new Point()],
  ['%s %s %s', () => 1, new Date(0), [1, [2]]],
  ['%s', Object.create(null)],
  [1, '%s', 'x'],
  ['a', 'b', 'c', { d: 'e' }]
])('format %j …', (...given) => {
  expect(format(...given)).toBe(nodeFormat(...given))
})

interface Said {
  readonly stdout: string
  readonly stderr: string
}

/** What the same calls print on Node's console, and on ours. */
function both(work: (console: Console) => void): { readonly node: Said; readonly own: Said } {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  work(new Console({ stdout, stderr }))
  const read = (stream: PassThrough) => String((stream.read() as Buffer | null) ?? '')
  const printed = { stdout: '', stderr: '' }
  work(new NodeConsole((stream, text) => void (printed[stream] += text)) as unknown as Console)
  return { node: { stdout: read(stdout), stderr: read(stderr) }, own: printed }
}

const calls: readonly [string, (console: Console) => void][] = [
  [
    'log, info, debug and dirxml',
    (console) => {
      console.log()
      console.log('a %s', 'b', many(10))
      console.info('a', { b: 1 })
      console.debug('a\nb')
      console.dirxml({ a: 1 }, [2])
    }
  ],
  [
    'warn and error',
    (console) => {
      console.warn('careful: %d', 1)
      console.error(errorOf(new Error('wrong')))
    }
  ],
  [
    'dir',
    (console) => {
      console.dir({ a: { b: { c: { d: {} } } } })
      console.dir({ a: { b: { c: { d: {} } } } }, { depth: 0 })
      console.dir({ a: { b: { c: { d: { e: {} } } } } }, { depth: null })
      console.dir({ [nodeInspect.custom]: () => 'own' }.constructor)
    }
  ],
  [
    'groups',
    (console) => {
      console.group('outer %s', 1)
      console.log('a\nb')
      console.groupCollapsed()
      console.warn('inner', { list: many(30) })
      console.groupEnd()
      console.table([1])
      console.groupEnd()
      console.groupEnd()
      console.log('out')
    }
  ],
  [
    'counts',
    (console) => {
      console.count()
      console.count('x')
      console.count()
      console.countReset()
      console.count()
      console.count('x')
    }
  ],
  [
    'assertions',
    (console) => {
      console.assert(true, 'silent')
      console.assert(false)
      console.assert(false, 'said %s', 'so', { a: 1 })
      console.assert(false, { a: 1 })
    }
  ],
  ...(
    [
      [[]],
      [[1, 'two', { three: 3 }]],
      [
        [
          { a: 1, b: 'x' },
          { b: null, c: [1, 2, 3, 4] }
        ]
      ],
      [
        [{ a: 1, b: 2 }, { a: 3 }, 4],
        ['b', 'none']
      ],
      [
        [
          [1, 2],
          [3, 4, 5]
        ]
      ],
      [{ first: { x: 1, 2: 'y' }, second: { x: { a: 1, b: 2, c: 3 } } }],
      [
        new Map<unknown, unknown>([
          ['k', 1],
          [{ o: 1 }, [2]]
        ])
      ],
      [new Set([1, 'a', {}])],
      [new Float64Array([1, 2.5])],
      [{ wide: '日本語', mark: 'é', face: '😀' }],
      [5],
      ['text'],
      [null]
    ] as [unknown, string[]?][]
  ).map(([data, columns], i): [string, (console: Console) => void] => [
    `table ${i}`,
    (console) => console.table(data, columns)
  ])
]

describe('the console prints as that of Node', () => {
  it.each(calls)('%s', (_, work) => {
    const { node, own } = both(work)
    expect(own).toEqual(node)
    expect(node.stdout + node.stderr).not.toBe('')
  })

  it('trace, with the calls that led to it', () => {
    const { node, own } = both((console) => console.trace('at %s', 'f'))
    const head = (text: string) =>
      text
        .split('\n')
        .slice(0, 2)
        .map((line) => line.replace(/[\d:]+\)?$/, ''))
    expect(head(own.stderr)).toEqual(head(node.stderr))
    expect(own.stderr).toContain('console.test.ts')
  })

  it('times, in units that fit', () => {
    let now = 0
    let printed = ''
    const console = new NodeConsole(
      (_, text) => void (printed += text),
      () => now
    )
    const later = (milliseconds: number) => {
      now += milliseconds
      console.timeLog('x', { a: 1 })
    }
    console.time('x')
    for (const wait of [1.23456, 1000, 62_345.6, 3_600_000]) later(wait)
    console.timeEnd('x')
    console.timeEnd('x')
    console.time()
    console.time()
    console.countReset('none')
    expect(printed.split('\n')).toEqual([
      'x: 1.235ms { a: 1 }',
      'x: 1.001s { a: 1 }',
      'x: 1:03.347 (m:ss.mmm) { a: 1 }',
      'x: 1:01:03.347 (h:mm:ss.mmm) { a: 1 }',
      'x: 1:01:03.347 (h:mm:ss.mmm)',
      "Warning: No such label 'x' for console.timeEnd()",
      "Warning: Label 'default' already exists for console.time()",
      "Warning: Count for 'none' does not exist",
      ''
    ])
  })

  it('columns that are no list are refused', () => {
    const console = new NodeConsole(() => undefined)
    expect(() => console.table([], 'a' as never)).toThrow(/columns must be an array, got 'a'/)
  })
})
