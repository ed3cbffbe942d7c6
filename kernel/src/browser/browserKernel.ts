import manifest from '../../package.json' with { type: 'json' }
import compiler from 'typescript/package.json' with { type: 'json' }
import type { InputRequest, MainQuestion, SentPublished } from '../language/engineMessages.js'
import { languageInfo } from '../language/languageInfo.js'
import type { Engine, EngineStart } from './engine.js'
import type { WorkerEvent } from './engineMessages.js'
import type { Header, KernelBase, KernelOptions, LiteServices, Message } from './jupyterLite.js'

type Content = Record<string, unknown>

const { version } = manifest
const { version: typescript } = compiler

const interrupted = {
  ename: 'KeyboardInterrupt',
  evalue: 'the cell was interrupted',
  traceback: [
    'KeyboardInterrupt: the cell was interrupted. It did not give way, so the kernel was started anew: what earlier cells have defined is gone.'
  ]
}

const kernelError = (evalue: string) => ({ ename: 'KernelError', evalue, traceback: [evalue] })

/** How long a cell may take to end by itself once it is interrupted. */
const graceMilliseconds = 500

/** A question without the name under which it is answered. */
type Unnamed<Question> = Question extends MainQuestion ? Omit<Question, 'id'> : never

/** A kernel that can be interrupted. */
export interface Interruptible extends KernelBase {
  interrupt(): void
}

/** The class of our kernels, on that of all kernels of the page. */
export function browserKernel({ BaseKernel }: LiteServices, engines: EngineStart) {
  return class BrowserKernel extends BaseKernel implements Interruptible {
    /** Why there is no engine. */
    #failure: string | undefined
    #questions = 0
    readonly #waiting = new Map<string, (content: Content) => void>()
    /** Requests of cells, by the names under which the worker knows them. */
    readonly #cells = new Map<string, Header>()
    /** What cells want to know of the user, in the order of asking: one question is out at a time. */
    #asked: InputRequest[] = []
    /** Whether an interrupt has ended the worker of the cell that is being answered. */
    #isCutShort = false
    #grace: ReturnType<typeof setTimeout> | undefined
    /** Last of the fields: it may have said something already. */
    #engine = this.#start()

    #start(): Engine {
      const engine = engines.take()
      engine.listen((event) => this.#heard(event))
      return engine
    }

    #heard(event: WorkerEvent): void {
      if (event.type === 'failed') this.#end(`the kernel did not start: ${event.reason}`)
      else if (event.type === 'stream') {
        this.stream({ name: event.name, text: event.text }, this.#cellOf(event))
      } else if (event.type === 'publish') this.#publish(event)
      else if (event.type === 'inputRequest') this.#question([...this.#asked, event])
      else if (event.type === 'inputWithdrawn') {
        this.#question(this.#asked.filter(({ question }) => question !== event.question))
      } else if (event.type === 'reply') {
        this.#waiting.get(event.id)?.(event.content)
        this.#waiting.delete(event.id)
      }
    }

    /** The cell that has printed or shown something; it may have ended. */
    #cellOf({ parent }: { readonly parent?: string }): Header | undefined {
      return parent === undefined ? undefined : this.#cells.get(parent)
    }

    #publish(event: SentPublished): void {
      const { messageType, buffers = [] } = event
      const [content, metadata] = [event.content, event.metadata].map(
        (text) => JSON.parse(text) as Content
      )
      const cell = this.#cellOf(event)
      if (messageType === 'display_data') this.displayData(content, cell)
      else if (messageType === 'update_display_data') this.updateDisplayData(content, cell)
      else if (messageType === 'execute_result') this.publishExecuteResult(content, cell)
      else if (messageType === 'error') this.publishExecuteError(content, cell)
      else if (messageType === 'clear_output') this.clearOutput(content, cell)
      else this.handleComm(messageType, content, metadata, buffers, cell)
    }

    /** Asks the first question of those that wait, if it has not been asked yet. */
    #question(asked: InputRequest[]): void {
      const [before] = this.#asked
      const [first] = asked
      this.#asked = asked
      if (!first || first === before) return
      const { prompt, password } = first
      this.inputRequest({ prompt, password }, this.#cellOf(first))
    }

    /** Answers all that waits, and all that comes, with an error. */
    #end(failure: string): void {
      this.#failure = failure
      this.#answerAll(kernelError(failure))
    }

    #answerAll(error: Content): void {
      const waiting = [...this.#waiting.values()]
      this.#waiting.clear()
      for (const answer of waiting) answer({ status: 'error', ...error })
    }

    async #ask(question: Unnamed<MainQuestion>, id = String(++this.#questions)): Promise<Content> {
      if (this.#failure !== undefined) return { status: 'error', ...kernelError(this.#failure) }
      return new Promise((resolve) => {
        this.#waiting.set(id, resolve)
        this.#engine.post({ ...question, id })
      })
    }

    /** Asks the running cell to end; a loop does not hear that, and is ended with its worker. */
    interrupt(): void {
      if (this.#waiting.size === 0) return
      this.#engine.post({ type: 'interrupt' })
      this.#grace ??= setTimeout(() => this.#cutShort(), graceMilliseconds)
    }

    #cutShort(): void {
      this.#grace = undefined
      if (this.#waiting.size === 0) return
      this.#isCutShort = true
      this.#engine.end()
      this.#engine = this.#start()
      this.#answerAll(interrupted)
    }

    override dispose(): void {
      clearTimeout(this.#grace)
      this.#engine.end()
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
      user_expressions,
      allow_stdin
    }: Content): Promise<Content> {
      const executionCount = this.executionCount
      const id = String(++this.#questions)
      if (this.parent) this.#cells.set(id, this.parent.header)
      const cellId = this.parent?.metadata.cellId
      this.#isCutShort = false
      const cell = {
        type: 'execute',
        code: String(code),
        executionCount,
        silent: Boolean(silent),
        isStored: Boolean(store_history) && !silent,
        userExpressions: (user_expressions ?? {}) as Record<string, string>,
        allowStdin: Boolean(allow_stdin),
        ...(typeof cellId === 'string' && { cellId })
      } as const
      const content = await this.#ask(cell, id)
      clearTimeout(this.#grace)
      this.#grace = undefined
      this.#asked = []
      // Of what a cell throws the worker tells itself; of what ends the worker it cannot.
      const { ename, evalue, traceback } = content
      const isUntold = this.#isCutShort || ename === 'KernelError'
      if (isUntold && content.status === 'error') {
        this.publishExecuteError({ ename, evalue, traceback }, this.#cells.get(id))
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

    inputReply({ value }: Content): void {
      const [{ question } = { question: 0 }, ...rest] = this.#asked
      this.#engine.post({ type: 'input', question, value: String(value) })
      this.#question(rest)
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
