import { spawn, type ChildProcess } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { encodeFrame, FrameReader } from '../language/channelFrames.js'
import type { EngineRequest, SentEvent } from '../language/engineMessages.js'
import { engineFlags } from '../language/startupSnapshot.js'
import { DescriptorOutput, namedPipes } from './descriptorOutput.js'

/** What the supervisor does with what the engine says. */
export interface EngineListener {
  event(event: SentEvent): void
  /** The process has ended; `reason` is a sentence for the user. */
  ended(reason: string): void
}

/** The engine's process. Replaced by a new one when it dies. */
export class EngineProcess {
  readonly #process: ChildProcess
  readonly #pipe: Duplex
  readonly #outputs: readonly DescriptorOutput[]
  #ended = false

  /**
   * @param packageFolders folders in which packages are looked for after the working folder
   * @param snapshot startup snapshot to start from, if there is one
   */
  constructor(
    packageFolders: readonly string[],
    snapshot: string | undefined,
    listener: EngineListener
  ) {
    const script = fileURLToPath(new URL('./engineMain.js', import.meta.url))
    const start = snapshot === undefined ? [] : ['--snapshot-blob', snapshot]
    const [pipeOfStdout, pipeOfStderr] = namedPipes(2)
    const output = (name: 'stdout' | 'stderr') => (text: string) =>
      listener.event({ type: 'stream', name, text })
    const stdout = new DescriptorOutput(pipeOfStdout, output('stdout'))
    const stderr = new DescriptorOutput(pipeOfStderr, output('stderr'))
    this.#outputs = [stdout, stderr]
    this.#process = spawn(process.execPath, [...engineFlags, ...start, script, ...packageFolders], {
      stdio: ['ignore', stdout.stdio, stderr.stdio, 'pipe']
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
        if (!this.#ended) listener.ended(`the engine's messages cannot be read: ${String(error)}`)
        return
      }
      for (const value of values) this.#received(value as SentEvent, listener)
    })
    // Writing to an engine that just died: its end is reported by the exit below.
    this.#pipe.on('error', () => undefined)
    this.#process.once('close', (code, signal) => {
      this.#drain()
      if (!this.#ended) listener.ended(describeEnd(code, signal))
    })
    this.#process.once('error', (error) => {
      if (!this.#ended) listener.ended(`the engine could not be started: ${error.message}`)
    })
  }

  send(request: EngineRequest): void {
    if (this.#pipe.writable) this.#pipe.write(encodeFrame(request))
  }

  /** Ends the process; its end is not reported. */
  kill(): void {
    this.#ended = true
    this.#process.kill('SIGKILL')
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
