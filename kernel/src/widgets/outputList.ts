import type { EngineEvent } from '../language/engineMessages.js'

type Fields = Readonly<Record<string, unknown>>

/** Outputs as a notebook keeps them, made of what code prints and shows. */
export class OutputList {
  #outputs: { readonly output: Fields; readonly id?: unknown }[] = []
  /** The next output takes the place of all. */
  #isOver = false

  get outputs(): readonly object[] {
    return this.#outputs.map(({ output }) => output)
  }

  add(event: EngineEvent): void {
    if (event.type === 'stream') this.#print(event.name, event.text)
    else if (event.type === 'publish') this.#show(event.messageType, event.content)
  }

  #print(name: string, text: string): void {
    const last = this.#outputs.at(-1)?.output
    if (this.#isOver || last?.['output_type'] !== 'stream' || last['name'] !== name) {
      this.#append({ output_type: 'stream', name, text })
    } else {
      this.#outputs.splice(-1, 1, { output: { ...last, text: `${String(last['text'])}${text}` } })
    }
  }

  #show(type: string, content: Fields): void {
    const { transient, ...fields } = content
    const id = (transient as Fields | undefined)?.['display_id']
    if (type === 'clear_output') {
      if (content['wait']) this.#isOver = true
      else this.#outputs = []
    } else if (type === 'update_display_data') {
      const output = { output_type: 'display_data', ...fields }
      this.#outputs = this.#outputs.map((shown) => (shown.id === id ? { output, id } : shown))
    } else this.#append({ output_type: type, ...fields }, id)
  }

  #append(output: Fields, id?: unknown): void {
    if (this.#isOver) this.#outputs = []
    this.#isOver = false
    this.#outputs.push({ output, id })
  }
}
