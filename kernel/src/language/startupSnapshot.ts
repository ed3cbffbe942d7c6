import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync
} from 'node:fs'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cachedDataVersionTag } from 'node:v8'
import { kernelFolder } from './kernelFolder.js'

/**
 * Flags of the engine process, which a snapshot is bound to. A young generation large enough for the
 * syntax trees of a cell: with Node's 16 MB, garbage collection takes about a fifth more time per cell. And
 * what Node wants to see before it asks the kernel for modules that `eval` and `new Function` import.
 */
export const engineFlags = [
  '--min-semi-space-size=32',
  '--max-semi-space-size=64',
  '--experimental-vm-modules'
]

/**
 * Snapshots kept, of about 50 MB each: those used last. Other versions of Node and other installations of
 * the kernel have theirs.
 */
const keptSnapshots = 6

/** A draft as old as this, in milliseconds, was left by a builder that was killed. */
const deadDraft = 3_600_000

const require = createRequire(import.meta.url)

/** The files that go into a snapshot. */
function ingredients() {
  return {
    script: fileURLToPath(new URL('./snapshotMain.cjs', import.meta.url)),
    typescript: require.resolve('typescript'),
    nodeTypes: require.resolve('@types/node/package.json')
  }
}

/**
 * Where the startup snapshot for this version of everything is, or would be. V8 refuses one that was
 * made by another version of itself or under other flags (NODE_OPTIONS included). Texts count, not times:
 * building the kernel or installing the packages again changes nothing.
 */
function snapshotFile(): string {
  const { script, nodeTypes } = ingredients()
  const files = [script, require.resolve('typescript/package.json'), nodeTypes]
  const identity = files.map((path) => [path, readFileSync(path, 'utf8')])
  const flags = [engineFlags, process.env.NODE_OPTIONS ?? '']
  const made = [identity, process.version, process.arch, cachedDataVersionTag(), flags]
  const name = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32)
  return join(kernelFolder(), 'snapshots', `${name}.snapshot`)
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
  const file = snapshotFile()
  const draft = `${file}.${process.pid}`
  const { script, typescript, nodeTypes } = ingredients()
  mkdirSync(dirname(file), { recursive: true })
  const builder = spawn(
    process.execPath,
    [
      ...engineFlags,
      '--snapshot-blob',
      draft,
      '--build-snapshot',
      script,
      typescript,
      dirname(dirname(nodeTypes))
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: dirname(script) }
  )
  if (builder.pid !== undefined) setPriority(builder.pid, 10)
  let said = ''
  let stopped = false
  builder.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const finish = async () => {
    const [code] = (await once(builder, 'close')) as [number | null]
    if (code === 0) {
      // Written beside and renamed, so that no session reads half a file.
      renameSync(draft, file)
      forgetOldSnapshots(dirname(file))
    } else {
      rmSync(draft, { force: true })
      if (stopped) return
      throw new Error(`no startup snapshot: ${said.trim() || `exit code ${String(code)}`}`)
    }
  }
  const stop = () => {
    stopped = true
    builder.kill()
  }
  return { done: finish(), stop }
}

/** Whether an engine can start from a snapshot. */
export const hasSnapshot = (): boolean => existsSync(snapshotFile())

/** The snapshot to start an engine from, if there is one; from now on it counts as used. */
export function takeSnapshot(): string | undefined {
  const file = snapshotFile()
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
  rmSync(dirname(snapshotFile()), { recursive: true, force: true })
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
