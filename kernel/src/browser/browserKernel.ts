import manifest from '../../package.json' with { type: 'json' }
import compiler from 'typescript/package.json' with { type: 'json' }
import type { EngineEvent, MainQuestion } from '../language/engineMessages.js'
import { languageInfo } from '../language/languageInfo.js'
import type { WorkerEvent } from './engineMessages.js'
import type { KernelBase, KernelOptions, LiteServices, Message } from './jupyterLite.js'

type Content = Record<string, unknown>

const { version } = manifest
const { version: typescript } = compiler

/** Where the parts of the kernel are. */
export interface KernelPlaces {
  /** Address of the worker's script. */
  readonly worker: string
  /** Address of the folder of packages. */
  readonly packages: string
}

const interrupted = {
  ename: 'KeyboardInterrupt',
  evalue: 'the cell was interrupted',
  traceback: [
    'KeyboardInterrupt: the cell was interrupted. The kernel was started anew: what earlier cells have defined is gone.'
  ]
}

/** A question without the name under which it is answered. */
type Unnamed<Question> = Question extends MainQuestion ? Omit<Question, 'id'> : never

/** A kernel that can be interrupted. */
export interface Interruptible extends KernelBase {
  interrupt(): void
}

/** The class of our kernels, on that of all kernels of the page. */
export function browserKernel({ BaseKernel }: LiteServices, places: KernelPlaces) {
  return class BrowserKernel extends BaseKernel implements Interruptible {
    #worker = this.#start()
    #questions = 0
    readonly #waiting = new Map<string, (content: Content) => void>()
    /** Whether an interrupt has ended the cell that is being answered. */
    #isInterrupted = false

    #start(): Worker {
      const worker = new Worker(places.worker)
      worker.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) => this.#heard(data))
      worker.addEventListener('error', ({ message }) => this.#end(`the kernel failed: ${message}`))
      worker.postMessage({ type: 'start', packages: places.packages })
      return worker
    }

    #heard(event: WorkerEvent): void {
      if (event.type === 'failed') this.#end(`the kernel did not start: ${event.reason}`)
      else if (event.type === 'stream') this.stream({ name: event.name, text: event.text })
      else if (event.type === 'publish') this.#publish(event)
      else if (event.type === 'reply') {
        this.#waiting.get(event.id)?.(event.content)
        this.#waiting.delete(event.id)
      }
    }

    #publish({ messageType, content, metadata = {}, buffers = [] }: Published): void {
      if (messageType === 'display_data') this.displayData(content)
      else if (messageType === 'update_display_data') this.updateDisplayData(content)
      else if (messageType === 'execute_result') this.publishExecuteResult(content)
      else if (messageType === 'error') this.publishExecuteError(content)
      else if (messageType === 'clear_output') this.clearOutput(content)
      else this.handleComm(messageType, content, metadata, buffers)
    }

    /** Answers all that waits with an error. */
    #end(evalue: string): void {
      this.#answerAll({ ename: 'KernelError', evalue, traceback: [evalue] })
    }

    #answerAll(error: Content): void {
      const waiting = [...this.#waiting.values()]
      this.#waiting.clear()
      for (const answer of waiting) answer({ status: 'error', ...error })
    }

    #ask(question: Unnamed<MainQuestion>): Promise<Content> {
      const id = String(++this.#questions)
      return new Promise((resolve) => {
        this.#waiting.set(id, resolve)
        this.#worker.postMessage({ ...question, id })
      })
    }

    /** Ends the running cell with its worker: nothing else stops a loop. */
    interrupt(): void {
      if (this.#waiting.size === 0) return
      this.#isInterrupted = true
      this.#worker.terminate()
      this.#worker = this.#start()
      this.#answerAll(interrupted)
    }

    override dispose(): void {
      this.#worker.terminate()
      super.dispose()
    }

    async kernelInfoRequest(): Promise<Content> {
      return {
        status: 'ok',
        protocol_version: '5.3',
        implementation: 'nnqft-kernel',
        implementation_version: version,
        language_info: languageInfo(typescript),
        banner: `nnqft-kernel ${version}: TypeScript ${typescript} in the browser`,
        help_links: [{ text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' }]
      }
    }

    async executeRequest({
      code,
      silent,
      store_history,
      user_expressions
    }: Content): Promise<Content> {
      const executionCount = this.executionCount
      this.#isInterrupted = false
      const content = await this.#ask({
        type: 'execute',
        code: String(code),
        executionCount,
        silent: Boolean(silent),
        isStored: Boolean(store_history) && !silent,
        userExpressions: (user_expressions ?? {}) as Record<string, string>,
        allowStdin: false
      })
      // Of what a cell throws the worker tells itself; of what ends the worker it cannot.
      const { ename, evalue, traceback } = content
      const isUntold = this.#isInterrupted || ename === 'KernelError'
      if (isUntold && content.status === 'error') {
        this.publishExecuteError({ ename, evalue, traceback })
      }
      return { ...content, execution_count: executionCount }
    }

    async completeRequest({ code, cursor_pos }: Content): Promise<Content> {
      return this.#ask({ type: 'complete', code: String(code), cursor: Number(cursor_pos) })
    }

    async inspectRequest({ code, cursor_pos, detail_level }: Content): Promise<Content> {
      const [cursor, detail] = [Number(cursor_pos), Number(detail_level)]
      return this.#ask({ type: 'inspect', code: String(code), cursor, detail })
    }

    async isCompleteRequest({ code }: Content): Promise<Content> {
      return this.#ask({ type: 'isComplete', code: String(code) })
    }

    async commInfoRequest({ target_name }: Content): Promise<Content> {
      const target = target_name === undefined ? {} : { target: String(target_name) }
      return this.#ask({ type: 'commInfo', ...target })
    }

    inputReply(): void {
      // No cell can ask: `cellGlobals.ts`.
    }

    commOpen = (message: Message) => this.#comm('comm_open', message)
    commMsg = (message: Message) => this.#comm('comm_msg', message)
    commClose = (message: Message) => this.#comm('comm_close', message)

    async #comm(kind: 'comm_open' | 'comm_msg' | 'comm_close', message: Message): Promise<void> {
      const buffers = (message.buffers ?? []).map((part) =>
        ArrayBuffer.isView(part)
          ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
          : new Uint8Array(part)
      )
      const { content, metadata } = message
      await this.#ask({ type: 'comm', kind, content, metadata, buffers })
    }
  } as unknown as new (options: KernelOptions) => Interruptible
}

type Published = Extract<EngineEvent, { type: 'publish' }>
