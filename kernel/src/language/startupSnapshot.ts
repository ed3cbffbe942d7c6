import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedDataVersionTag } from 'node:v8'
import { kernelFolder } from '../install/jupyterPaths.js'
import { ambientFiles } from './ambientFiles.js'
import { makeFolder } from './makeFolder.js'
import type { Manifest } from './peerVersions.js'

/**
 * Flags of the engine process, which a snapshot is bound to. A heap large enough that no garbage is collected
 * before the first import of a large package has ended, and after that in one of forty cells: half of what V8
 * starts with is the snapshot. The hash seed of the snapshot, which was drawn when it was made: with one for each
 * process V8 computes all hashes of its tables anew, for a tenth of the start. And what Node wants to see before
 * it asks the kernel for modules that `eval` and `new Function` import.
 */
export const engineFlags = [
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--initial-old-space-size=192',
  '--no-rehash-snapshot',
  '--experimental-vm-modules'
]

/**
 * Flags of the engine process alone: no check of the stack of async ids. What is terminated inside Node's own loops over timers
 * and immediates leaves an id there, for which the check ends the process. Given when the snapshot is made as well, Node 20 takes
 * one from the number of reasons for the check twice, and has more of them than ever.
 */
export const runningFlags = [...engineFlags, '--no-force-async-hooks-checks']

/**
 * Snapshots kept, of about 50 MB each: those used last. Other versions of Node and other installations of
 * the kernel have theirs.
 */
const keptSnapshots = 6

/** A draft as old as this, in milliseconds, was left by a builder that was killed. */
const deadDraft = 3_600_000

const require = createRequire(import.meta.url)

/** What goes into a snapshot. */
function ingredients() {
  const { peerDependencies } = require('../package.json') as Manifest
  return {
    script: fileURLToPath(new URL('./snapshotMain.cjs', import.meta.url)),
    typescript: require.resolve('typescript'),
    nodeTypes: require.resolve('@types/node/package.json'),
    /** The packages that the kernel is made for and that are installed beside it: each name with its manifest. */
    peers: Object.keys(peerDependencies).flatMap((name) => {
      const manifest = manifestBeside(name)
      return manifest === undefined ? [] : [{ name, manifest }]
    })
  }
}

/** The package.json of a package, undefined where it is not installed. */
function manifestBeside(name: string): string | undefined {
  try {
    return require.resolve(`${name}/package.json`)
  } catch {
    return undefined
  }
}

/**
 * Where the startup snapshot for this version of everything is, or would be; undefined for a user without
 * folders. V8 refuses one that was
 * made by another version of itself or under other flags (NODE_OPTIONS included). Texts count, not times:
 * building the kernel or installing the packages again changes nothing.
 */
function snapshotFile(): string | undefined {
  const folder = kernelFolder()
  if (folder === undefined) return undefined
  const { script, nodeTypes, peers } = ingredients()
  const manifests = [nodeTypes, ...peers.map(({ manifest }) => manifest)]
  const ambient = ambientFiles(dirname(script))
  const files = [script, require.resolve('typescript/package.json'), ...manifests, ...ambient]
  const identity = files.map((path) => [path, readFileSync(path, 'utf8')])
  const flags = [engineFlags, process.env.NODE_OPTIONS ?? '']
  const made = [identity, process.version, process.arch, cachedDataVersionTag(), flags]
  const name = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32)
  return join(folder, 'snapshots', `${name}.snapshot`)
}

/** A snapshot that is being made. */
export interface SnapshotWork {
  /** Resolves when it is there or given up. Rejects with what the builder said if it failed. */
  readonly done: Promise<void>
  /** Gives it up. */
  stop(): void
}

/** Makes the snapshot in a process of low priority; takes some seconds. */
export function buildSnapshot(): SnapshotWork {
  const given = new AbortController()
  return { done: makeSnapshot(given.signal), stop: () => given.abort() }
}

async function makeSnapshot(givenUp: AbortSignal): Promise<void> {
  const file = snapshotFile()
  if (file === undefined) throw new Error('no startup snapshot: this user has no home folder')
  const draft = `${file}.${process.pid}`
  try {
    makeFolder(dirname(file))
    // Where nothing can be written no builder has to find out.
    writeFileSync(draft, '')
    await runBuilder(draft, givenUp)
    // Written beside and renamed, so that no session reads half a file.
    renameSync(draft, file)
    forgetOldSnapshots(dirname(file))
  } catch (error) {
    if (existsSync(draft)) rmSync(draft)
    if (!givenUp.aborted)
      throw new Error(`no startup snapshot: ${reasonOf(error)}`, { cause: error })
  }
}

async function runBuilder(draft: string, givenUp: AbortSignal): Promise<void> {
  const { script, typescript, nodeTypes, peers } = ingredients()
  const made = ['--snapshot-blob', draft, '--build-snapshot', script]
  const read = [typescript, dirname(dirname(nodeTypes)), ...peers.map(({ name }) => name)]
  const args = [...engineFlags, ...made, ...read]
  const builder = spawn(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: dirname(script)
  })
  givenUp.addEventListener('abort', () => builder.kill())
  let said = ''
  builder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  if (builder.pid !== undefined) setPriority(builder.pid, 10)
  const [code] = (await once(builder, 'close')) as [number | null]
  if (code !== 0) throw new Error(said.trim() || `exit code ${String(code)}`)
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Whether an engine can start from a snapshot. */
export const hasSnapshot = (): boolean => existsSync(snapshotFile() ?? '')

/** The snapshot to start an engine from, if there is one; from now on it counts as used. */
export function takeSnapshot(): string | undefined {
  const file = snapshotFile()
  if (file === undefined) return undefined
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch {
    // Not there; or in a folder that cannot be written to, of which nothing is removed either.
    return existsSync(file) ? file : undefined
  }
  return file
}

/** Removes all snapshots: running sessions need theirs no more, later ones make it anew. */
export function removeSnapshots(): void {
  const file = snapshotFile()
  if (file !== undefined) rmSync(dirname(file), { recursive: true, force: true })
}

function forgetOldSnapshots(folder: string): void {
  const files = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), isDraft: !name.endsWith('.snapshot') }))
    // Another session may have removed it in the meantime.
    .map((file) => ({
      ...file,
      used: statSync(file.path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    }))
  const drafts = files.filter(({ isDraft, used }) => isDraft && used < Date.now() - deadDraft)
  const whole = files.filter(({ isDraft }) => !isDraft).sort((a, b) => b.used - a.used)
  for (const { path } of [...drafts, ...whole.slice(keptSnapshots)]) rmSync(path, { force: true })
}
