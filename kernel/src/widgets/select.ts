import { requireFields, requireFunction } from './arguments.js'
import { choiceForm } from './valueForms.js'
import { Widget } from './widget.js'
import type { WidgetModel, WidgetModels } from './widgetModels.js'

/** What a `select` offers. */
export class Choices<Value> {
  readonly #given: JupyterChoices<Value>
  readonly labels: readonly string[]
  readonly values: readonly Value[]

  /** @throws TypeError or RangeError if there is nothing to choose from */
  constructor(given: JupyterChoices<Value>) {
    if (!Array.isArray(given)) requireFields('options', given)
    const entries = Array.isArray(given)
      ? given.map((value: Value) => [String(value), value] as const)
      : Object.entries(given as Record<string, Value>)
    if (entries.length === 0) throw new RangeError('options must name at least one choice')
    this.#given = given
    this.labels = entries.map(([label]) => label)
    this.values = entries.map(([, value]) => value)
  }

  /** As they were given. */
  get given(): JupyterChoices<Value> {
    return Array.isArray(this.#given) ? [...(this.#given as Value[])] : { ...this.#given }
  }

  /** The fields that say which value is chosen. @throws RangeError if it is none of the values */
  chosen(value: Value): Record<string, unknown> {
    return choiceForm(() => this.values).write(value, {})
  }
}

/** A list of choices, which may become others. */
export class Select<Value> extends Widget<Value> implements JupyterSelect<Value> {
  #choices: Choices<Value>

  constructor(
    models: WidgetModels,
    parts: readonly [WidgetModel, ...WidgetModel[]],
    choices: Choices<Value>
  ) {
    super(
      models,
      parts,
      choiceForm(() => this.#choices.values)
    )
    this.#choices = choices
  }

  get options(): JupyterChoices<Value> {
    return this.#choices.given
  }

  set options(options: JupyterChoices<Value>) {
    const choices = new Choices(options)
    const { value } = this
    this.#choices = choices
    const index = Math.max(
      0,
      choices.values.findIndex((one) => Object.is(one, value))
    )
    this.model.set({ _options_labels: choices.labels, index })
  }

  /** Other choices may leave the chosen one in its place, or change it without a move. */
  override onChange(listener: (value: Value) => void): () => void {
    requireFunction('onChange', listener)
    let last = this.value
    return this.model.onChange(() => {
      const { value } = this
      if (Object.is(value, last)) return
      last = value
      listener(value)
    })
  }
}
