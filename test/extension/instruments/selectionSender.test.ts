import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JSONObject } from '@lumino/coreutils'
import {
  SelectionSender,
  type SelectionKernel
} from '../../../extension/src/instruments/selectionSender.js'

const [a, b] = [{ x: 1 }, { x: 2 }]

/** What a kernel connection of JupyterLab does with comms, and a record of what it sends. */
class Connection implements SelectionKernel {
  readonly isDisposed = false
  readonly handleComms = true
  status = 'idle'
  readonly sent: unknown[] = []
  readonly comms: {
    isDisposed: boolean
    commsOverSubshells?: string | undefined
    readonly id: string | undefined
    onMsg(message: { readonly content: { readonly data: JSONObject } }): unknown
  }[] = []
  /** What the kernel knows of comms. */
  info: () => Promise<{ content: { status: string; comms?: Record<string, unknown> } }>

  /** @param known ids of comms that an earlier page has opened */
  constructor(...known: string[]) {
    const comms = Object.fromEntries(known.map((id) => [id, { target_name: 'nnqft.selection' }]))
    this.info = () => Promise.resolve({ content: { status: 'ok', comms } })
  }

  requestCommInfo(asked: unknown) {
    this.sent.push(['comm_info', asked])
    return this.info()
  }

  createComm(target: string, id?: string) {
    const comm = {
      id,
      isDisposed: false,
      onMsg: () => undefined,
      open: (data: unknown) => this.sent.push([target, data]),
      send: (data: unknown) => this.sent.push(data)
    }
    this.comms.push(comm)
    return comm
  }

  /** The kernel says what is selected. */
  answer(hash: string, rows: JSONObject[]) {
    this.comms.at(-1)!.onMsg({ content: { data: { figure: hash, rows } } })
  }

  /** As after a restart. */
  disposeComms() {
    for (const comm of this.comms) comm.isDisposed = true
  }
}

