import { displaySymbol, failed, givenBundle, mimeBundleOf } from './mimeBundle.js'
import { plainJson } from './mimeContents.js'
import { mime } from './mimeTypes.js'
import type { MimeBundle } from '../../language/engineMessages.js'
import { valueText } from '../../language/valueText.js'

/** A value that shows itself in a notebook. */
export interface Displayable {
  [displaySymbol](): Record<string, unknown> | Promise<Record<string, unknown>>
}

/** How `display` shows a value. */
export interface DisplayOptions {
  /** Name of the output, under which it can be updated: shown again by its cell, it is replaced. */
  readonly id?: string
  /** Replace the outputs with this id, those of other cells too, instead of adding one. */
  readonly update?: boolean
  /** Metadata of the message, by MIME type. */
  readonly metadata?: Record<string, unknown>
  /** The value is a MIME bundle, to be sent as it is. */
  readonly raw?: boolean
}

/** Sends a display message. */
export type PublishDisplay = (
  messageType: 'display_data' | 'update_display_data',
  bundle: MimeBundle,
  id: string | undefined,
  cell: object
) => void

/** An object that shows itself by this bundle. */
export function displayable(data: Record<string, unknown>): Displayable {
  return { [displaySymbol]: () => data }
}

/** Helpers that give text the meaning of a MIME type. */
export const displayHelpers = {
  html: (source: string) => displayable({ [mime.html]: source, [mime.text]: source }),
  markdown: (source: string) => displayable({ [mime.markdown]: source, [mime.text]: source }),
  latex: (source: string) => displayable({ [mime.latex]: source, [mime.text]: source }),
  svg: (source: string) => displayable({ [mime.svg]: source, [mime.text]: 'SVG image' }),
  png: (bytes: Uint8Array | string) => displayable({ [mime.png]: bytes, [mime.text]: 'PNG image' }),
  jpeg: (bytes: Uint8Array | string) =>
    displayable({ [mime.jpeg]: bytes, [mime.text]: 'JPEG image' }),
  json: (value: unknown) =>
    displayable({ [mime.json]: value, [mime.text]: JSON.stringify(value, undefined, 2) }),
  vegaLite: (spec: object) =>
    displayable({ [mime.vegaLite]: spec, [mime.text]: 'Vega-Lite figure' })
} as const

/** The `display` function of cells, and a way to wait for it. */
export interface Display {
  /** Shows a value now, or, where its own method is async, as soon as that and earlier ones are done. */
  readonly display: (value: unknown, options?: DisplayOptions) => void
  /** Resolves when every display of a cell so far has been sent; rejects if one failed. */
  readonly settled: (cell: object) => Promise<void>
}

/** The displays of one cell. */
interface Shown {
  /** Names of its outputs: those shown by other cells are other outputs. */
  readonly ids: Set<string>
  /** Done when every display so far has been sent. */
  waiting: Promise<void> | undefined
}

/**
 * Makes the `display` function. Outputs of a cell appear in the order of the calls.
 * @param currentCell an object that stands for the cell on whose behalf code runs
 */
export function createDisplay(publish: PublishDisplay, currentCell: () => object): Display {
  const cells = new WeakMap<object, Shown>()
  const shownBy = (cell: object): Shown => {
    const known = cells.get(cell)
    if (known) return known
    const shown: Shown = { ids: new Set(), waiting: undefined }
    cells.set(cell, shown)
    return shown
  }
  const display = (value: unknown, options: DisplayOptions = {}): void => {
    const { id, raw = false } = options
    const metadata = plainJson(options.metadata ?? {}, 'metadata') as Record<string, unknown>
    const cell = currentCell()
    const shown = shownBy(cell)
    const update = options.update ?? (id !== undefined && shown.ids.has(id))
    if (update && id === undefined) throw new TypeError('display: an update needs an id')
    if (id !== undefined && typeof id !== 'string') {
      throw new TypeError(`display: id must be a string, got ${valueText(id)}`)
    }
    if (id !== undefined) shown.ids.add(id)
    const send = (bundle: MimeBundle) =>
      publish(
        update ? 'update_display_data' : 'display_data',
        { data: bundle.data, metadata: { ...bundle.metadata, ...metadata } },
        id,
        cell
      )
    // Who calls this is told what went wrong, as by any function.
    const bundle = raw ? givenBundle(value) : mimeBundleOf(value, failed)
    if (!(bundle instanceof Promise) && !shown.waiting) {
      send(bundle)
      return
    }
    const sent = Promise.all([bundle, shown.waiting]).then(([complete]) => send(complete))
    shown.waiting = sent
    // A bundle that fails is an unhandled rejection: it ends the running cell.
    void sent.then(() => {
      if (shown.waiting === sent) shown.waiting = undefined
    })
  }
  const settled = async (cell: object): Promise<void> => {
    const shown = shownBy(cell)
    const last = shown.waiting
    try {
      await last
    } finally {
      if (shown.waiting === last) shown.waiting = undefined
    }
  }
  return { display, settled }
}
