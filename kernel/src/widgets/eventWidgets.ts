import { valueText } from '../language/valueText.js'
import { finite, requireFunction } from './arguments.js'
import { callAll, listen, type Listeners } from './listeners.js'
import { Widget, type ValueForm } from './widget.js'

/** A button. The number of clicks, its value, is no field of the frontend's model. */
export class Button extends Widget<number> implements JupyterButton {
  #clicks = 0
  readonly #listeners: Listeners<[clicks: number]> = new Set()

  constructor(...parts: ConstructorParameters<typeof Widget<number>>) {
    super(...parts)
    this.model.onCustom((content) => {
      if ((content as { event?: unknown }).event === 'click') this.value = this.#clicks + 1
    })
  }

  override get value(): number {
    return this.#clicks
  }

  override set value(clicks: number) {
    this.#clicks = finite('value', clicks)
    callAll(this.#listeners, clicks)
  }

  override onChange(listener: (clicks: number) => void): () => void {
    return listen(this.#listeners, listener)
  }

  onClick(listener: () => void): () => void {
    requireFunction('onClick', listener)
    return this.onChange(() => listener())
  }
}

/** A button has no field for its value. */
export const noForm: ValueForm<number> = { fields: [], read: () => 0, write: () => ({}) }

/** A model with code of its own in the browser. */
export class AnyWidget<State extends object>
  extends Widget<State>
  implements JupyterAnyWidget<State>
{
  send(content: object, buffers: Uint8Array[] = []): void {
    this.model.send(content, buffers)
  }

  onMessage(listener: (content: unknown, buffers: readonly Uint8Array[]) => void): () => void {
    return this.model.onCustom(listener)
  }
}

/** The fields that its maker gave, as one object; of a new value absent ones stay as they are. */
export const stateForm = <State extends object>(fields: readonly string[]): ValueForm<State> => ({
  fields,
  read: (state) => Object.fromEntries(fields.map((name) => [name, state[name]])) as State,
  write(value): Record<string, unknown> {
    const unknown = Object.keys(value).find((name) => !fields.includes(name))
    if (unknown === undefined) return Object.fromEntries(Object.entries(value))
    throw new TypeError(
      `value: no field ${valueText(unknown)} in the state; there are ${fields.join(', ')}`
    )
  }
})
