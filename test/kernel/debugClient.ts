import { expect } from 'vitest'
import type { Answer, KernelClient } from './kernelClient.js'

type Body = Record<string, unknown>

/** A stop, as the event tells of it. */
export interface Stop {
  readonly reason: string
  readonly text?: string
}

/** A call on the stack of a stopped thread. */
export interface StackFrame {
  readonly id: number
  readonly name: string
  readonly line: number
  readonly source: { readonly path: string; readonly name: string }
}

/** Speaks the Debug Adapter Protocol on the control channel of a kernel. */
export class DebugClient {
  readonly #kernel: KernelClient
  #seq = 0

  constructor(kernel: KernelClient) {
    this.#kernel = kernel
  }

  /** Sends a request without waiting for anything; returns the id of its message. */
  send(command: string, given: Body = {}): Promise<string> {
    const content = { type: 'request', seq: ++this.#seq, command, arguments: given }
    return this.#kernel.send('debug_request', content, 'control')
  }

  /** The response to a request, whether it tells of success or not. */
  async response(command: string, given: Body = {}): Promise<Body> {
    const id = this.send(command, given)
    const seq = this.#seq
    const { reply } = await this.#kernel.answer(await id)
    expect(reply).toMatchObject({ command, request_seq: seq })
    return reply
  }

  /** The body of a response that tells of success. */
  async ask(command: string, given: Body = {}): Promise<Body> {
    const reply = await this.response(command, given)
    expect(reply).toMatchObject({ success: true })
    return reply.body as Body
  }

  /** Bodies of the events of a kind so far. */
  events(name: string): Stop[] {
    return this.#kernel
      .received(
        ({ header, content }) => header.msg_type === 'debug_event' && content.event === name
      )
      .map(({ content }) => content.body as unknown as Stop)
  }

  /** Does what leads to an event of the debugger, and waits for that. */
  async until(name: string, work: () => Promise<unknown>): Promise<Stop> {
    const before = this.events(name).length
    await work()
    await this.#kernel.waitFor(() => this.events(name).length > before)
    return this.events(name)[before] as Stop
  }

  /** Sends a cell; returns the id of its message. */
  cell(code: string): Promise<string> {
    const options = { silent: false, store_history: true, stop_on_error: false }
    return this.#kernel.send('execute_request', { code, ...options })
  }

  /** Sends a cell and waits until the thread is stopped. */
  async stopIn(code: string): Promise<{ id: string; stop: Stop; ended: () => Promise<Answer> }> {
    let id = ''
    const stop = await this.until('stopped', async () => (id = await this.cell(code)))
    return { id, stop, ended: () => this.#kernel.answer(id) }
  }

  /** Sets breakpoints in a cell as a click beside its lines does. */
  async setBreakpoints(code: string, ...breakpoints: (number | Body)[]): Promise<Body[]> {
    const { sourcePath: path } = await this.ask('dumpCell', { code })
    const lines = breakpoints.map((one) => (typeof one === 'number' ? { line: one } : one))
    const body = await this.ask('setBreakpoints', { source: { path }, breakpoints: lines })
    return body.breakpoints as Body[]
  }

  /** The calls of the stopped thread, from the innermost. */
  async stack(): Promise<StackFrame[]> {
    return (await this.ask('stackTrace', { threadId: 1 })).stackFrames as StackFrame[]
  }
}
