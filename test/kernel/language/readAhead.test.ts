// Declarations of packages are read while nothing is asked, so that the first import need not wait for them.
import { once, EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { IdleWork } from '../../../kernel/src/language/idleWork.js'
import { cellOptions, CellProgram } from '../../../kernel/src/language/tslab/cellProgram.js'
import { emptyLibrary, type Library } from '../../../kernel/src/language/tslab/prepared.js'
import { typescript as ts } from '../../../kernel/src/language/tslab/typescriptModule.js'

const cell = '/__tslab__.ts'
const fields = '/node_modules/fields'
const packages: Readonly<Record<string, string>> = {
  [`${fields}/package.json`]: '{ "name": "fields", "types": "index.d.ts" }',
  [`${fields}/index.d.ts`]:
    '/// <reference path="units.d.ts" />\nexport * from "./field.js"\nexport { mass } from "masses"',
  [`${fields}/units.d.ts`]: 'declare const metre: number',
  [`${fields}/field.d.ts`]:
    'export interface Field { readonly action: typeof import("./action.js") }',
  [`${fields}/action.d.ts`]: 'export declare const coupling: number',
  '/node_modules/masses/package.json': '{ "name": "masses", "types": "index.d.ts" }',
  '/node_modules/masses/index.d.ts': 'export declare const mass: number'
}

/** Cells beside packages of these files. */
function cellsWith(
  files: Readonly<Record<string, string>>,
  library: Library,
  packageFolders: readonly string[] = []
) {
  const [read, asked]: [string[], string[]] = [[], []]
  let text = 'export {}'
  const texts = (path: string) => (path === cell ? text : files[path])
  const cells = new CellProgram(ts, {
    rootFiles: [cell],
    options: cellOptions(ts, [resolve('node_modules/@types')]),
    system: {
      ...ts.sys,
      getCurrentDirectory: () => '/',
      readFile: (path) => {
        if (path.startsWith('/node_modules/') && path.endsWith('.d.ts')) read.push(path)
        return texts(path) ?? ts.sys.readFile(path)
      },
      fileExists: (path) => {
        asked.push(path)
        return texts(path) !== undefined || ts.sys.fileExists(path)
      },
      directoryExists: (path) =>
        Object.keys(files).some((file) => file.startsWith(`${path}/`)) ||
        ts.sys.directoryExists(path)
    },
    changing: [cell],
    library,
    packageFolders
  })
  const problems = (code: string) => {
    text = code
    const program = cells.next()
    const found = program.getSemanticDiagnostics(program.getSourceFile(cell))
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  }
  return { cells, read, asked, problems }
}

it('the cell that imports a package reads no file that was read ahead', () => {
  const { cells, read, asked, problems } = cellsWith(packages, emptyLibrary())
  expect(problems('export const before = 1')).toEqual([])
  const declarations = Object.keys(packages).filter((path) => path.endsWith('.d.ts'))
  expect([...cells.readAhead(['fields', 'nowhere'])].sort()).toEqual(declarations.sort())
  expect(read.splice(0).sort()).toEqual(declarations)
  asked.length = 0
  expect(
    problems(
      "import { mass, type Field } from 'fields'; let f!: Field; f.action.coupling + mass + metre"
    )
  ).toEqual([])
  expect(read).toEqual([])
  // Nor does it ask of any path twice.
  expect(asked.length).toBeGreaterThan(0)
  expect([...new Set(asked)]).toEqual(asked)
  expect(problems("import { mass } from 'fields'; mass.length")).toEqual([
    "Property 'length' does not exist on type 'number'."
  ])
})

it('trees of an earlier time are taken where parsing the present text would give the same', () => {
  const before = emptyLibrary()
  expect([...cellsWith(packages, before).cells.readAhead(['fields'])]).toHaveLength(5)
  const action = `${fields}/action.d.ts`
  const changed = {
    ...packages,
    [action]: 'export declare const coupling: string',
    // Now its files are ES modules.
    '/node_modules/masses/package.json':
      '{ "name": "masses", "types": "index.d.ts", "type": "module" }'
  }
  const library = { ...emptyLibrary(), earlier: new Map(before.files) }
  const { problems } = cellsWith(changed, library)
  expect(
    problems("import { mass, type Field } from 'fields'; let f!: Field; f.action.coupling * mass")
  ).toEqual([
    "The left-hand side of an arithmetic operation must be of type 'any', 'number', 'bigint' or an enum type."
  ])
  const isSame = (path: string) => before.files.get(path) === library.files.get(path)
  expect([...before.files.keys()].filter((path) => packages[path] && !isSame(path)).sort()).toEqual(
    [action, '/node_modules/masses/index.d.ts']
  )
})

it('declarations of a package that a link leads to are read once, as those of an installed one', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linked-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [index, action] = [join(folder, 'fields', 'index.d.ts'), join(folder, 'fields', 'act.d.ts')]
  for (const path of ['fields', 'node_modules']) mkdirSync(join(folder, path))
  writeFileSync(
    join(folder, 'fields', 'package.json'),
    '{ "name": "fields", "types": "index.d.ts" }'
  )
  writeFileSync(index, "export { coupling } from './act.js'")
  writeFileSync(action, 'export declare const coupling: string')
  symlinkSync(join(folder, 'fields'), join(folder, 'node_modules', 'fields'))
  const library = emptyLibrary()
  const { problems } = cellsWith({}, library, [folder])
  const wrong = ["Type 'string' is not assignable to type 'number'."]
  const code = "import { coupling } from 'fields'; export const g: number = coupling"
  expect(problems(code)).toEqual(wrong)
  expect([index, action].map((path) => library.files.has(path))).toEqual([true, true])
  // What is loaded of it does not change while the kernel runs either.
  rmSync(action)
  expect(problems(`${code}, h = 1`)).toEqual(wrong)
})

it('work begins when nothing is asked, stops when something is, and ends', async () => {
  const events = new EventEmitter()
  const done: string[] = []
  const step = (name: string) => {
    done.push(name)
    events.emit('step')
    return done.filter((one) => one === 'ahead').length === 4
  }
  const work = new IdleWork(
    () => step('prepared'),
    () => step('ahead')
  )
  work.begin()
  work.stop()
  work.begin()
  for (let i = 0; i < 3; i++) await once(events, 'step')
  work.stop()
  // A step that was not stopped would come in the next turn.
  await sleep(50)
  expect(done).toEqual(['prepared', 'ahead', 'ahead'])
  work.begin()
  for (let i = 0; i < 3; i++) await once(events, 'step')
  await sleep(50)
  // What has ended once is not begun again, what a request leaves is done after each.
  work.begin()
  await once(events, 'step')
  const other = new IdleWork(
    () => undefined,
    () => events.emit('other')
  )
  other.begin()
  // Its first step would come after one of the work that has ended.
  await once(events, 'other')
  expect(done.slice(3)).toEqual(['prepared', 'ahead', 'ahead', 'prepared'])
})
