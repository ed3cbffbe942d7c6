import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { WebSocket } from 'ws'

interface Answer {
  readonly id: number
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: string
  readonly message?: string
}

/**
 * A Firefox as distributions have it, with one page: playwright drives builds of its own alone. The commands are those of
 * WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).
 */
export class Firefox {
  readonly #program: ChildProcess
  readonly #profile: string
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #count = 0
  #page: unknown

  private constructor(program: ChildProcess, profile: string, socket: WebSocket) {
    this.#program = program
    this.#profile = profile
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer
      this.#waiting.get(answer.id)?.(answer)
      this.#waiting.delete(answer.id)
    })
  }

  static async launch(path: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'nnqft-firefox-'))
    const options = ['--headless', '--no-remote', '--remote-debugging-port=0', '--profile', profile]
    // A group of its own: what is started is not always what stays.
    const program = spawn(path, options, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    const address = await addressIn(program)
    const socket = new WebSocket(`${address}/session`)
    await once(socket, 'open')
    const firefox = new Firefox(program, profile, socket)
    await firefox.#send('session.new', { capabilities: {} })
    // A tab of its own has the focus, by which JupyterLab knows its current notebook.
    const { context } = await firefox.#send('browsingContext.create', { type: 'tab' })
    firefox.#page = context
    return firefox
  }

  async goto(url: string): Promise<void> {
    await this.#send('browsingContext.navigate', { context: this.#page, url, wait: 'complete' })
  }

  /** What a function gives in the page. */
  async evaluate<Result>(work: () => Promise<Result>): Promise<Result> {
    const { type, result, exceptionDetails } = await this.#send('script.callFunction', {
      functionDeclaration: `async () => JSON.stringify(await (${work.toString()})())`,
      awaitPromise: true,
      target: { context: this.#page }
    })
    if (type !== 'success') throw new Error(JSON.stringify(exceptionDetails))
    return JSON.parse((result as { readonly value: string }).value) as Result
  }

  /** Ends it, also where its page does not answer. */
  async close(): Promise<void> {
    const ended = once(this.#program, 'exit')
    if (this.#program.pid !== undefined) process.kill(-this.#program.pid, 'SIGKILL')
    await ended
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 20 })
  }

  async #send(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#count
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve))
    this.#socket.send(JSON.stringify({ id, method, params }))
    const { result, error, message } = await answered
    if (!result) throw new Error(`${method}: ${error}: ${message}`)
    return result
  }
}

/** Where a starting Firefox says that it listens. */
async function addressIn(program: ChildProcess): Promise<string> {
  if (!program.stderr) throw new Error('no standard error')
  const said: string[] = []
  for await (const line of createInterface(program.stderr)) {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(line)
    if (found) {
      // What it says later goes nowhere, and may not fill the pipe.
      program.stderr.resume()
      return found[1]
    }
    said.push(line)
  }
  throw new Error(`Firefox ended: ${said.join('\n')}`)
}
