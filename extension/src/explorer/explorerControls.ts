import type { TranslationBundle } from '@jupyterlab/translation'
import { covarianceDecays } from 'nnqft/covariances'
import { textRuns } from 'nnqft/subscripts'
import {
  choices,
  explorerState,
  numberRanges,
  typedMistake,
  type ExplorerState,
  type NumberRange,
  type TypedNumber
} from './explorerState.js'

type ChoiceKey = keyof typeof choices
type NumberKey = keyof typeof numberRanges

/** Form of all parameters of the explorer. */
export class ExplorerControls {
  readonly node = document.createElement('form')
  private readonly inputs = new Map<keyof ExplorerState, HTMLInputElement[] | HTMLSelectElement>()

  constructor(
    private state: ExplorerState,
    private readonly onChange: (state: ExplorerState, mistake: string | undefined) => void,
    private readonly trans: TranslationBundle
  ) {
    this.node.className = 'nnqft-Explorer-controls'
    this.node.setAttribute('aria-label', trans.__('Parameters'))
    this.node.addEventListener('submit', (event) => event.preventDefault())
    const groups: Record<string, Partial<Record<ChoiceKey | NumberKey, string>>> = {
      [trans.__('Network')]: {
        network: trans.__('network'),
        sigmaW: 'σ_W',
        sigmaB: 'σ_b',
        dIn: 'd_in',
        outputs: 'd_out',
        width: trans.__('width N'),
        order: trans.__('order n')
      },
      [trans.__('Flow')]: {
        u4: 'u₄(k = 0)',
        u6: 'u₆(k = 0)',
        truncation: trans.__('truncation'),
        regulator: trans.__('regulator'),
        scale: trans.__('largest k')
      },
      [trans.__('Exact couplings')]: {
        normalisation: trans.__('field'),
        cutoff: trans.__('cutoff L')
      },
      [trans.__('Sampling')]: {
        networksPerBag: trans.__('per bag'),
        seed: trans.__('seed')
      }
    }
    for (const [title, labels] of Object.entries(groups)) {
      const group = document.createElement('fieldset')
      const legend = document.createElement('legend')
      legend.textContent = title
      group.append(legend)
      for (const [key, label] of Object.entries(labels)) {
        group.append(
          key in choices
            ? this.choice(key as ChoiceKey, label)
            : this.slider(key as NumberKey, label)
        )
      }
      this.node.append(group)
    }
    this.show(state)
  }

  /** Shows another state, without telling the listener. */
  show(state: ExplorerState): void {
    this.state = state
    for (const [key, inputs] of this.inputs) {
      const value = String(state[key])
      if (!Array.isArray(inputs)) inputs.value = value
      else for (const input of inputs) showNumber(input, Number(state[key]), key)
    }
    const cutoff = this.inputs.get('cutoff')
    if (Array.isArray(cutoff)) {
      cutoff.forEach((input) => (input.disabled = covarianceDecays(state.network)))
    }
  }

  /** Puts the focus on the first parameter, without moving the page. */
  focus(): void {
    this.node.querySelector('select')?.focus({ preventScroll: true })
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
    const range: NumberRange = numberRanges[key]
    const inputs = ['range', 'number'].map((type) => {
      const input = document.createElement('input')
      const curved = type === 'range' && range.linear !== undefined
      input.type = type
      input.name = key
      input.min = curved ? '-1' : String(range.minimum)
      input.max = curved ? '1' : String(range.maximum)
      input.step = type === 'range' ? String(curved ? 0.002 : range.step) : 'any'
      showNumber(input, this.state[key], key)
      input.setAttribute('aria-label', text)
      input.addEventListener(type === 'range' ? 'input' : 'change', () => {
        const typed = input.valueAsNumber
        if (type === 'range') this.set({ [key]: curved ? valueAt(typed, range) : typed })
        else this.set({ [key]: typed }, { key, label: text, typed })
      })
      return input
    })
    this.inputs.set(key, inputs)
    return labelled(text, ...inputs)
  }

  private set(change: Partial<Record<keyof ExplorerState, unknown>>, number?: TypedNumber): void {
    const isMissing = number !== undefined && Number.isNaN(number.typed)
    const state = isMissing ? this.state : explorerState({ ...this.state, ...change })
    this.show(state)
    this.onChange(state, number && typedMistake(number, state[number.key], this.trans))
  }
}

/** Shows a value: a curved slider by its place, which it does not say, else the value itself. */
function showNumber(input: HTMLInputElement, value: number, key: string): void {
  const range = (numberRanges as Record<string, NumberRange>)[key]
  const isCurved = input.type === 'range' && range.linear !== undefined
  input.value = String(isCurved ? placeOf(value, range) : value)
  if (isCurved) input.setAttribute('aria-valuetext', String(value))
}

/** Place in [-1, 1] of a value on a slider that is linear up to a size and logarithmic beyond. */
export function placeOf(value: number, { maximum, linear = 1 }: NumberRange): number {
  return Math.asinh(value / linear) / Math.asinh(maximum / linear)
}

/** Value at a place of such a slider, with three digits: more the eye does not choose. */
export function valueAt(place: number, { maximum, linear = 1 }: NumberRange): number {
  return Number((linear * Math.sinh(place * Math.asinh(maximum / linear))).toPrecision(3))
}

function labelled(text: string, ...controls: readonly HTMLElement[]): HTMLElement {
  const label = document.createElement(controls.length > 1 ? 'div' : 'label')
  label.className = 'nnqft-Explorer-control'
  const name = document.createElement('span')
  for (const { text: part, isLowered } of textRuns(text)) {
    const run = document.createElement(isLowered ? 'sub' : 'span')
    run.textContent = part
    name.append(run)
  }
  label.append(name, ...controls)
  return label
}
