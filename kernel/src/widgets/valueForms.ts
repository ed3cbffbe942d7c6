import { valueText } from '../language/valueText.js'
import type { ValueForm } from './widget.js'

type State = Readonly<Record<string, unknown>>

const valueForm = <Value>(check: (value: Value, state: State) => Value): ValueForm<Value> => ({
  fields: ['value'],
  read: ({ value }) => value as Value,
  write: (value, state) => ({ value: check(value, state) })
})

/** A finite number, named in the error if it is none. */
export function finite(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new TypeError(`${name} must be a finite number, got ${valueText(value)}`)
}

function within(value: unknown, low: number, high: number): number {
  const number = finite('value', value)
  if (number >= low && number <= high) return number
  throw new RangeError(`value must be between ${low} and ${high}, got ${number}`)
}

const ofType = <Value>(type: 'boolean' | 'string'): ValueForm<Value> =>
  valueForm((value) => {
    if (typeof value === type) return value
    throw new TypeError(`value must be a ${type}, got ${valueText(value)}`)
  })

/** A number at a step of its slider without the digits that the frontend's rounding leaves: 62.00000000000001. */
function withoutRounding(value: number, { min, step }: State): number {
  if (typeof min !== 'number' || typeof step !== 'number') return value
  const atStep = Number((min + Math.round((value - min) / step) * step).toPrecision(15))
  return Math.abs(value - atStep) <= 1e-9 * step ? atStep : value
}

const limits = ({ min, max }: State) => [min as number, max as number] as const

export const numberForm = valueForm<number>((value) => finite('value', value))
export const textForm = ofType<string>('string')
export const booleanForm = ofType<boolean>('boolean')

export const boundedForm: ValueForm<number> = {
  ...valueForm<number>((value, state) => within(value, ...limits(state))),
  read: (state) => withoutRounding(state['value'] as number, state)
}

/** Limits of the model are those of the exponent. */
export const logarithmicForm = valueForm<number>((value, state) => {
  const [low, high] = limits(state).map((exponent) => (state['base'] as number) ** exponent)
  // The power of a logarithm is the number itself up to rounding.
  const slack = 1 + 1e-12
  return within(value, (low as number) / slack, (high as number) * slack)
})

export const rangeForm: ValueForm<[number, number]> = {
  ...valueForm<[number, number]>((value, state) => {
    if (!Array.isArray(value) || value.length !== 2 || !(value[0] <= value[1])) {
      throw new TypeError(`value must be [lower, upper], got ${valueText(value)}`)
    }
    return [within(value[0], ...limits(state)), within(value[1], ...limits(state))]
  }),
  read(state) {
    const [lower, upper] = state['value'] as [number, number]
    return [withoutRounding(lower, state), withoutRounding(upper, state)]
  }
}

/** One of `values`, kept by its place. */
export const choiceForm = <Value>(values: readonly Value[]): ValueForm<Value> => ({
  fields: ['index'],
  read: ({ index }) => values[index as number] as Value,
  write(value) {
    const index = values.findIndex((item) => Object.is(item, value))
    if (index >= 0) return { index }
    throw new RangeError(
      `value must be one of ${values.map((item) => valueText(item)).join(', ')}, got ${valueText(value)}`
    )
  }
})

/** The page that is open. */
export const pageForm: ValueForm<number | undefined> = {
  fields: ['selected_index'],
  read: ({ selected_index }) => (selected_index as number | null) ?? undefined,
  write: (value) => ({ selected_index: value === undefined ? null : finite('value', value) })
}
