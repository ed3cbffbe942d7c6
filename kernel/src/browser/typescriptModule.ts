// Stands for `language/tslab/typescriptModule.ts` in the browser: compiler and converter are in the bundle.
import * as ts from 'typescript'
import type { TypeScriptModule } from '../language/tslab/typescriptModule.js'
import { emptyLibrary } from '../language/tslab/prepared.js'
import { memorySystem } from './system.js'

export type { TypeScriptModule }

/** Where the compiler is taken to be: the declarations of the language are beside it. */
const compiler = '/node_modules/typescript/lib/typescript.js'

;(ts as unknown as { setSys(system: TypeScriptModule['sys']): void }).setSys(memorySystem(compiler))

export const typescript: TypeScriptModule = ts

/** What is known of library files at the start. */
export const library = emptyLibrary()

/** Key under which the converter's `require('@tslab/typescript-for-tslab')` finds its compiler (`build.mjs`). */
const key = Symbol.for('nnqft-kernel.adapted')

/** tslab's converter with a compiler of ours. */
export function requireFromTslab<Exports>(_path: 'converter.js', replacement: TypeScriptModule) {
  Reflect.set(globalThis, key, replacement)
  // Evaluated at each engine's start, when its compiler is there: an import would be at that of the script.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('tslab/dist/converter.js') as Exports
}
