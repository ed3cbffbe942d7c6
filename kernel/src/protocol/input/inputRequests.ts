import type { InputRequest } from '../../language/engineMessages.js'
import type { Message } from '../../wire/message.js'

interface Waiting {
  readonly asked: InputRequest
  /** The request whose cell asks. */
  readonly request: Message
  /** Id of the input_request, once that has gone out. */
  sentAs?: string
}

/** Sends an input_request on behalf of a request; returns its id. */
type Send = (request: Message, prompt: string, password: boolean) => string

/**
 * The questions that wait for the user, in the order of asking. A cell has one input_request out at a
 * time: frontends show one. Cells of different subshells do not wait for each other.
 */
export class InputRequests {
  readonly #send: Send
  #waiting: Waiting[] = []

  constructor(send: Send) {
    this.#send = send
  }

  add(asked: InputRequest, request: Message): void {
    this.#waiting.push({ asked, request })
    this.#sendNext(request)
  }

  /** The question that an input_reply answers, if it still waits. */
  take({ header, parentHeader }: Message): number | undefined {
    const sent = this.#waiting.filter(({ sentAs }) => sentAs !== undefined)
    const ofClient = sent.filter(({ request }) => request.header.session === header.session)
    const { msg_id } = parentHeader
    // Some clients say which cell they answer, some nothing: they answer what they were asked first.
    const found =
      msg_id === undefined
        ? ofClient[0]
        : (sent.find(({ sentAs }) => sentAs === msg_id) ??
          ofClient.find(({ request }) => request.header.msg_id === msg_id))
    if (found) this.#remove((one) => one === found)
    return found?.asked.question
  }

  /** The cell does not want the answer any more. */
  withdraw(question: number): void {
    this.#remove(({ asked }) => asked.question === question)
  }

  /** The cell of the request with this number has ended. */
  ended(parent: string): void {
    this.#remove(({ asked }) => asked.parent === parent)
  }

  clear(): void {
    this.#waiting = []
  }

  #remove(isGone: (waiting: Waiting) => boolean): void {
    const gone = this.#waiting.filter(isGone)
    this.#waiting = this.#waiting.filter((one) => !gone.includes(one))
    for (const { request } of gone) this.#sendNext(request)
  }

  #sendNext(request: Message): void {
    const next = this.#waiting.filter((one) => one.request === request)
    const [first] = next
    if (!first || next.some(({ sentAs }) => sentAs !== undefined)) return
    first.sentAs = this.#send(request, first.asked.prompt, first.asked.password)
  }
}
