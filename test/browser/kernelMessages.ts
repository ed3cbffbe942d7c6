import type { Page } from 'playwright-core'

/** How many of the last messages are kept, and how much of each, in UTF-16 units. */
const kept = 80
const longest = 400

/** The last messages that a page and its kernels have sent each other, for who looks why a test failed. */
export class KernelMessages {
  readonly #lines: string[] = []
  readonly #start = performance.now()

  /** Listens to the kernels that the page connects to from now on. */
  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => this.#note('>', payload))
      socket.on('framereceived', ({ payload }) => this.#note('<', payload))
    })
  }

  #note(direction: string, payload: string | Buffer): void {
    if (typeof payload === 'string') return
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(2)
    const line = `${seconds} s ${direction} ${described(payload)}`.slice(0, longest)
    this.#lines.push(line)
    if (this.#lines.length > kept) this.#lines.shift()
  }

  toString(): string {
    return this.#lines.join('\n')
  }
}

/** A message of the protocol v1.kernel.websocket.jupyter.org: offsets of its parts, then these. */
function described(frame: Buffer): string {
  const offset = (i: number) => Number(frame.readBigUInt64LE(8 * i))
  const part = (i: number) => frame.toString('utf8', offset(i + 1), offset(i + 2))
  const { msg_type } = JSON.parse(part(1)) as { msg_type: string }
  return `${part(0)} ${msg_type} ${part(4)}`
}
