import type { JSONObject } from '@lumino/coreutils'
import type { JsonObject } from '../renderer/safeSpec.js'

/** Name of the comm that the library listens to, see its `Figure.selection`. */
const selectionTarget = 'nnqft.selection'

/** Pause after which a selection is sent, in milliseconds. */
const pause = 100

/** The part of a kernel connection that is used. */
export interface SelectionKernel {
  readonly isDisposed: boolean
  readonly status: string
  readonly handleComms: boolean
  createComm(target: string): SelectionComm
}

interface SelectionComm {
  readonly isDisposed: boolean
  commsOverSubshells?: string | undefined
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

/**
 * Sends what is selected in figures to the kernels of their notebooks, the last state after a pause, over one
 * comm a kernel. A kernel that was restarted, or did not know of figures, is told again with the next picture.
 */
export class SelectionSender {
  private readonly pending = new Map<object, Selection>()
  private readonly told = new Map<object, Told>()
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

  /** A figure has left the page: nothing is selected in it. */
  forget(figure: object): void {
    this.pending.delete(figure)
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
    const text = JSON.stringify(rows)
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

  private commTo(kernel: SelectionKernel): SelectionComm | undefined {
    if (kernel.isDisposed || kernel.status === 'dead' || !kernel.handleComms) return undefined
    const open = this.comms.get(kernel)
    if (open && !open.isDisposed) return open
    const comm = kernel.createComm(selectionTarget)
    // On the way of the cells: one that is run after a selection computes with it.
    comm.commsOverSubshells = 'disabled'
    comm.open({})
    this.comms.set(kernel, comm)
    return comm
  }
}
