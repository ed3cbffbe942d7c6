// Runs in Node's snapshot builder, which keeps the heap that this file leaves: the compiler, with its
// code compiled, and the syntax trees of the standard library, of Node's types and of the declarations of
// packages. An engine process that starts from the snapshot runs `resume` and has all that without reading a
// file; those of packages it compares with their trees when a cell imports them.
//   node --snapshot-blob FILE --build-snapshot snapshotMain.cjs TYPESCRIPT TYPE_ROOT [PACKAGE …]
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { startupSnapshot } from 'node:v8'
import type * as TypeScript from 'typescript'
import { ambientFiles } from './language/ambientFiles.js'
import { cellOptions, CellProgram } from './language/tslab/cellProgram.js'
import { cellTransformers } from './language/tslab/cellTransformers.js'
import { emptyLibrary, preparedKey, type Library } from './language/tslab/prepared.js'

const [typescriptPath = '', typeRoot = '', ...packages] = process.argv.slice(2)

/** `require` of the builder knows Node's own modules only. */
function loadTypeScript(path: string): typeof TypeScript {
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname']
  const run = new Function(...parameters, readFileSync(path, 'utf8')) as ModuleWrapper
  const module = { exports: {} }
  run(module.exports, require, module, path, dirname(path))
  return module.exports as typeof TypeScript
}

type ModuleWrapper = (
  exports: object,
  require: (name: string) => unknown,
  module: { exports: object },
  filename: string,
  folder: string
) => void

/** A cell that uses what most cells use, so that the functions of the compiler for it are there. */
const typicalCell = `import { readFile } from 'node:fs/promises'
interface Shape { readonly width: number; name?: string }
class Box<T> { constructor(readonly value: T) {} get(): T { return this.value } }
const values = [1, 2, 3].map((x) => x ** 2).filter((x) => x > 1)
const { a, ...rest } = { a: 1, b: 'text', c: new Map<string, Shape>() }
async function load(path: string): Promise<number> {
  try { return (await readFile(path, 'utf8')).length } catch (error) { return -1 }
}
for (const value of values) console.log(\`\${value}\`, Math.sqrt(value), process.argv.length)
const boxes = [...rest.c].map(([key, { width = 1 }]) => new Box({ key, width }))
await Promise.all([load('x'), boxes[0]?.get().width])
export { load, boxes, a }
`

const importingCell = (name: string) => `import * as content from '${name}'\nexport { content }\n`

/**
 * Compiles a cell as the engine would, for the trees and the compiled code it leaves.
 * @returns the trees of all files but the cell
 */
function rehearse(
  ts: typeof TypeScript,
  library: Library,
  text: string
): readonly TypeScript.SourceFile[] {
  const folder = '/'
  const cell = '/__tslab__.ts'
  const system: TypeScript.System = {
    ...ts.sys,
    getCurrentDirectory: () => folder,
    readFile: (path) => (path === cell ? text : ts.sys.readFile(path)),
    fileExists: (path) => path === cell || ts.sys.fileExists(path)
  }
  const cells = new CellProgram(ts, {
    // The builder runs in the folder of the engine's script.
    rootFiles: [cell, ...ambientFiles(process.cwd())],
    options: { ...cellOptions(ts, [typeRoot]), declaration: true },
    system,
    changing: [cell],
    library,
    packageFolders: [process.cwd()]
  })
  const trees = new Set<TypeScript.SourceFile>()
  for (const program of [cells.next(), cells.next()]) {
    const file = program.getSourceFile(cell)
    if (!file) throw new Error('the rehearsed cell is not in its program')
    program.getSemanticDiagnostics(file)
    const [checker, specifiers] = [program.getTypeChecker(), new Set<string>()]
    const transformers = cellTransformers(ts, { file, checker, ambient: new Set(), specifiers })
    program.emit(file, () => undefined, undefined, false, transformers)
    for (const tree of program.getSourceFiles()) if (tree.fileName !== cell) trees.add(tree)
  }
  return [...trees]
}

const typescript = loadTypeScript(typescriptPath)
// TypeScript remembers the first answer, which would be the builder's folder.
typescript.sys.getCurrentDirectory = () => process.cwd()
const library = emptyLibrary()
/** Trees of files that may have changed when the snapshot is used. */
function keepForComparison(trees: readonly TypeScript.SourceFile[]): void {
  for (const tree of trees) {
    if (!library.files.has(tree.fileName)) library.earlier.set(tree.fileName, tree)
  }
}
keepForComparison(rehearse(typescript, library, typicalCell))
for (const name of packages) {
  const copy = { ...emptyLibrary(), files: new Map(library.files) }
  keepForComparison(rehearse(typescript, copy, importingCell(name)))
}

/** Node's console loses it in a snapshot. */
const { Console } = console

/** Continues as the engine process, whose script is the first argument. */
function resume(): void {
  Object.assign(globalThis, { [preparedKey]: { typescript, library } })
  Object.assign(console, { Console })
  // Processes that user code forks get these arguments, but are no engines.
  process.execArgv = []
  const script = process.argv[1] ?? ''
  createRequire(script)(script)
}

startupSnapshot.setDeserializeMainFunction(resume)
