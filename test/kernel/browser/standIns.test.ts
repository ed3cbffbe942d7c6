import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import nodePath from 'node:path/posix'
import nodeUtil from 'node:util'
import { builtinModules, isBuiltin as nodeIsBuiltin, SourceMap as NodeSourceMap } from 'node:module'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { Buffer as Bytes } from '../../../kernel/src/browser/node/globals.js'
import { isBuiltin, SourceMap } from '../../../kernel/src/browser/node/module.js'
import path from '../../../kernel/src/browser/node/path.js'
import { inspect, toUSVString, types } from '../../../kernel/src/browser/node/util.js'

// What stands for Node's modules in the browser gives what they give.

const paths = ['/', '/a', '/a/b.c', '/a/b.c.d', '/a/../b', '/a/./b//c', '/a/.b', '/a/b.', '/x/y/z']

test.each(['basename', 'dirname', 'extname', 'isAbsolute'] as const)(
  'path.%s is Node’s',
  (name) => {
    for (const one of [...paths, 'a', 'a/b.ts', './a', '../a.d.ts']) {
      expect(path[name](one), one).toBe(nodePath[name](one))
    }
  }
)

test('paths are joined, resolved and related as in Node', () => {
  for (const one of paths) {
    for (const other of [...paths, 'c', './c', '../c', '../../..']) {
      expect(path.join(one, other), `${one} ${other}`).toBe(nodePath.join(one, other))
      expect(path.resolve(one, other), `${one} ${other}`).toBe(nodePath.resolve(one, other))
      const absolute = nodePath.resolve('/', other)
      expect(path.relative(one, absolute)).toBe(nodePath.relative(one, absolute))
    }
  }
})

class Point {
  x = 1
}

const values: [string, unknown][] = [
  ['numbers', [1, -0, 1.5, NaN, 10n]],
  ['a text', 'a'],
  ['texts', ["it's", 'a\nb', '"']],
  [
    'what is not seen in a text',
    ['a\rb\u2028', '\0\b\t\f\v\x1b\x7f\x85', '\ud83dx', '\u{1f600}\\']
  ],
  ['quotes', [`'"`, `'"\``, `'"\${`, '`', '"`'].flatMap((text) => [text, { [text]: text }])],
  ['nothing', [null, undefined]],
  ['an object', { a: 1, 'b-c': { d: [1, 2] } }],
  ['what is deep', { a: { b: { c: { d: 1 } } } }],
  ['no entries', [{}, []]],
  ['an instance', new Point()],
  ['a map', new Map([['a', { b: 1 }]])],
  ['a set', new Set([1, 'a'])],
  ['floats', new Float64Array([1, 2.5])],
  ['a function', [Math.max, class Name {}, () => 1]],
  ['a date', new Date(0)],
  ['a pattern', /a+/g],
  ['a symbol', { [Symbol('s')]: Symbol('t') }],
  ['no prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['accessors', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
  ['holes', [1, , 2]]
]

test.each(values)('%s: shown as Node shows it', (_, value) => {
  const options = { depth: 2, maxArrayLength: 100, maxStringLength: 10000 }
  expect(inspect(value, options)).toBe(nodeUtil.inspect(value, options))
})

test('what is too long or too deep is cut, and a circle ends', () => {
  const options = { depth: 0, maxArrayLength: 2, maxStringLength: 3 }
  expect(inspect([1, 2, 3, 4], options)).toBe('[ 1, 2, ... 2 more items ]')
  expect(inspect([[1]], options)).toBe(nodeUtil.inspect([[1]], options))
  const circle: { own?: object } = {}
  circle.own = circle
  expect(inspect(circle, { ...options, depth: 4 })).toContain('[Circular *1]')
})

test('kinds of values and whole texts are told as in Node', () => {
  const all = [
    new Map(),
    Promise.resolve(),
    new Set(),
    new Uint8Array(1),
    new ArrayBuffer(1),
    new TypeError(''),
    {},
    1
  ]
  for (const name of [
    'isMap',
    'isPromise',
    'isSet',
    'isUint8Array',
    'isAnyArrayBuffer',
    'isNativeError'
  ] as const) {
    expect(all.map((value) => types[name](value))).toEqual(
      all.map((value) => nodeUtil.types[name](value))
    )
  }
  for (const text of ['a', 'a\ud800', '\udc00b', '\ud83d\ude00']) {
    expect(toUSVString(text)).toBe(nodeUtil.toUSVString(text))
  }
})

test('the browser has every kind of values that the kernel asks for', () => {
  const sources = fileURLToPath(new URL('../../../kernel/src', import.meta.url))
  const asked = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(sources, name), 'utf8').matchAll(/\btypes\.(is\w+)/g)])
    .map(([, kind]) => kind)
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((kind) => !(kind in types))).toEqual([])
})

test('modules of Node are known by name', () => {
  const usual = builtinModules.filter((name) => !name.startsWith('_') && !name.includes(':'))
  for (const name of usual) expect([name, isBuiltin(name)]).toEqual([name, nodeIsBuiltin(name)])
  for (const name of ['node:fs', 'fs/promises', 'nnqft', './fs', 'fsx']) {
    expect([name, isBuiltin(name)]).toEqual([name, nodeIsBuiltin(name)])
  }
})

test('a place in translated code leads back to where Node says', () => {
  const code =
    'const a: number = 1\n\nfunction f<T>(b: T) {\n  throw new Error(String(b) + a)\n}\nf(2)'
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ES2022 }
  })
  const text = JSON.parse(sourceMapText ?? '{}') as ConstructorParameters<typeof NodeSourceMap>[0]
  const [own, node] = [new SourceMap(text), new NodeSourceMap(text)]
  outputText.split('\n').forEach((line, at) => {
    for (let column = 0; column <= line.length; column++) {
      const { originalLine, originalColumn } = node.findEntry(at, column) as {
        originalLine: number
        originalColumn: number
      }
      expect(own.findEntry(at, column), `${at}:${column}`).toEqual({ originalLine, originalColumn })
    }
  })
})

test('bytes are those of Node', () => {
  const bytes = [0, 1, 254, 255, 104, 105, 0xc3, 0xa9]
  const [own, node] = [Bytes.from(bytes), Buffer.from(bytes)]
  for (const encoding of ['utf8', 'latin1', 'base64'] as const) {
    expect(own.toString(encoding)).toBe(node.toString(encoding))
  }
  expect(own.toString('latin1', 4, 6)).toBe('hi')
  expect(own.readUInt32BE(1)).toBe(node.readUInt32BE(1))
  expect([...Bytes.from(node.toString('base64'))]).toEqual(bytes)
  expect(own.equals(Bytes.from(bytes))).toBe(true)
  expect(own.equals(Bytes.from([1]))).toBe(false)
})
