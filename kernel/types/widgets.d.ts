/** Widgets: controls in the notebook, whose values cells read and set. `Jupyter.widgets` makes them. */

/** What all widgets have. Shown by `display` or as the last expression of a cell. */
interface JupyterWidget<Value = unknown> {
  /** Id of its model, as the frontend knows it. */
  readonly id: string
  /** What the user chose last; set, it changes in the notebook. */
  value: Value
  /** Calls `listener` after every change of the value, by the user or by code; the result ends that. */
  onChange(listener: (value: Value) => void): () => void
  /** Gives `other` the value now, and each of the two that of the other from now on; the result ends that. */
  link(other: JupyterWidget<Value>): () => void
  /** One field of the model, by its name in the widget protocol. */
  get(name: string): unknown
  /** Changes fields of the model: `{ disabled: true }`. */
  set(state: Record<string, unknown>): void
  /** Removes the widget from the notebook. */
  close(): void
}

/** What every control may be given. */
interface JupyterControlOptions {
  /** Text beside the control; none by default. */
  description?: string
  /** The user cannot change it; false by default. */
  disabled?: boolean
  /** Text shown when the pointer rests on it. */
  tooltip?: string
  /** Sizes and places, as in CSS: `{ width: '20em' }`. */
  layout?: Record<string, string>
  /** Looks of the control, as the widget protocol names them: `{ descriptionWidth: 'initial' }`. */
  style?: Record<string, string>
}

/** Range of a slider. */
interface JupyterRangeOptions extends JupyterControlOptions {
  /** Least value. */
  min: number
  /** Greatest value, more than `min`. */
  max: number
  /** Distance of neighbouring values; a round number, about a hundredth of the range, where it is absent. */
  step?: number
  /** Which way it lies; horizontal by default. */
  orientation?: 'horizontal' | 'vertical'
  /** How the value is written, as in d3-format: `'.2f'`; by default with the digits of its steps. */
  readoutFormat?: string
  /** Whether the value changes while the handle moves, and not only when it is let go; true by default. */
  continuous?: boolean
}

/** Choices of a `select`: values, or values by their labels. */
type JupyterChoices<Value> = readonly Value[] | Readonly<Record<string, Value>>

/** A list of choices. Its value is the chosen one. */
interface JupyterSelect<Value> extends JupyterWidget<Value> {
  /**
   * What there is to choose from. Set, it changes the list; the value stays if it is still there, else it is the first. Of other values than
   * at first where the type says so: `select<string>({ options: ['relu'] })`.
   */
  options: JupyterChoices<Value>
}

/** A button. Its value is the number of clicks. */
interface JupyterButton extends JupyterWidget<number> {
  /** Calls `listener` at every click; the result ends that. */
  onClick(listener: () => void): () => void
}

/** A place for outputs. Its value is what it shows, as a notebook keeps outputs. */
interface JupyterOutput extends JupyterWidget<readonly object[]> {
  /**
   * Runs `work` and shows here, in place of what was here, what it prints and displays, what it returns,
   * and its error if it fails. A run that has not ended is cancelled: its `Jupyter.signal` aborts.
   */
  run(work: () => unknown): Promise<void>
  /** Cancels the run that has not ended. */
  cancel(): void
  /** Removes what is shown. */
  clear(): void
}

/** Widgets beside or below each other. Its value is the page that is open, in tabs and accordions. */
type JupyterBox = JupyterWidget<number | undefined>

/** A model of anywidget: a widget with code of its own for the browser. Its value is its state. */
interface JupyterAnyWidget<State extends object> extends JupyterWidget<State> {
  /** Sends a message to its code in the browser. */
  send(content: object, buffers?: Uint8Array[]): void
  /** Calls `listener` with every message of its code in the browser; the result ends that. */
  onMessage(listener: (content: unknown, buffers: readonly Uint8Array[]) => void): () => void
}

/**
 * What a parameter of `interact` ranges over: `[min, max]` or `[min, max, step]` is a slider, other numbers
 * and texts in a list are choices, a number is a field, a text a text field, a boolean a box to tick. A widget
 * stands for itself.
 */
type JupyterControlled =
  number | string | boolean | readonly number[] | readonly string[] | JupyterWidget<any>

