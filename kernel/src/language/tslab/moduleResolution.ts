import { statSync } from 'node:fs'
import { join } from 'node:path'
import type * as TypeScript from 'typescript'
import type { TypeScriptModule } from './typescriptModule.js'

type Resolved = TypeScript.ResolvedModuleWithFailedLookupLocations

/**
 * Resolution of a cell's imports for the type checker: from the importing file, then, for packages,
 * from each of the fallback folders. Failures are not remembered, so that a package installed
 * while the kernel runs is found.
 */
export function useFolders(
  ts: TypeScriptModule,
  host: TypeScript.CompilerHost,
  options: TypeScript.CompilerOptions,
  folders: readonly string[]
): void {
  const found = new Map<string, Resolved>()
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options)
  const resolveFrom = (name: string, file: string) => {
    const fromPackage = file.includes('/node_modules/')
    return ts.resolveModuleName(name, file, options, host, fromPackage ? cache : undefined)
  }
  const resolve = (name: string, file: string): Resolved => {
    const key = `${name}\0${file}`
    const known = found.get(key)
    if (known?.resolvedModule && exists(known.resolvedModule.resolvedFileName)) return known
    let resolved = resolveFrom(name, file)
    if (!/^\.{0,2}\//.test(name)) {
      for (const folder of folders) {
        if (resolved.resolvedModule) break
        resolved = resolveFrom(name, join(folder, '__fallback__.ts'))
      }
    }
    found.set(key, resolved)
    return resolved
  }
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map((literal) => resolve(literal.text, file))
  // Without it every package.json above a file is read again for every cell.
  host.getModuleResolutionCache = () => cache
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}
