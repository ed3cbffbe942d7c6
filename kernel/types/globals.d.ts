/** What every cell finds without an import. */

/** A value that shows itself: pass it to `display` or make it the last expression of a cell. */
interface JupyterDisplayable {
  /** The MIME bundle, or a promise of one. */
  [key: symbol]: () => Record<string, unknown> | Promise<Record<string, unknown>>
}

/** How `display` shows a value. */
interface JupyterDisplayOptions {
  /** Name of the output, under which it can be updated. */
  id?: string
  /** Replace the outputs with this id instead of adding one. */
  update?: boolean
  /** Metadata of the message, by MIME type. */
  metadata?: Record<string, unknown>
  /** The value is a MIME bundle, to be sent as it is. */
  raw?: boolean
}

/** A two-way channel between a cell and the frontend. */
interface JupyterComm {
  readonly id: string
  readonly target: string
  onMessage: ((message: JupyterCommMessage) => void) | undefined
  onClose: ((data: unknown) => void) | undefined
  send(
    data: unknown,
    options?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] }
  ): void
  close(data?: unknown): void
}

/** A message that came over a comm. */
interface JupyterCommMessage {
  data: unknown
  metadata: Record<string, unknown>
  buffers: readonly Uint8Array[]
}

/**
 * Shows a value below the cell.
 *
 * @example
 * display(Jupyter.html('<b>bold</b>'))
 * display('0 %', { id: 'progress' }); display('50 %', { id: 'progress' }) // one output, updated
 */
declare function display(value: unknown, options?: JupyterDisplayOptions): void

/** Asks the user for a line of text and blocks until it is there; an empty answer stands for `standard`. */
declare function prompt(message?: string, standard?: string): string | null

/** Asks the user whether to go on and blocks until the answer is there: `y` or `yes`. */
declare function confirm(message?: string): boolean

/** Shows the user a text and blocks until it has been acknowledged. */
declare function alert(message?: unknown): void

/** What the cells of this session returned, by the number of the cell: `Out[3]`. Of the last 1000 of them. */
declare const Out: Readonly<Record<number, any>>

/** The text of the cells of this session, by their number. Of the last 1000 of them. */
declare const In: Readonly<Record<number, string>>

/** What the last cell that returned something returned. A name like others: cells may declare their own. */
declare let _: any

/** The notebook, as a cell sees it. */
declare const Jupyter: {
  display: typeof display
  /** Text shown as HTML. */
  html(source: string): JupyterDisplayable
  /** Text shown as Markdown. */
  markdown(source: string): JupyterDisplayable
  /** Text shown as LaTeX: put formulas between dollar signs. */
  latex(source: string): JupyterDisplayable
  /** Text shown as an SVG picture. */
  svg(source: string): JupyterDisplayable
  /** Bytes, or their base64 text, shown as a PNG picture; one of 144 dpi is shown at half size. */
  png(bytes: Uint8Array | string): JupyterDisplayable
  /** Bytes, or their base64 text, shown as a JPEG picture. */
  jpeg(bytes: Uint8Array | string): JupyterDisplayable
  /** A value shown as a JSON tree. */
  json(value: unknown): JupyterDisplayable
  /** A Vega-Lite specification, shown as a figure. */
  vegaLite(spec: object): JupyterDisplayable
  /** Removes the outputs of the running cell; with `wait`, when the next output comes. */
  clearOutput(wait?: boolean): void
  /** Asks the user for a line of text. */
  input(prompt?: string): Promise<string>
  /** Asks the user for a line of text that is not shown. */
  password(prompt?: string): Promise<string>
  /**
   * The cell that this code belongs to: its number, and its id in the notebook where the frontend tells it.
   * Undefined for code that belongs to none, as listeners of widgets.
   */
  readonly cell: { readonly id: string | undefined; readonly count: number } | undefined
  /** Aborts when the running cell is interrupted; undefined between cells. */
  readonly signal: AbortSignal | undefined
  /** Makers of sliders, fields, buttons and other controls, and `interact`. */
  widgets: JupyterWidgets
  /** Channels to the frontend. */
  comms: {
    /** Lets the frontend open comms to `target`. */
    register(target: string, opened: (comm: JupyterComm, message: JupyterCommMessage) => void): void
    /** Opens a comm to a target of the frontend. */
    open(target: string, data?: unknown, buffers?: Uint8Array[]): JupyterComm
  }
}
