import type { Comm, CommMessage, Comms } from '../protocol/comms.js'
import { withoutChild } from './boxChildren.js'
import { callAll, listen, type Listeners } from './listeners.js'
import { decodeState, encodeState, referenceKey } from './stateCodec.js'

type State = Record<string, unknown>

/** Version of the widget protocol, which each comm names when it is opened. */
const protocol = { version: '2.1.0' }

/** A message of a widget's own, from its code in the browser. */
export type CustomListener = (content: unknown, buffers: readonly Uint8Array[]) => void

/** The kernel's end of a model of Jupyter's widgets: its fields, kept the same in the frontend. */
export class WidgetModel {
  readonly #state: State
  readonly #comm: Comm
  readonly #listeners: Listeners<[changed: readonly string[]]> = new Set()
  readonly #custom: Listeners<Parameters<CustomListener>> = new Set()

  constructor(comms: Comms, state: State, closed: (model: WidgetModel) => void) {
    this.#state = { ...state }
    const { buffers, ...data } = encodeState(this.#state)
    this.#comm = comms.open('jupyter.widget', data, [...buffers], protocol)
    this.#comm.onMessage = (message) => this.#received(message)
    this.#comm.onClose = () => closed(this)
  }

  get id(): string {
    return this.#comm.id
  }

  /** How the fields of other models name this one. */
  get [referenceKey](): string {
    return `IPY_MODEL_${this.id}`
  }

  get state(): Readonly<State> {
    return this.#state
  }

  /** Changes fields here and in the frontend; those that are the same already are left out. */
  set(fields: State): void {
    const changed = this.#changed(fields)
    if (changed.length === 0) return
    this.#sendUpdate(Object.fromEntries(changed.map((name) => [name, fields[name]])))
    this.#assign(fields, changed)
  }

  /** Sends a message to the widget's own code. */
  send(content: unknown, buffers: Uint8Array[] = []): void {
    this.#comm.send({ method: 'custom', content }, { buffers })
  }

  /** Told the names of the fields after each change; the result ends that. */
  onChange(listener: (changed: readonly string[]) => void): () => void {
    return listen(this.#listeners, listener)
  }

  /** Tells who listens that these fields have changed. */
  changed(...names: string[]): void {
    callAll(this.#listeners, names)
  }

  onCustom(listener: CustomListener): () => void {
    return listen(this.#custom, listener)
  }

  close(): void {
    this.#comm.close()
  }

  #received({ data, buffers }: CommMessage): void {
    const message = data as { method?: string; state?: State; content?: unknown } & Paths
    if (message.method === 'request_state') this.#sendUpdate(this.#state)
    else if (message.method === 'update') this.#updated(message, buffers)
    else if (message.method === 'custom') callAll(this.#custom, message.content, buffers)
  }

  #sendUpdate(fields: State): void {
    const { buffers, ...data } = encodeState(fields)
    this.#comm.send({ method: 'update', ...data }, { buffers: [...buffers] })
  }

  /** The user changed something: the other views are told first, then who listens here. */
  #updated({ state = {}, buffer_paths = [] }: { state?: State } & Paths, buffers: Bytes): void {
    const echo = { method: 'echo_update', state: structuredClone(state), buffer_paths }
    this.#comm.send(echo, { buffers: [...buffers] })
    const fields = decodeState(state, buffer_paths, buffers)
    this.#assign(fields, this.#changed(fields))
  }

  #changed(fields: State): string[] {
    return Object.keys(fields).filter((name) => !isSame(fields[name], this.#state[name]))
  }

  #assign(fields: State, changed: readonly string[]): void {
    for (const name of changed) this.#state[name] = fields[name]
    if (changed.length > 0) this.changed(...changed)
  }
}

type Bytes = readonly Uint8Array[]

interface Paths {
  readonly buffer_paths?: readonly (readonly (string | number)[])[]
}

/** Whether two values of a field are the same: lists of plain values, as of a range, by their items. */
function isSame(left: unknown, right: unknown): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return Object.is(left, right)
  return left.length === right.length && left.every((item, i) => Object.is(item, right[i]))
}

/** The models of one engine. */
export class WidgetModels {
  readonly #comms: Comms
  readonly #models = new Map<string, WidgetModel>()
  /** Whether a page has asked for the models. */
  isShown = false

  constructor(comms: Comms) {
    this.#comms = comms
    comms.register('jupyter.widget.control', (comm) => {
      this.isShown = true
      comm.onMessage = ({ data }) => {
        if ((data as { method?: unknown }).method === 'request_states') this.#sendStates(comm)
      }
    })
  }

  /** Opens a model in the frontend. */
  open(state: State): WidgetModel {
    const model = new WidgetModel(this.#comms, state, (closed) => this.#forget(closed))
    this.#models.set(model.id, model)
    return model
  }

  /** Closes a model, and takes it out of the boxes that show it: a page cannot show what is closed. */
  close(model: WidgetModel): void {
    this.#forget(model)
    model.close()
  }

  #forget(model: WidgetModel): void {
    this.#models.delete(model.id)
    for (const box of this.#models.values()) {
      const fields = withoutChild(box.state, model[referenceKey])
      if (fields) box.set(fields)
    }
  }

  /** Answers a page that was loaded while the kernel ran. */
  #sendStates(comm: Comm): void {
    const states: Record<string, unknown> = {}
    for (const [id, { state }] of this.#models) {
      states[id] = {
        model_name: state['_model_name'],
        model_module: state['_model_module'],
        model_module_version: state['_model_module_version'],
        state: { ...state }
      }
    }
    const { state, buffer_paths, buffers } = encodeState(states)
    comm.send({ method: 'update_states', states: state, buffer_paths }, { buffers: [...buffers] })
  }
}
