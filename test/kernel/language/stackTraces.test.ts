import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorOf, KernelClient, printed, resultText } from '../kernelClient.js'

const boom = `interface Padding { a: number }
interface More { b: number }
export function boom(x: number): Padding {
  throw new RangeError('boom ' + x)
}
type Later = string
export const stack = (): string => new Error('here').stack as string
export class Thrower<T> {
  constructor(readonly value: T) {}
  async later(): Promise<never> { await null; throw new TypeError('late') }
}`

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({
    files: {
      'boom.ts': boom,
      'outer.ts': `// line 1\nimport { boom } from './boom'\n\nexport const outer = (): void => {\n  boom(1)\n}`
    }
  })
  await client.execute(
    "import { boom, stack, Thrower } from './boom'; import { outer } from './outer'"
  )
})
afterAll(() => client.stop())

/** The places of a stack or a traceback, without folders and with `In[n]` of this cell as `cell`. */
function placesOf(text: string, executionCount: unknown): string[] {
  const plain = text
    .replace(/\u001b\[\d+m/g, '')
    .replaceAll(`In[${String(executionCount)}]`, 'cell')
  return [...plain.matchAll(/^\s*at (.*)$/gm)].map(([, frame = '']) =>
    frame.replace(/[^ (]*\/(?=\w+\.ts)/g, '').replace(/(node:vm):\d+:\d+/, '$1')
  )
}

const boomPlaces = ['boom (boom.ts:4:9)', 'cell:3:1']

/** Calls of node:vm before a place, their own places aside. */
const ofNode = (place: string) => [
  'Script.runInContext (node:vm)',
  'Script.runInNewContext (node:vm)',
  'Object.runInNewContext (node:vm)',
  place
]

/** Cells that print or return a stack, and the places it names. */
const stacks: readonly (readonly [name: string, code: string, places: readonly string[]])[] = [
  [
    'a stack that is caught',
    'type Pad = 1\ntry {\nboom(2)\n} catch (e) { console.log((e as Error).stack) }',
    boomPlaces
  ],
  [
    // V8 makes names of it: `__value.x`, of what the cell's value is put into.
    'a function without a name that takes parts of an object',
    'const call = (f: (of: { x: number }) => void) => f({ x: 1 })\ntry {\ncall(({ x }) => boom(x))\n} catch (e) { console.log((e as Error).stack) }\ncall(({ x }) => { console.log(new Error().stack) })',
    [
      'boom (boom.ts:4:9)',
      'cell:3:17',
      'call (cell:1:50)',
      'cell:3:1',
      'cell:5:31',
      'call (cell:1:50)',
      'cell:5:1'
    ]
  ],
  [
    'console.error of an error',
    'type Pad = 1\ntry {\nboom(2)\n} catch (e) { console.error(e) }',
    boomPlaces
  ],
  ['an error as the result', 'interface P { a: 1 }\n\nnew Error("shown")', ['cell:3:1']],
  [
    'console.trace',
    'type Pad = 1\nfunction traced(): void {\n  console.trace("here")\n}\ntraced()',
    ['traced (cell:3:11)', 'cell:5:1']
  ],
  [
    'a stack made in a local file',
    'type Pad = 1\nconsole.log(\nstack())',
    ['stack (boom.ts:7:36)', 'cell:3:1']
  ],
  [
    'captureStackTrace',
    'type Pad = 1\nconst holder: { stack?: string } = {}\nError.captureStackTrace(holder)\nconsole.log(holder.stack)',
    ['cell:3:7']
  ],
  [
    'an error of another context',
    'type Pad = 1\nimport vm from "node:vm"\nconsole.log(vm.runInNewContext("new Error(1)").stack)',
    ['evalmachine.<anonymous>:1:1', ...ofNode('cell:3:16')]
  ],
  [
    'an error of another context that is caught',
    'type Pad = 1\nimport vm from "node:vm"\ntry {\n  vm.runInNewContext("null.x")\n} catch (e: any) { console.log(e.stack) }',
    ['evalmachine.<anonymous>:1:6', ...ofNode('cell:4:6')]
  ],
  [
    'a stack that another context makes',
    'type Pad = 1\nimport vm from "node:vm"\nconst inside = (): string => new Error("z").stack!\nvm.runInNewContext("console.log(f())", { f: inside, console })',
    ['inside (cell:3:30)', 'evalmachine.<anonymous>:1:13', ...ofNode('cell:4:4')]
  ],
  [
    'code made from text',
    'type Pad = 1\nconsole.log(\neval("new Error(1).stack"))',
    ['eval (eval at <anonymous> (cell:3:1), <anonymous>:1:1)', 'cell:3:1']
  ],
  [
    'a function made from text',
    'type Pad = 1\nconst made = new Function("return new Error(1).stack")\nconsole.log(made())',
    ['eval (eval at <anonymous> (cell:2:14), <anonymous>:3:8)', 'cell:3:13']
  ],
  [
    'a method of a class',
    'interface P { a: 1 }\nclass Deep<T> {\n  get(): string { return new Error().stack! }\n}\nconsole.log(new Deep().get())',
    ['Deep.get (cell:3:26)', 'cell:5:24']
  ]
]

it.each(stacks)(
  '%s names lines of the TypeScript and no calls of the kernel',
  async (_, code, places) => {
    const answer = await client.execute(code)
    expect(answer.reply.status).toBe('ok')
    const shown = printed(answer) + printed(answer, 'stderr') || String(resultText(answer))
    expect(placesOf(shown, answer.reply.execution_count)).toEqual(places)
  }
)

/** Cells that fail, and the places of their traceback. */
const failures: readonly (readonly [name: string, code: string, places: readonly string[]])[] = [
  ['in a local file', 'type Pad = 1\n\nboom(3)', boomPlaces],
  [
    'in a local file that another one imports',
    'type Pad = 1\n\nouter()',
    ['boom (boom.ts:4:9)', 'outer (outer.ts:5:3)', 'cell:3:1']
  ],
  [
    'in an async method of a local file',
    'type Pad = 1\n\nawait new Thrower(1).later()',
    ['Thrower.later (boom.ts:10:53)', 'async cell:3:1']
  ],
  [
    'in a callback',
    'interface P { a: 1 }\n;[1].map((x: number): number => {\n  throw new Error("in map")\n})',
    ['cell:3:9', 'Array.map (<anonymous>)', 'cell:2:6']
  ],
  [
    'in a timer',
    'interface P { a: 1 }\nsetTimeout(() => {\n  boom(4)\n}, 1)\nawait new Promise(() => {})',
    ['boom (boom.ts:4:9)', 'cell:3:3']
  ],
  [
    'in an event handler',
    'import { EventEmitter } from "node:events"\nconst emitter = new EventEmitter()\nemitter.on("x", (): void => { throw new Error("handled") })\nemitter.emit("x")',
    ['EventEmitter.<anonymous> (cell:3:37)', 'cell:4:9']
  ],
  [
    'in a rejected promise',
    'interface P { a: 1 }\nvoid Promise.reject(new Error("lost"))\nawait new Promise(() => {})',
    ['cell:2:21']
  ],
  [
    'in a getter',
    'interface P { a: 1 }\nconst lazy = {\n  get value(): number { throw new Error("lazy") }\n}\nlazy.value',
    ['get value [as value] (cell:3:31)', 'cell:5:6']
  ],
  [
    'in a constructor',
    'interface P { a: 1 }\nclass Made {\n  constructor() { throw new Error("made") }\n}\nnew Made()',
    ['new Made (cell:3:25)', 'cell:5:1']
  ],
  [
    'in another context',
    'type Pad = 1\nimport vm from "node:vm"\nvm.runInNewContext("null.x")',
    ['evalmachine.<anonymous>:1:6', 'cell:3:4']
  ],
  [
    'in another context, by a module of an earlier cell',
    'interface P { a: 1 }\nconst line = 2\nvm.runInNewContext("g = () => null.x; g()")',
    ['g (evalmachine.<anonymous>:1:16)', 'evalmachine.<anonymous>:1:19', 'cell:3:4']
  ],
  [
    'in a script of another context',
    'type Pad = 1\nconst script = new vm.Script("f()")\nconst f = (): never => {\n  throw new Error("f") }\nscript.runInNewContext({ f })',
    ['f (cell:4:9)', 'evalmachine.<anonymous>:1:1', 'cell:5:8']
  ],
  [
    'in a worker thread',
    'import { Worker } from "node:worker_threads"\nconst worker = new Worker("\\n\\nnull.x", { eval: true })\nawait new Promise((_, reject) => worker.on("error", reject))',
    ['[worker eval]:3:6', '[worker eval]-wrapper:6:24']
  ]
]

it.each(failures)(
  'a traceback of an error %s names lines of the TypeScript',
  async (_, code, places) => {
    const answer = await client.execute(code)
    const traceback = errorOf(answer)?.traceback.join('\n') ?? ''
    expect(placesOf(traceback, answer.reply.execution_count)).toEqual(places)
  }
)

it('a traceback shows the lines of a local file around the place', async () => {
  const traceback = errorOf(await client.execute('boom(5)'))?.traceback.join('\n')
  expect(traceback).toContain(" 4 |   throw new RangeError('boom ' + x)")
})

it('a function assigned to Error.prepareStackTrace gets the lines of the TypeScript', async () => {
  const answer = await client.execute(`type Pad = 1
const before = Error.prepareStackTrace
Error.prepareStackTrace = (_, frames) => frames.map((f) => [f.getFunctionName(), f.getLineNumber(), f.getColumnNumber()].join(' '))
function asked() {
  return new Error('x').stack
}
const lines = asked()
Error.prepareStackTrace = before
;[lines, new Error('again').stack]`)
  const count = String(answer.reply.execution_count)
  expect(resultText(answer)).toBe(
    `[ [ 'asked 5 10', ' 7 15' ], 'Error: again\\n    at In[${count}]:9:10' ]`
  )
})

it('a traceback has its places also where the stack is none', async () => {
  const answer = await client.execute(
    'Error.prepareStackTrace = (_, frames) => frames\n\ntry { boom(6) } finally { Error.prepareStackTrace = undefined }'
  )
  const traceback = errorOf(answer)?.traceback.join('\n') ?? ''
  expect(placesOf(traceback, answer.reply.execution_count)).toEqual([
    'boom (boom.ts:4:9)',
    'cell:3:7'
  ])
})

it("Node's own errors keep their code in the stack", async () => {
  const head = await client.execute(
    'let head = ""\ntry { Buffer.alloc("x" as any) } catch (e) { head = (e as Error).stack!.split("\\n")[0] }\nhead.slice(0, 32)'
  )
  expect(resultText(head)).toBe("'TypeError [ERR_INVALID_ARG_TYPE]'")
})

it('of the calls inside a package a traceback shows the one that the cell made, and how many more', async () => {
  const packed = `const inner = (n) => { if (n > 0) return inner(n - 1); throw new RangeError('n must be positive, got 0') }
exports.outer = (n) => inner(n)
exports.each = (list, f) => list.map((x) => f(x))`
  mkdirSync(join(client.folder, 'node_modules/deep'), { recursive: true })
  writeFileSync(join(client.folder, 'node_modules/deep/index.js'), packed)
  const frames = async (code: string) => {
    const answer = await client.execute(
      `// @ts-ignore\nimport { outer, each } from 'deep'\n${code}`
    )
    const traceback = errorOf(answer)?.traceback.join('\n') ?? ''
    return placesOf(traceback, answer.reply.execution_count).map((place) =>
      place.replace(/[^ (]*deep\/index/, '')
    )
  }
  const call = 'exports.outer (.js:2:24), and 6 more inside'
  expect(await frames('outer(5)')).toEqual([call, 'cell:3:1'])
  expect(await frames('const twice = () => outer(5)\ntwice()')).toEqual([
    call,
    'twice (cell:3:21)',
    'cell:4:1'
  ])
  expect(await frames('each([0], () => { throw new Error("own") })')).toEqual([
    'cell:3:25',
    'exports.each (.js:3:34), and 2 more inside',
    'cell:3:1'
  ])
  expect(await frames('[5].map((n) => outer(n))')).toEqual([
    call,
    'cell:3:16',
    'Array.map (<anonymous>)',
    'cell:3:5'
  ])
})

it('of what a package calls later a traceback shows the lines of the cell alone', async () => {
  mkdirSync(join(client.folder, 'node_modules/calling'), { recursive: true })
  const calling = `const tell = (f, x) => f(x)
exports.later = (f) => setTimeout(() => [1].forEach((x) => tell(f, x)), 0)`
  writeFileSync(join(client.folder, 'node_modules/calling/index.js'), calling)
  const answer = await client.execute(`// @ts-ignore
import { later } from 'calling'
const fail = () => { throw new Error('told') }
later(() => fail())
await new Promise(() => undefined)`)
  const traceback = errorOf(answer)?.traceback.join('\n') ?? ''
  expect(placesOf(traceback, answer.reply.execution_count)).toEqual([
    'fail (cell:3:28)',
    'cell:4:13'
  ])
})

it('the reason for which a package stops has no places that are not of the cell', async () => {
  mkdirSync(join(client.folder, 'node_modules/stopping'), { recursive: true })
  const stopping = `exports.stopLater = (f) => setTimeout(() => f(new DOMException('stopped', 'AbortError')), 0)`
  writeFileSync(join(client.folder, 'node_modules/stopping/index.js'), stopping)
  const answer = await client.execute(`// @ts-ignore
import { stopLater } from 'stopping'
await new Promise((_, reject) => stopLater(reject))`)
  const { ename, evalue, traceback } = errorOf(answer)!
  expect([ename, evalue]).toEqual(['AbortError', 'stopped'])
  expect(placesOf(traceback.join('\n'), answer.reply.execution_count)).toEqual([])
})
