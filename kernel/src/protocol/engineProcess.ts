import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { encodeFrame, FrameReader } from '../language/channelFrames.js'
import type { EngineRequest, SentEvent } from '../language/engineMessages.js'
import { hasGroups } from '../language/groupSignals.js'
import { runningFlags } from '../language/startupSnapshot.js'
import { DescriptorOutput, namedPipes } from './descriptorOutput.js'
import { endGroup } from './processGroup.js'

/** Milliseconds that the engine gets to end by itself, also on a busy machine; after five seconds Jupyter kills the kernel. */
const closingTime = 3000

/** Milliseconds to wait for the end of pipes that somebody who outlives the engine holds open. */
const lastWords = 500

/**
 * Threads in which V8 optimises code and collects garbage beside the main thread. Node takes four of them also where there
 * are fewer processors: there they take time from the supervisor and the client, a sixth of what a cell costs.
 */
const helperThreads = Math.max(1, Math.min(4, availableParallelism() - 1))

/** What the supervisor does with what the engine says. */
export interface EngineListener {
  event(event: SentEvent): void
  /** The process has ended unasked, and all that it started with it; `reason` is a sentence for the user. */
  ended(reason: string): void
}

/** The engine's process, and those that it starts. Replaced by a new one when it dies. */
export class EngineProcess {
  readonly #process: ChildProcess
  readonly #pipe: Duplex
  readonly #outputs: readonly DescriptorOutput[]
  /** Resolves when the process is gone, with its children, and what they wrote has been passed on. */
  readonly #gone: Promise<void>
  /** Nobody waits for a report of its end. */
  #dismissed = false

  /**
   * @param packageFolders folders in which packages are looked for after the working folder
   * @param snapshot startup snapshot to start from, if there is one
   */
  constructor(
    packageFolders: readonly string[],
    snapshot: string | undefined,
    listener: EngineListener
  ) {
    const script = fileURLToPath(new URL('./engineStart.cjs', import.meta.url))
    const start = snapshot === undefined ? [] : ['--snapshot-blob', snapshot]
    const [pipeOfStdout, pipeOfStderr] = namedPipes(2)
    const output = (name: 'stdout' | 'stderr') => (text: string) =>
      listener.event({ type: 'stream', name, text })
    const stdout = new DescriptorOutput(pipeOfStdout, output('stdout'))
    const stderr = new DescriptorOutput(pipeOfStderr, output('stderr'))
    this.#outputs = [stdout, stderr]
    const flags = [...runningFlags, `--v8-pool-size=${helperThreads}`, ...start]
    this.#process = spawn(process.execPath, [...flags, script, ...packageFolders], {
      stdio: ['ignore', stdout.stdio, stderr.stdio, 'pipe'],
      detached: hasGroups
    })
    stdout.started(this.#process.stdout)
    stderr.started(this.#process.stderr)
    this.#pipe = this.#process.stdio[3] as Duplex
    const reader = new FrameReader()
    this.#pipe.on('data', (chunk: Buffer) => {
      let values: unknown[]
      try {
        values = reader.read(chunk)
      } catch (error) {
        // A cell wrote into the pipe by its descriptor.
        if (!this.#dismissed)
          listener.ended(`the engine's messages cannot be read: ${String(error)}`)
        return
      }
      for (const value of values) this.#received(value as SentEvent, listener)
    })
    // Writing to an engine that just died: its end is reported by the exit below.
    this.#pipe.on('error', () => undefined)
    this.#gone = this.#end().then((reason) => {
      if (!this.#dismissed) listener.ended(reason)
    })
  }

  send(request: EngineRequest): void {
    if (this.#pipe.writable) this.#pipe.write(encodeFrame(request))
  }

  /**
   * Lets the process end by itself, so that its exit handlers run; ends it by force if it does not.
   * Resolves when it is gone and has been heard to the end; this is not reported.
   */
  async close(): Promise<void> {
    this.#dismissed = true
    this.send({ type: 'close' })
    await Promise.race([this.#gone, sleep(closingTime)])
    await this.kill()
  }

  /** Ends the process by force. Resolves when it is gone; this is not reported. */
  kill(): Promise<void> {
    this.#dismissed = true
    const { pid, exitCode, signalCode } = this.#process
    const runs = pid !== undefined && exitCode === null && signalCode === null
    if (runs && hasGroups) this.#process.kill('SIGKILL')
    else if (runs) spawnSync('taskkill', ['/pid', `${pid}`, '/t', '/f'])
    return this.#gone
  }

  /** Waits for the end of the process, and ends what it started. @returns why it ended */
  async #end(): Promise<string> {
    const closed = new Promise((resolve) => this.#process.once('close', resolve))
    let reason: string
    try {
      const [code, signal] = (await once(this.#process, 'exit')) as Parameters<typeof describeEnd>
      reason = describeEnd(code, signal)
    } catch (error) {
      return `the engine could not be started: ${String(error)}`
    }
    if (this.#process.pid !== undefined) await endGroup(this.#process.pid)
    await Promise.race([closed, sleep(lastWords)])
    this.#drain()
    return reason
  }

  #received(event: SentEvent, listener: EngineListener): void {
    if (event.type === 'written' || event.type === 'reply') this.#drain()
    if (event.type === 'written') this.send({ type: 'passed' })
    listener.event(event)
  }

  /** What was written to the engine's descriptors until now comes before what follows. */
  #drain(): void {
    for (const output of this.#outputs) output.drain()
  }
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT' || code === 134) {
    return 'the engine ran out of memory or was aborted'
  }
  return signal ? `the engine was ended by ${signal}` : `the engine ended with exit code ${code}`
}
