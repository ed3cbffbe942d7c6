import { inspect } from 'node:util'
import { displaySymbol } from '../protocol/display/mimeBundle.js'
import { valueText } from '../language/valueText.js'
import { requireFunction } from './arguments.js'
import { kindOf } from './modelStates.js'
import { referenceKey } from './stateCodec.js'
import type { WidgetModel, WidgetModels } from './widgetModels.js'

/** How the value of a widget is kept in the fields of its model. */
export interface ValueForm<Value> {
  /** Fields on which the value depends. */
  readonly fields: readonly string[]
  read(state: Readonly<Record<string, unknown>>): Value
  /** The fields for a value. @throws TypeError or RangeError if the widget cannot have it */
  write(value: Value, state: Readonly<Record<string, unknown>>): Record<string, unknown>
}

/** A widget as cells see it: a model with its looks, and its value. */
export class Widget<Value> implements JupyterWidget<Value> {
  readonly #models: WidgetModels
  readonly #parts: readonly WidgetModel[]
  readonly #form: ValueForm<Value>
  /** The model, which cells need not know. */
  protected readonly model: WidgetModel

  /** @param parts models that belong to it alone: the first is its own, the others are its looks */
  constructor(
    models: WidgetModels,
    parts: readonly [WidgetModel, ...WidgetModel[]],
    form: ValueForm<Value>
  ) {
    this.#models = models
    this.#parts = parts
    this.#form = form
    this.model = parts[0]
  }

  get id(): string {
    return this.model.id
  }

  get [referenceKey](): string {
    return this.model[referenceKey]
  }

  get value(): Value {
    return this.#form.read(this.model.state)
  }

  set value(value: Value) {
    this.model.set(this.#form.write(value, this.model.state))
  }

  onChange(listener: (value: Value) => void): () => void {
    requireFunction('onChange', listener)
    const { fields } = this.#form
    return this.model.onChange((changed) => {
      if (changed.some((name) => fields.includes(name))) listener(this.value)
    })
  }

  link(other: JupyterWidget<Value>): () => void {
    if (!((other as unknown) instanceof Widget)) {
      throw new TypeError(`link: a widget is needed, got ${valueText(other)}`)
    }
    other.value = this.value
    const ends = [
      this.onChange((value) => (other.value = value)),
      other.onChange((value) => (this.value = value))
    ]
    return () => ends.forEach((end) => end())
  }

  get(name: string): unknown {
    return this.model.state[name]
  }

  set(state: Record<string, unknown>): void {
    const { fields } = this.#form
    // Names with an underscore say what the model is, unless they are the widget's own.
    const known = Object.keys(this.model.state).filter(
      (name) => !name.startsWith('_') || fields.includes(name)
    )
    const unknown = Object.keys(state).find((name) => !known.includes(name))
    if (unknown !== undefined) {
      throw new TypeError(`set: no field ${unknown}; there are ${known.join(', ')}`)
    }
    const next = { ...this.model.state, ...state }
    this.#form.write(this.#form.read(next), next)
    this.model.set(state)
  }

  close(): void {
    for (const model of this.#parts) this.#models.close(model)
  }

  [displaySymbol](): Record<string, unknown> {
    const view = { version_major: 2, version_minor: 0, model_id: this.id }
    return {
      'application/vnd.jupyter.widget-view+json': view,
      'text/plain': valueText(this)
    }
  }

  [inspect.custom](): string {
    return `${this.kind} ${valueText(this.value)}`
  }

  /** What a text calls it: the name of its maker. */
  protected get kind(): string {
    return kindOf(this.model.state)
  }
}
