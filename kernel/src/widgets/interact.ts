import { valueText } from '../language/valueText.js'
import { finite, requireFields, requireFunction } from './arguments.js'
import { describedLooks, openParts, stepOf } from './controls.js'
import { Widget, type ValueForm } from './widget.js'
import type { WidgetModels } from './widgetModels.js'

type Makers = Omit<JupyterWidgets, 'isShown' | 'interact'>

/** Least time between two drawings, in milliseconds. */
const usualWait = 50

type Values = Record<string, unknown>
type Named = readonly (readonly [name: string, control: JupyterWidget<unknown>])[]

/** A box with controls and the output that follows them; its value are theirs, by name. */
class Interaction extends Widget<Values> {
  readonly output: JupyterOutput

  constructor(models: WidgetModels, named: Named, output: JupyterOutput) {
    const children = [...named.map(([, control]) => control), output]
    super(models, openParts(models, 'vbox', { children }), valuesForm(named))
    this.output = output
    for (const [, control] of named) control.onChange(() => this.model.changed(valuesField))
  }

  protected override get kind(): string {
    return 'interact'
  }
}

/** In place of a field: the values are fields of other models. */
const valuesField = 'values'

const valuesForm = (named: Named): ValueForm<Values> => ({
  fields: [valuesField],
  read: () => Object.fromEntries(named.map(([name, { value }]) => [name, value])),
  write(values) {
    for (const [name, control] of named) if (name in values) control.value = values[name]
    return {}
  }
})

/** Makes `interact` of the makers of its controls. */
export function createInteract(models: WidgetModels, makers: Makers): JupyterWidgets['interact'] {
  const interact = (
    draw: (values: Values) => unknown,
    controls: Readonly<Record<string, unknown>>,
    { wait = usualWait }: { wait?: number } = {}
  ) => {
    requireFunction('interact', draw)
    requireFields('interact: controls', controls)
    if (finite('wait', wait) < 0) throw new RangeError(`wait must not be negative, got ${wait}`)
    // Descriptions stand in one column.
    const looks = describedLooks(Math.max(...Object.keys(controls).map(({ length }) => length)))
    const named = Object.entries(controls).map(
      ([name, control]) => [name, controlOf(makers, name, control, looks)] as const
    )
    const interaction = new Interaction(models, named, makers.output())
    const redraw = atMostEvery(wait, () => {
      void interaction.output.run(() => draw(interaction.value))
    })
    interaction.onChange(redraw)
    redraw()
    return interaction
  }
  return interact as JupyterWidgets['interact']
}

/** Calls `work` at once and then again for what has come in the meantime, but not more often than told. */
function atMostEvery(milliseconds: number, work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  let isDue = false
  const start = () => {
    isDue = false
    timer = setTimeout(() => {
      timer = undefined
      if (isDue) start()
    }, milliseconds)
    work()
  }
  return () => {
    if (timer) isDue = true
    else start()
  }
}

/** The control that stands for what a parameter ranges over. */
function controlOf(
  makers: Makers,
  name: string,
  control: unknown,
  looks: Pick<JupyterControlOptions, 'layout' | 'style'>
): JupyterWidget<unknown> {
  const options = { description: name, ...looks }
  if (control instanceof Widget) return control as JupyterWidget<unknown>
  if (typeof control === 'boolean') return erased(makers.toggle({ ...options, value: control }))
  if (typeof control === 'number') return erased(makers.number({ ...options, value: control }))
  if (typeof control === 'string') return erased(makers.text({ ...options, value: control }))
  if (!Array.isArray(control)) {
    throw new TypeError(
      `interact: ${name} must be [min, max], a list of choices, a number, a text, a boolean or a widget, ` +
        `got ${valueText(control)}`
    )
  }
  const list: readonly unknown[] = control
  if (!isRange(list)) return erased(makers.select({ ...options, options: list }))
  const [min, max, step] = list as [number, number, number?]
  return erased(makers.slider({ ...options, min, max, step, value: middle(min, max, step) }))
}

/** A widget of any value. */
const erased = (widget: unknown) => widget as JupyterWidget<unknown>

/** `[min, max]` or `[min, max, step]`, where the step fits in: other numbers are choices. */
function isRange(list: readonly unknown[]): boolean {
  if (list.length < 2 || list.length > 3) return false
  if (!list.every((item) => typeof item === 'number')) return false
  const [min, max, step = max - min] = list as [number, number, number?]
  return min < max && step > 0 && step <= max - min
}

/** Where a slider begins: in the middle, at a multiple of its step. */
function middle(min: number, max: number, step = stepOf(max - min)): number {
  return Math.min(max, min + Math.round((max - min) / 2 / step) * step)
}
