import type { JSONObject } from '@lumino/coreutils'
import type { JsonObject } from '../renderer/safeSpec.js'
import { rowsText } from './rowSelection.js'

/** Name of the comm that the library listens to, see its `Figure.selection`. */
const selectionTarget = 'nnqft.selection'

/** Pause after which a selection is sent, in milliseconds. */
const pause = 100

/** The part of a kernel connection that is used. */
export interface SelectionKernel {
  readonly isDisposed: boolean
  readonly status: string
  readonly handleComms: boolean
  /** @param id of a comm that the kernel has; without it that of a new one */
  createComm(target: string, id?: string): SelectionComm
  requestCommInfo(content: { readonly target_name: string }): Promise<CommInfo>
}

interface CommInfo {
  readonly content: { readonly status: string; readonly comms?: Readonly<Record<string, unknown>> }
}

interface SelectionComm {
  readonly isDisposed: boolean
  commsOverSubshells?: string | undefined
  onMsg(message: { readonly content: { readonly data: JSONObject } }): unknown
  open(data: JSONObject): unknown
  send(data: JSONObject): unknown
}

/** A selection on its way to a kernel. */
interface Selection {
  /** Hash of the figure's provenance. */
  readonly hash: string
  readonly rows: readonly JsonObject[]
  readonly kernel: SelectionKernel | undefined
}

/** What a kernel knows of a figure: some rows. */
interface Told {
  readonly hash: string
  readonly text: string
  readonly kernel: SelectionKernel
  readonly comm: SelectionComm
}

/** A figure that is drawn anew, until the kernel has told what is selected in it. */
interface Asked {
  readonly hash: string
  readonly kernel: SelectionKernel
  readonly adopt: (rows: readonly JsonObject[]) => void
}

/**
 * Sends what is selected in figures to the kernels of their notebooks, the last state after a pause, over one
 * comm a kernel. A kernel that was restarted, or did not know of figures, is told again with the next picture.
 * A kernel that was told before this page was loaded is asked for what it holds.
 */
export class SelectionSender {
  private readonly pending = new Map<object, Selection>()
  private readonly told = new Map<object, Told>()
  private readonly asked = new Map<object, Asked>()
  private readonly comms = new WeakMap<SelectionKernel, SelectionComm>()
  private timer: ReturnType<typeof setTimeout> | undefined

  /** @param figure any object that stands for the figure */
  tell(
    figure: object,
    hash: string,
    rows: readonly JsonObject[],
    kernel: SelectionKernel | undefined
  ): void {
    // Cells out of sight are taken out of their notebook: the kernel is the one it was.
    this.pending.set(figure, { hash, rows, kernel: kernel ?? this.told.get(figure)?.kernel })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.flush(), pause)
  }

  /**
   * Asks a kernel for what is selected in a figure that is drawn anew, if a page has told it of selections before.
   *
   * @param adopt gets the rows if there are any and nothing else was selected in the figure since
   */
  async ask(
    figure: object,
    hash: string,
    kernel: SelectionKernel,
    adopt: (rows: readonly JsonObject[]) => void
  ): Promise<void> {
    const asked = { hash, kernel, adopt }
    this.asked.set(figure, asked)
    const comm = await this.earlierCommTo(kernel)
    if (this.asked.get(figure) === asked) comm?.send({ figure: hash })
  }

  /** A figure has left the page: nothing is selected in it. */
  forget(figure: object): void {
    this.pending.delete(figure)
    this.asked.delete(figure)
    const told = this.told.get(figure)
    if (told) this.tell(figure, told.hash, [], told.kernel)
  }

  /** Sends at once what waits. */
  flush(): void {
    clearTimeout(this.timer)
    for (const [figure, selection] of this.pending) this.update(figure, selection)
    this.pending.clear()
  }

  private update(figure: object, { hash, rows, kernel }: Selection): void {
    const last = this.told.get(figure)
    const known = last?.comm.isDisposed === false ? last : undefined
    const isSame = known?.hash === hash && known.kernel === kernel
    const text = rowsText(rows)
    if (isSame && known.text === text) return
    this.told.delete(figure)
    // A figure that tells of nothing leaves what another one of the same numbers tells.
    const left = known && this.textFrom(known)
    if (known && (!isSame || rows.length === 0) && left !== known.text) {
      const rows = JSON.parse(left ?? '[]') as JSONObject[]
      known.comm.send({ figure: known.hash, rows })
    }
    if (rows.length === 0 || !kernel) return
    const comm = this.commTo(kernel)
    if (!comm) return
    const now = { hash, text, kernel, comm }
    if (this.textFrom(now) !== text) comm.send({ figure: hash, rows: rows as JSONObject[] })
    this.told.set(figure, now)
  }

  /** What figures of the same numbers have told last. */
  private textFrom({ hash, comm }: Told): string | undefined {
    const same = [...this.told.values()].filter((one) => one.hash === hash && one.comm === comm)
    return same.at(-1)?.text
  }

  private heard(
    kernel: SelectionKernel,
    comm: SelectionComm,
    { figure: hash, rows }: JSONObject
  ): void {
    const held = rows as JSONObject[]
    for (const [figure, asked] of this.asked) {
      if (asked.hash !== hash || asked.kernel !== kernel) continue
      this.asked.delete(figure)
      const isSelectedIn = this.told.has(figure) || this.pending.get(figure)?.rows.length
      if (isSelectedIn || held.length === 0) continue
      // That nothing is selected in it yet was to be told.
      this.pending.delete(figure)
      this.told.set(figure, { hash, text: rowsText(held), kernel, comm })
      asked.adopt(held)
    }
  }

  private commTo(kernel: SelectionKernel): SelectionComm | undefined {
    if (!canHear(kernel)) return undefined
    const open = this.openCommTo(kernel)
    if (open) return open
    const comm = this.connect(kernel)
    comm.open({})
    return comm
  }

  /** The comm that this page or one before it has opened. */
  private async earlierCommTo(kernel: SelectionKernel): Promise<SelectionComm | undefined> {
    if (!canHear(kernel) || this.openCommTo(kernel)) return this.openCommTo(kernel)
    // A kernel that ends, or is restarted, gives no answer and holds nothing.
    const info = await kernel.requestCommInfo({ target_name: selectionTarget }).catch(() => null)
    if (!canHear(kernel) || this.openCommTo(kernel)) return this.openCommTo(kernel)
    const [id] = Object.keys(info?.content.comms ?? {})
    return id === undefined ? undefined : this.connect(kernel, id)
  }

  private openCommTo(kernel: SelectionKernel): SelectionComm | undefined {
    const comm = this.comms.get(kernel)
    return comm?.isDisposed ? undefined : comm
  }

  private connect(kernel: SelectionKernel, id?: string): SelectionComm {
    const comm = kernel.createComm(selectionTarget, id)
    // On the way of the cells: one that is run after a selection computes with it.
    comm.commsOverSubshells = 'disabled'
    comm.onMsg = ({ content }) => this.heard(kernel, comm, content.data)
    this.comms.set(kernel, comm)
    return comm
  }
}

function canHear({ isDisposed, status, handleComms }: SelectionKernel): boolean {
  return !isDisposed && status !== 'dead' && handleComms
}
