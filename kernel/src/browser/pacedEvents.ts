import type { WorkerEvent } from './engineMessages.js'

type Stream = Extract<WorkerEvent, { readonly type: 'stream' }>

/** Of each such span of time, in milliseconds, */
const span = 100
/** the first texts go out at once, one by one, so that each is seen also where an endless loop follows. */
const promptTexts = 20
/**
 * Of the others no more than so many UTF-16 units, and messages (texts of two streams cannot be one), go out in a span: what
 * prints more waits for the next one.
 */
const textOfSpan = 16 * 1024
const messagesOfSpan = 40
/** What is shown, not printed, is drawn: that takes the page as long as so many texts, and longer the more there is of it. */
const textsOfMessage = 4
const unitsOfText = 2048

/**
 * What the worker sends to the page. A loop that prints or shows without end would fill the page's queue faster than that is
 * read, and the page would hang, with its button to interrupt; nothing here can tell how far the page is.
 */
export class PacedEvents {
  readonly #post: (event: WorkerEvent) => void
  readonly #now: () => number
  #spanEnd = -Infinity
  /** What has gone out in this span: messages, and text of those that were held back. */
  #messages = 0
  #text = 0
  #held: Stream | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param now a clock, in milliseconds */
  constructor(post: (event: WorkerEvent) => void, now = () => performance.now()) {
    this.#post = post
    this.#now = now
  }

  send(event: WorkerEvent): void {
    if (this.#now() >= this.#spanEnd) this.#begin()
    if (event.type === 'stream') this.#print(event)
    else {
      this.#flush()
      this.#out(event, weightOf(event))
    }
    if (this.#text > textOfSpan || this.#messages >= messagesOfSpan) {
      while (this.#now() < this.#spanEnd);
      this.#begin()
    }
  }

  #print(event: Stream): void {
    if (!this.#held && this.#messages < promptTexts) this.#out(event, 1)
    else this.#hold(event)
  }

  #begin(): void {
    this.#flush()
    this.#spanEnd = this.#now() + span
    this.#messages = 0
    this.#text = 0
  }

  #hold(event: Stream): void {
    const held = this.#held
    const isSame = held?.name === event.name && held.parent === event.parent
    if (held && !isSame) this.#flush()
    this.#text += event.text.length
    this.#held = held && isSame ? { ...held, text: held.text + event.text } : event
    this.#timer ??= setTimeout(() => this.#flush(), span)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const held = this.#held
    this.#held = undefined
    if (held) this.#out(held, 1)
  }

  #out(event: WorkerEvent, weight: number): void {
    this.#messages += weight
    this.#post(event)
  }
}

/** How many texts a message counts as. The kernel's own answers, one to a request, have no part in an endless loop. */
function weightOf(event: Exclude<WorkerEvent, Stream>): number {
  switch (event.type) {
    case 'publish': {
      const bytes = (event.buffers ?? []).reduce((sum, { byteLength }) => sum + byteLength, 0)
      return textsOfMessage + (event.content.length + bytes) / unitsOfText
    }
    case 'inputRequest':
    case 'inputWithdrawn':
      return 1
    default:
      return 0
  }
}
