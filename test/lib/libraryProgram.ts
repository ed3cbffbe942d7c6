import { resolve } from 'node:path'
import ts from 'typescript'

/** The library's sources, and the file through which all of it is had. */
export const sources = resolve(import.meta.dirname, '../../lib/src')
export const door = resolve(sources, 'index.ts')

/** The library as the type checker sees it. */
export const program = ts.createProgram([door], {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node']
})

/** What the door exports, by the name that it has there. */
export function exportedSymbols(): ReadonlyMap<string, ts.Symbol> {
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(door)!)!
  return new Map(
    checker.getExportsOfModule(module).map((exported) => {
      const isAlias = exported.flags & ts.SymbolFlags.Alias
      return [exported.name, isAlias ? checker.getAliasedSymbol(exported) : exported]
    })
  )
}
