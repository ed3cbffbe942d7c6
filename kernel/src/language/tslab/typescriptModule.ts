import { createRequire } from 'node:module'
import type * as TypeScript from 'typescript'
import { emptyLibrary, takePrepared } from './prepared.js'

const require = createRequire(import.meta.url)

export type TypeScriptModule = typeof TypeScript

const prepared = takePrepared()

export const typescript = prepared?.typescript ?? (require('typescript') as TypeScriptModule)

/** What is known of library files at the start. */
export const library = prepared?.library ?? emptyLibrary()

/**
 * Loads a module of tslab in such a way that its `require('@tslab/typescript-for-tslab')`, its fork
 * of an older TypeScript, gets `replacement` instead.
 */
export function requireFromTslab<Exports>(path: string, replacement: TypeScriptModule): Exports {
  const resolved = require.resolve(`tslab/dist/${path}`)
  const requireAsTslab = createRequire(resolved)
  putInPlace(requireAsTslab.resolve('@tslab/typescript-for-tslab'), replacement)
  // Each engine has its own: the module keeps the compiler with which it was loaded first.
  Reflect.deleteProperty(require.cache, resolved)
  // It compares one number of Node's version. All of semver takes as long to load as the converter.
  const semver = requireAsTslab.resolve('semver')
  const loaded = require.cache[semver]
  putInPlace(semver, { major: requireAsTslab('semver/functions/major') as unknown })
  try {
    return require(resolved) as Exports
  } finally {
    Reflect.deleteProperty(require.cache, semver)
    if (loaded) require.cache[semver] = loaded
  }
}

/** Makes `exports` what `require` gives for a path. */
function putInPlace(path: string, exports: object): void {
  const module = Object.assign(Object.create(null) as object, { exports, id: path, loaded: true })
  require.cache[path] = module as NodeJS.Module
}
