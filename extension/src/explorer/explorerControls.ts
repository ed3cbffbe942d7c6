import type { TranslationBundle } from '@jupyterlab/translation'
import {
  choices,
  explorerState,
  numberRanges,
  type ExplorerState,
  type NumberRange
} from './explorerState.js'

type ChoiceKey = keyof typeof choices
type NumberKey = keyof typeof numberRanges

/** Form of all parameters of the explorer. */
export class ExplorerControls {
  readonly node = document.createElement('form')
  private readonly inputs = new Map<keyof ExplorerState, HTMLInputElement[] | HTMLSelectElement>()

  constructor(
    private state: ExplorerState,
    private readonly onChange: (state: ExplorerState) => void,
    trans: TranslationBundle
  ) {
    this.node.className = 'nnqft-Explorer-controls'
    this.node.setAttribute('aria-label', trans.__('Parameters'))
    this.node.addEventListener('submit', (event) => event.preventDefault())
    const labels: Record<ChoiceKey | NumberKey, string> = {
      network: trans.__('network'),
      sigmaW: 'σ_W',
      sigmaB: 'σ_b',
      dIn: 'd_in',
      width: trans.__('width N'),
      order: trans.__('order n'),
      networksPerBag: trans.__('networks per bag'),
      seed: trans.__('seed'),
      u4: 'u4(k = 0)',
      u6: 'u6(k = 0)',
      truncation: trans.__('truncation order'),
      regulator: trans.__('regulator'),
      scale: trans.__('largest k')
    }
    for (const [key, label] of Object.entries(labels)) {
      this.node.append(
        key in choices ? this.choice(key as ChoiceKey, label) : this.slider(key as NumberKey, label)
      )
    }
  }

  /** Shows another state, without telling the listener. */
  show(state: ExplorerState): void {
    this.state = state
    for (const [key, inputs] of this.inputs) {
      const value = String(state[key])
      if (Array.isArray(inputs)) inputs.forEach((input) => (input.value = value))
      else inputs.value = value
    }
  }

  private choice(key: ChoiceKey, text: string): HTMLElement {
    const select = document.createElement('select')
    for (const value of choices[key]) select.append(new Option(String(value), String(value)))
    select.value = String(this.state[key])
    select.name = key
    select.addEventListener('change', () => {
      const value = choices[key].find((choice) => String(choice) === select.value)
      this.set({ [key]: value })
    })
    this.inputs.set(key, select)
    return labelled(text, select)
  }

  /** A slider and a number field that follow each other. */
  private slider(key: NumberKey, text: string): HTMLElement {
    const { minimum, maximum, step }: NumberRange = numberRanges[key]
    const inputs = ['range', 'number'].map((type) => {
      const input = document.createElement('input')
      input.type = type
      input.name = key
      input.min = String(minimum)
      input.max = String(maximum)
      input.step = type === 'range' ? String(step) : 'any'
      input.value = String(this.state[key])
      input.setAttribute('aria-label', text)
      input.addEventListener(type === 'range' ? 'input' : 'change', () => {
        this.set({ [key]: input.value === '' ? this.state[key] : Number(input.value) })
      })
      return input
    })
    this.inputs.set(key, inputs)
    return labelled(text, ...inputs)
  }

  private set(change: Partial<Record<keyof ExplorerState, unknown>>): void {
    const state = explorerState({ ...this.state, ...change })
    this.show(state)
    this.onChange(state)
  }
}

function labelled(text: string, ...controls: readonly HTMLElement[]): HTMLElement {
  const label = document.createElement(controls.length > 1 ? 'div' : 'label')
  label.className = 'nnqft-Explorer-control'
  const name = document.createElement('span')
  name.textContent = text
  label.append(name, ...controls)
  return label
}