/** The argument that `interact` gives its function. */
type JupyterValues<Controls> = {
  [Name in keyof Controls]: Controls[Name] extends JupyterWidget<infer Value>
    ? Value
    : Controls[Name] extends readonly (infer Value)[]
      ? Value
      : Controls[Name] extends number
        ? number
        : Controls[Name] extends boolean
          ? boolean
          : string
}

/** What `interact` made: a box with the controls and the output. */
interface JupyterInteraction<Values> extends JupyterWidget<Values> {
  readonly output: JupyterOutput
}

/** Makers of widgets. */
interface JupyterWidgets {
  /** Whether a page that shows widgets has asked this kernel for them, as JupyterLab does; nbconvert does not. */
  readonly isShown: boolean
  /** A number between `min` and `max`, `min` by default. */
  slider(options: JupyterRangeOptions & { value?: number }): JupyterWidget<number>
  /** A lower and an upper number between `min` and `max`, these two by default. */
  rangeSlider(
    options: JupyterRangeOptions & { value?: [number, number] }
  ): JupyterWidget<[number, number]>
  /**
   * A positive number between `min` and `max`, `min` by default; its logarithm to the `base` (10) is on the scale, and
   * `step` is one of that. A number that is typed goes to the nearest step, as in ipywidgets.
   */
  logSlider(options: JupyterRangeOptions & { value?: number; base?: number }): JupyterWidget<number>
  /** One of several values, the first by default. */
  select<const Value>(
    options: JupyterControlOptions & { options: JupyterChoices<Value>; value?: Value }
  ): JupyterSelect<Value>
  /** Yes or no, no by default: a box to tick. */
  toggle(options?: JupyterControlOptions & { value?: boolean }): JupyterWidget<boolean>
  /** A line of text, empty by default; the value changes while the user types, or with `continuous: false` at the end. */
  text(
    options?: JupyterControlOptions & { value?: string; placeholder?: string; continuous?: boolean }
  ): JupyterWidget<string>
  /** A field for a number, 0 by default. */
  number(options?: JupyterControlOptions & { value?: number; step?: number }): JupyterWidget<number>
  /** A button to click. */
  button(options?: JupyterControlOptions & { icon?: string }): JupyterButton
  /** A bar from `min` (0) to `max` (1), at `min` by default, that shows how far something is. */
  progress(
    options?: Omit<JupyterControlOptions, 'disabled'> & {
      value?: number
      min?: number
      max?: number
    }
  ): JupyterWidget<number>
  /** A place for outputs. */
  output(options?: Pick<JupyterControlOptions, 'layout'>): JupyterOutput
  /** Widgets side by side. */
  hbox(children: readonly JupyterWidget<any>[]): JupyterBox
  /** Widgets below each other. */
  vbox(children: readonly JupyterWidget<any>[]): JupyterBox
  /** Widgets on pages, by the titles of the pages. */
  tabs(pages: Readonly<Record<string, JupyterWidget<any>>>): JupyterBox
  /** Widgets on pages that fold, by their titles. */
  accordion(pages: Readonly<Record<string, JupyterWidget<any>>>): JupyterBox
  /**
   * Controls for the parameters of `draw`, and below them what it shows and returns, drawn again after each
   * change. A run that has not ended is cancelled: its `Jupyter.signal` aborts. Drawn at most every `wait`
   * milliseconds (50), the last values always.
   *
   * @example
   * Jupyter.widgets.interact(({ width, name }) => `${name}: ${width}`, { width: [0.5, 3], name: ['a', 'b'] })
   */
  interact<const Controls extends Readonly<Record<string, JupyterControlled>>>(
    draw: (values: JupyterValues<Controls>) => unknown,
    controls: Controls,
    options?: { wait?: number }
  ): JupyterInteraction<JupyterValues<Controls>>
  /**
   * A model of anywidget: `esm` is the text of a module or its address, its default export `{ render({ model, el }) {} }`.
   *
   * @throws SyntaxError or TypeError if the text does not parse or exports nothing that draws
   */
  widget<State extends object>(options: {
    esm: string
    css?: string
    state: State
    layout?: Record<string, string>
  }): JupyterAnyWidget<State>
}