describe('selections sent to a kernel', () => {
  const opening = ['nnqft.selection', {}]
  let kernel: Connection
  let sender: SelectionSender
  const figure = { name: 'figure' }

  beforeEach(() => {
    vi.useFakeTimers()
    kernel = new Connection()
    sender = new SelectionSender()
  })
  afterEach(() => vi.useRealTimers())

  it('are the last ones after a pause, over one comm on the way of the cells', () => {
    sender.tell(figure, 'h', [a], kernel)
    sender.tell(figure, 'h', [a, b], kernel)
    expect(kernel.sent).toEqual([])
    vi.runAllTimers()
    sender.tell({}, 'other', [b], kernel)
    vi.runAllTimers()
    const first = { figure: 'h', rows: [a, b] }
    expect(kernel.sent).toEqual([opening, first, { figure: 'other', rows: [b] }])
    expect(kernel.comms).toMatchObject([{ commsOverSubshells: 'disabled' }])
  })

  it('go at once when a cell is run', () => {
    sender.tell(figure, 'h', [a], kernel)
    sender.flush()
    expect(kernel.sent).toEqual([opening, { figure: 'h', rows: [a] }])
    vi.runAllTimers()
    expect(kernel.sent.length).toBe(2)
  })

  it('are sent once, and taken back once; a figure without any says nothing', () => {
    sender.tell(figure, 'h', [], kernel)
    sender.flush()
    expect(kernel.sent).toEqual([])
    for (const rows of [[a], [a], [], []]) {
      sender.tell(figure, 'h', rows, kernel)
      sender.flush()
    }
    expect(kernel.sent.slice(1)).toEqual([
      { figure: 'h', rows: [a] },
      { figure: 'h', rows: [] }
    ])
  })

  it('of another figure of the same numbers are left alone by one that has none', () => {
    sender.tell(figure, 'h', [a], kernel)
    sender.tell({}, 'h', [], kernel)
    sender.flush()
    expect(kernel.sent).toEqual([opening, { figure: 'h', rows: [a] }])
  })

  it('that several figures of the same numbers tell are sent once, and stay until the last of them ends', () => {
    const other = { name: 'other' }
    for (const each of [figure, other]) sender.tell(each, 'h', [a], kernel)
    sender.flush()
    for (const each of [figure, other]) sender.tell(each, 'h', [a, b], kernel)
    sender.flush()
    sender.forget(figure)
    sender.flush()
    expect(kernel.sent.slice(1)).toEqual([
      { figure: 'h', rows: [a] },
      { figure: 'h', rows: [a, b] }
    ])
    sender.tell(other, 'h', [], kernel)
    sender.flush()
    expect(kernel.sent.at(-1)).toEqual({ figure: 'h', rows: [] })
  })

  it('that another figure of the same numbers still tells take the place of those of one that ends', () => {
    const other = { name: 'other' }
    sender.tell(other, 'h', [a], kernel)
    sender.tell(figure, 'h', [b], kernel)
    sender.flush()
    sender.forget(figure)
    sender.flush()
    expect(kernel.sent.at(-1)).toEqual({ figure: 'h', rows: [a] })
  })

  it('are sent again to a kernel that has forgotten them', () => {
    sender.tell(figure, 'h', [a], kernel)
    sender.flush()
    kernel.disposeComms()
    sender.tell(figure, 'h', [a], kernel)
    sender.flush()
    const message = { figure: 'h', rows: [a] }
    expect(kernel.sent).toEqual([opening, message, opening, message])
  })

  it('end with the figure, and where its numbers are others', () => {
    sender.tell(figure, 'h', [a], kernel)
    sender.flush()
    sender.tell(figure, 'other', [b], kernel)
    sender.flush()
    sender.forget(figure)
    sender.flush()
    expect(kernel.sent.slice(2)).toEqual([
      { figure: 'h', rows: [] },
      { figure: 'other', rows: [b] },
      { figure: 'other', rows: [] }
    ])
  })

  it('follow the kernel of the notebook, and stay where a cell is out of sight', () => {
    const next = new Connection()
    sender.tell(figure, 'h', [a], kernel)
    sender.flush()
    sender.tell(figure, 'h', [a], undefined)
    sender.flush()
    expect(kernel.sent.length).toBe(2)
    sender.tell(figure, 'h', [a], next)
    sender.flush()
    expect(kernel.sent.at(-1)).toEqual({ figure: 'h', rows: [] })
    expect(next.sent).toEqual([opening, { figure: 'h', rows: [a] }])
  })

  it('are kept back where no kernel can hear them', () => {
    kernel.status = 'dead'
    sender.tell(figure, 'h', [a], kernel)
    sender.tell({}, 'h', [a], undefined)
    sender.flush()
    expect(kernel.sent).toEqual([])
  })

  describe('of a page that was there before', () => {
    const asking = ['comm_info', { target_name: 'nnqft.selection' }]
    const question = { figure: 'h' }
    let adopted: unknown[]
    const ask = (one: object = figure) => sender.ask(one, 'h', kernel, (rows) => adopted.push(rows))

    beforeEach(() => {
      adopted = []
      kernel = new Connection('earlier')
    })

    it('are asked for over its comm, adopted, and not sent again', async () => {
      sender.tell(figure, 'h', [], kernel)
      await ask()
      expect(kernel.sent).toEqual([asking, question])
      expect(kernel.comms).toMatchObject([{ id: 'earlier', commsOverSubshells: 'disabled' }])
      kernel.answer('other', [b])
      expect(adopted).toEqual([])
      kernel.answer('h', [a])
      expect(adopted).toEqual([[a]])
      vi.runAllTimers()
      sender.tell(figure, 'h', [a], kernel)
      sender.flush()
      expect(kernel.sent).toEqual([asking, question])
      sender.tell(figure, 'h', [], kernel)
      sender.flush()
      expect(kernel.sent.at(-1)).toEqual({ figure: 'h', rows: [] })
    })

    it('give way to what is selected before the answer comes', async () => {
      await ask()
      sender.tell(figure, 'h', [b], kernel)
      kernel.answer('h', [a])
      sender.flush()
      expect(adopted).toEqual([])
      expect(kernel.sent.at(-1)).toEqual({ figure: 'h', rows: [b] })
    })

    it('are asked for once over one comm where several figures are drawn', async () => {
      await Promise.all([ask(), ask({ name: 'other' })])
      expect(kernel.comms.length).toBe(1)
      kernel.answer('h', [a])
      expect(adopted).toEqual([[a], [a]])
    })

    it('are adopted by no figure that has left the page, and none where nothing is selected', async () => {
      await ask()
      sender.forget(figure)
      kernel.answer('h', [a])
      await ask()
      kernel.answer('h', [])
      expect(adopted).toEqual([])
    })

    it('are not looked for in a kernel that no page has told of any, that ends or is dead', async () => {
      kernel = new Connection()
      await ask()
      kernel.info = () => Promise.reject(new Error('Canceled future for comm_info_request'))
      await ask()
      kernel.info = () => Promise.resolve({ content: { status: 'error' } })
      await ask()
      expect(kernel.sent).toEqual([asking, asking, asking])
      kernel.status = 'dead'
      await ask()
      expect(kernel.sent.length).toBe(3)
      expect(kernel.comms).toEqual([])
    })
  })
})
