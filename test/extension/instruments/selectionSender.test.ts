import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
  readonly comms: { isDisposed: boolean; commsOverSubshells?: string | undefined }[] = []

  createComm(target: string) {
    const comm = {
      isDisposed: false,
      open: (data: unknown) => this.sent.push([target, data]),
      send: (data: unknown) => this.sent.push(data)
    }
    this.comms.push(comm)
    return comm
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
})
