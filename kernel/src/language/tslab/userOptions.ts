import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

/** Options of a tsconfig.json that make sense for cells. */
const honoured = [
  // How strict the checker is.
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
  'checkJs',
  // What the language is.
  'jsx',
  'jsxFactory',
  'jsxFragmentFactory',
  'jsxImportSource',
  'experimentalDecorators',
  'emitDecoratorMetadata',
  'useDefineForClassFields',
  // Where modules are.
  'baseUrl',
  'paths',
  'pathsBasePath'
] as const

/**
 * What the nearest tsconfig.json above the notebook says about strictness, the language and the places of
 * modules. Without one, cells are checked as leniently as tslab does, so that its notebooks run unchanged.
 * A file that cannot be read is reported by `report` and ignored.
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
  const { options } = ts.parseJsonConfigFileContent(
    // Only its options are wanted: looking for the project's files takes long.
    { ...(config as object), files: [], include: [] },
    ts.sys,
    path.slice(0, path.lastIndexOf('/')),
    undefined,
    path
  )
  const found = honoured.map((name) => [name, options[name]] as const)
  return {
    ...Object.fromEntries(found.filter(([, value]) => value !== undefined)),
    ...implied(ts, options)
  }
}

/** What follows for cells from options that they do not share. */
function implied(
  ts: TypeScriptModule,
  options: TypeScript.CompilerOptions
): TypeScript.CompilerOptions {
  const { ES2022 } = ts.ScriptTarget
  const { Preserve, ReactNative, ReactJSX } = ts.JsxEmit
  const { strict = false, strictNullChecks = strict, jsx, target = ES2022 } = options
  return {
    // Without the check of null, `null` is an implicit any, and so is what a cell begins with it.
    ...(!strictNullChecks && { noImplicitAny: false }),
    // Nobody comes after the kernel who would translate what is left.
    ...((jsx === Preserve || jsx === ReactNative) && { jsx: ReactJSX }),
    // Libraries with legacy decorators count on the fields of their time.
    ...(options.experimentalDecorators === true &&
      options.useDefineForClassFields === undefined &&
      target < ES2022 && { useDefineForClassFields: false })
  }
}
