import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** Options of a tsconfig.json that make sense for cells: how strict the checker is, and JSX. */
const honoured = [
  'strict',
  'noImplicitAny',
  'strictNullChecks',
  'strictFunctionTypes',
  'strictBindCallApply',
  'strictPropertyInitialization',
  'noImplicitThis',
  'useUnknownInCatchVariables',
  'exactOptionalPropertyTypes',
  'noUncheckedIndexedAccess',
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory'
] as const

/**
 * What the nearest tsconfig.json above the notebook says about strictness. Without one, cells are
 * checked as leniently as tslab does, so that its notebooks run unchanged. `noImplicitAny` counts
 * together with `strictNullChecks` only: without that, `null` is an implicit any, and so is what a cell
 * begins with it. A file that cannot be read is reported by `report` and ignored.
 */
export function userOptions(
  ts: TypeScriptModule,
  folder: string,
  report: (problem: string) => void
): TypeScript.CompilerOptions {
  const path = ts.findConfigFile(folder, (file) => ts.sys.fileExists(file))
  if (path === undefined) return {}
  const { config, error } = ts.readConfigFile(path, (file) => ts.sys.readFile(file))
  if (error) {
    report(`${path}: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`)
    return {}
  }
  const parsed = ts.parseJsonConfigFileContent(
    // Only its options are wanted: looking for the project's files takes long.
    { ...(config as object), files: [], include: [] },
    ts.sys,
    path.slice(0, path.lastIndexOf('/'))
  )
  const found = honoured.map((name) => [name, parsed.options[name]] as const)
  const options = Object.fromEntries(found.filter(([, value]) => value !== undefined))
  const knowsNull = options.strictNullChecks ?? options.strict ?? false
  return knowsNull ? options : { ...options, noImplicitAny: false }
}
