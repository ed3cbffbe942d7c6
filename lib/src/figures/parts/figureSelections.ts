import type { Row } from './figureRows.js'

/** Name of the comm over which JupyterLab's extension tells what its reader has selected. */
const selectionTarget = 'nnqft.selection'

/** The part of a Jupyter kernel's global `Jupyter` that is used. */
interface SelectionKernel {
  readonly comms: {
    register(target: string, opened: (comm: SelectionComm) => void): void
  }
}

interface SelectionComm {
  onMessage: ((message: { readonly data: unknown }) => void) | undefined
  send(data: unknown): void
}

/** What the page selects in a figure; without rows it asks what is selected. */
interface SelectionMessage {
  readonly figure?: unknown
  readonly rows?: unknown
}

const change = 'change'

const selections = new Map<string, readonly Row[]>()
/**
 * Each an event target: a kernel runs what listens to one on behalf of the cell that does, so that what it prints or
 * throws appears below that cell, and one that throws keeps none from hearing.
 */
const listeners = new Map<string, Set<EventTarget>>()

/** Lets the extension tell of selections, in a Jupyter kernel that has comms; elsewhere there are none. */
export function hearSelections(): void {
  const kernel = Reflect.get(globalThis, 'Jupyter') as Partial<SelectionKernel> | undefined
  if (typeof kernel?.comms?.register !== 'function') return
  kernel.comms.register(selectionTarget, (comm) => {
    comm.onMessage = ({ data }) => {
      const { figure, rows } = Object(data) as SelectionMessage
      const isQuestion = typeof figure === 'string' && rows === undefined
      if (isQuestion) comm.send({ figure, rows: selectedRows(figure) })
      else select(figure, rows)
    }
  })
}

/** The rows that are selected in figures of these numbers, as the page has sent them. */
export function selectedRows(hash: string): readonly Row[] {
  return selections.get(hash) ?? []
}

/** Calls a function after each change of the selection in figures of these numbers. @returns what ends that */
export function onSelected(hash: string, changed: () => void): () => void {
  const own = listeners.get(hash) ?? new Set()
  const listener = new EventTarget()
  listener.addEventListener(change, () => changed())
  listeners.set(hash, own.add(listener))
  return () => {
    own.delete(listener)
    if (own.size === 0 && listeners.get(hash) === own) listeners.delete(hash)
  }
}

function select(figure: unknown, rows: unknown): void {
  if (typeof figure !== 'string' || !Array.isArray(rows)) {
    throw new TypeError(`a message of ${selectionTarget} must hold figure and rows`)
  }
  if (rows.length > 0) selections.set(figure, rows as Row[])
  else selections.delete(figure)
  for (const listener of [...(listeners.get(figure) ?? [])])
    listener.dispatchEvent(new Event(change))
}
