import type * as TypeScript from 'typescript'
import { commonJsForm } from './commonJsForm.js'
import { exportedNames, withoutReset } from './exportedNames.js'
import { moduleSyntaxTransformers } from './moduleSyntax.js'
import { sharedNames } from './sharedNames.js'
import type { TypeScriptModule } from './typescriptModule.js'

/** What the translation of a cell depends on and gives. */
interface Translated {
  readonly file: TypeScript.SourceFile
  readonly checker: TypeScript.TypeChecker
  /** Names of earlier cells that stand for variables elsewhere. */
  readonly ambient: ReadonlySet<string>
  /** Gets what the cell's code requires. */
  readonly specifiers: Set<string>
}

/**
 * From a checked cell to the code that runs, in one translation: the body of a CommonJS module whose names
 * are those that cells share.
 */
export function cellTransformers(
  ts: TypeScriptModule,
  { file, checker, ambient, specifiers }: Translated
): TypeScript.CustomTransformers {
  const { before = [], after = [] } = moduleSyntaxTransformers(ts, specifiers)
  const exported = new Set<string>()
  return {
    before: [sharedNames(ts, checker, ambient), ...before],
    after: [
      exportedNames(ts, exported),
      commonJsForm(ts, file, exported),
      withoutReset(ts),
      ...after
    ]
  }
}
