import type * as danfo from 'danfojs-node'
import { MissingPackageError } from './missingPackageError.js'

/**
 * Packages of which danfojs calls functions but makes nothing while it loads. They take three quarters of
 * its loading time: mathjs, for medians and deviations, builds some thousand functions.
 */
const deferred = ['mathjs', 'xlsx']

/**
 * danfojs, loaded at the first call: it takes a while, and only who asks for a table pays for it. In a browser it is
 * what the page's bundler or import map gives for `danfojs-node`.
 * @throws MissingPackageError if it is not installed
 */
export async function loadDanfo(): Promise<typeof danfo> {
  if (typeof process === 'undefined') return importDanfo()
  const { createRequire, Module } = await import(/* webpackIgnore: true */ 'node:module')
  const require = createRequire(import.meta.url)
  const itsRequire = createRequire(findDanfo(require))
  const paths = deferred
    .map((name) => itsRequire.resolve(name))
    .filter((path) => !(path in require.cache))
  for (const path of paths) {
    const module = new Module(path)
    module.exports = onFirstUse(itsRequire, path)
    require.cache[path] = module
  }
  try {
    return require('danfojs-node') as typeof danfo
  } finally {
    // Whoever else requires these packages gets them at once, and danfojs the same ones.
    for (const path of paths) delete require.cache[path]
  }
}

async function importDanfo(): Promise<typeof danfo> {
  try {
    const loaded = await import('danfojs-node')
    // Of a CommonJS package some bundlers give all exports as the default one.
    return (loaded.default as typeof danfo | undefined) ?? loaded
  } catch (cause) {
    if (!isUnresolved(cause)) throw cause
    throw new MissingPackageError('dataFrame', 'danfojs-node', { cause })
  }
}

/**
 * Whether nothing stands for a name that was imported, as browsers say it (Chromium: failed to resolve, Firefox: a bare
 * specifier, Safari: does not resolve); what is there and fails has a reason of its own.
 */
function isUnresolved(error: unknown): boolean {
  return error instanceof TypeError && /resolve|bare specifier/i.test(error.message)
}

function findDanfo(require: NodeJS.Require): string {
  try {
    return require.resolve('danfojs-node')
  } catch (cause) {
    throw new MissingPackageError('dataFrame', 'danfojs-node', { cause })
  }
}

/** The exports of a module that is loaded when one of them is read. */
function onFirstUse(require: NodeJS.Require, path: string): object {
  return new Proxy({}, { get: (_, name) => Reflect.get(require(path) as object, name) as unknown })
}
