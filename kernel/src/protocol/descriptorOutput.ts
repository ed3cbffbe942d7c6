import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Text is held back for at most this long, in milliseconds, for what was printed before it to pass. */
const holdTime = 20

/** Text is not held back beyond this, in UTF-16 units. */
const holdLength = 64 * 1024

/** Most bytes that are read at once: no pipe holds more. */
const pipeCapacity = 1024 * 1024

/** Two ends of a pipe, as descriptors. */
interface NamedPipe {
  readonly read: number
  readonly write: number
}

/**
 * What is written to a standard descriptor of the engine past JavaScript's streams: by child processes,
 * native code, or V8 with its last words.
 */
export class DescriptorOutput {
  readonly #take: (text: string) => void
  readonly #pipe: NamedPipe | undefined
  readonly #decoder = new StringDecoder('utf8')
  #source: Readable | null = null
  #held = ''
  #timer: NodeJS.Timeout | undefined

  constructor(pipe: NamedPipe | undefined, take: (text: string) => void) {
    this.#pipe = pipe
    this.#take = take
  }

  /** What the engine gets as its descriptor. */
  get stdio(): number | 'pipe' {
    return this.#pipe?.write ?? 'pipe'
  }

  /** The engine has its end. @param stream where it got a pipe of Node's */
  started(stream: Readable | null): void {
    if (this.#pipe) closeSync(this.#pipe.write)
    const fd = this.#pipe?.read
    const source = fd === undefined ? stream : new Socket({ fd, readable: true, writable: false })
    source?.on('data', (chunk: Buffer) => this.#hold(chunk))
    source?.on('error', () => undefined)
    this.#source = source
  }

  /** Passes on everything that was written up to now. */
  drain(): void {
    // Destroyed when all who could write are gone: then its descriptor is no longer ours.
    if (this.#pipe && this.#source?.destroyed === false) {
      const bytes = Buffer.alloc(holdLength)
      let total = 0
      for (let count = 1; count > 0 && total < pipeCapacity; total += count) {
        count = readAvailable(this.#pipe.read, bytes)
        this.#held += this.#decoder.write(bytes.subarray(0, count))
      }
    }
    this.#flush()
  }

  #hold(chunk: Buffer): void {
    this.#held += this.#decoder.write(chunk)
    if (this.#held.length > holdLength) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), holdTime)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const text = this.#held
    this.#held = ''
    if (text !== '') this.#take(text)
  }
}

/** Number of bytes read without waiting for any. */
function readAvailable(descriptor: number, bytes: Buffer): number {
  try {
    return readSync(descriptor, bytes)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}

/**
 * Pipes that can be opened again by the path of their descriptor, as `> /dev/stdout` does: those that Node
 * makes for processes are sockets, which Linux does not open. Undefined where none can be made, or need not.
 */
export function namedPipes(count: number): readonly (NamedPipe | undefined)[] {
  const none = Array.from({ length: count }, () => undefined)
  if (process.platform !== 'linux') return none
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), 'nnqft-kernel-'))
    const paths = none.map((_, i) => join(folder ?? '', `${i}`))
    if (spawnSync('mkfifo', ['-m', '600', ...paths]).status !== 0) return none
    return paths.map((path) => {
      const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      return { read, write: openSync(path, constants.O_WRONLY) }
    })
  } catch {
    // No folder for them: everything but redirections to /dev/stdout works without.
    return none
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  }
}
