import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import Module, { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { kernelFolder } from './kernelFolder.js'

/** A large CommonJS module, loaded with the machine's compiled code of an earlier session. */
export interface CachedModule {
  readonly exports: unknown
  /**
   * Keeps what V8 has compiled so far for later sessions; to be called when the functions that a
   * session needs have run once. Does nothing if an earlier session's code was used.
   */
  save(): void
}

/**
 * Loads a CommonJS file through V8's code cache (Node 20 has no such cache of its own). The cache
 * is bound to the file's path, time and size and to the version of Node, and checked by V8.
 */
export function requireCached(path: string): CachedModule {
  const file = cacheFile(path)
  const cachedData = readIfThere(file)
  const source = Module.wrap(readFileSync(path, 'utf8'))
  const script = new Script(source, { filename: path, ...(cachedData && { cachedData }) })
  const usable = cachedData !== undefined && script.cachedDataRejected === false
  const module = { exports: {} }
  const run = script.runInThisContext() as ModuleWrapper
  run.call(module.exports, module.exports, createRequire(path), module, path, dirname(path))
  return {
    exports: module.exports,
    save: () => {
      if (!usable) write(file, script.createCachedData())
    }
  }
}

type ModuleWrapper = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string
) => void

function cacheFile(path: string): string {
  const { mtimeMs, size } = statSync(path)
  const identity = [path, mtimeMs, size, process.version, process.arch].join('\0')
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 32)
  return join(kernelFolder(), 'compiled', `${name}.v8`)
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES') return undefined
    throw error
  }
}

/** Written beside and renamed, so that no session reads half a file. */
function write(file: string, data: Buffer): void {
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(draft, data)
    renameSync(draft, file)
  } catch (error) {
    // A read-only or full disk costs the next start some time, nothing else.
    rmSync(draft, { force: true })
    process.stderr.write(`[nnqft-kernel] no compile cache: ${String(error)}\n`)
  }
}
