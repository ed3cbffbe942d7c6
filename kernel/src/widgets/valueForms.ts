import { valueText } from '../language/valueText.js'
import { finite } from './arguments.js'
import type { ValueForm } from './widget.js'

type State = Readonly<Record<string, unknown>>

const valueForm = <Value>(check: (value: Value, state: State) => Value): ValueForm<Value> => ({
  fields: ['value'],
  read: ({ value }) => value as Value,
  write: (value, state) => ({ value: check(value, state) })
})

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

/** The step of a slider at which a number is, without the digits that the frontend's rounding leaves: 62.00000000000001. */
function stepAt(value: number, { min, step }: State): number | undefined {
  if (typeof min !== 'number' || typeof step !== 'number') return undefined
  const atStep = Number((min + Math.round((value - min) / step) * step).toPrecision(15))
  return Math.abs(value - atStep) <= 1e-9 * step ? atStep : undefined
}

const withoutRounding = (value: number, state: State) => stepAt(value, state) ?? value

const limits = ({ min, max }: State) => [min as number, max as number] as const

export const numberForm = valueForm<number>((value) => finite('value', value))
export const textForm = ofType<string>('string')
export const booleanForm = ofType<boolean>('boolean')

export const boundedForm: ValueForm<number> = {
  ...valueForm<number>((value, state) => within(value, ...limits(state))),
  read: (state) => withoutRounding(state['value'] as number, state)
}

/** Limits and steps of the model are those of the exponent. */
export const logarithmicForm: ValueForm<number> = {
  ...valueForm<number>((value, state) => {
    const [low, high] = limits(state).map((exponent) => (state['base'] as number) ** exponent)
    // The power of a logarithm is the number itself up to rounding.
    const slack = 1 + 1e-12
    return within(value, (low as number) / slack, (high as number) * slack)
  }),
  read(state) {
    const [value, base] = [state['value'] as number, state['base'] as number]
    const exponent = stepAt(exponentOf(value, base), state)
    return exponent === undefined ? value : roundPower(base ** exponent)
  }
}

/** The exponent of a power. Of a power of ten it is whole, where the quotient of two logarithms may miss that by a little. */
export function exponentOf(value: number, base: number): number {
  const exponent = Math.log(value) / Math.log(base)
  const round = Number(exponent.toPrecision(12))
  const miss = (exponent: number) => Math.abs(base ** exponent - value)
  return miss(round) <= miss(exponent) ? round : exponent
}

/** A power without the digits that its computation leaves where it is a number of few: 20.000000000000004. */
function roundPower(power: number): number {
  const round = Number(power.toPrecision(12))
  return Math.abs(power - round) <= 1e-14 * power ? round : power
}

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

/** One of the values that there are now, kept by its place. */
export const choiceForm = <Value>(choices: () => readonly Value[]): ValueForm<Value> => ({
  fields: ['index'],
  read: ({ index }) => choices()[index as number] as Value,
  write(value) {
    const values = choices()
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
  write(value, state) {
    if (value === undefined) return { selected_index: null }
    if (!('selected_index' in state)) throw new TypeError('value: a box without pages has none')
    const count = (state['children'] as readonly unknown[]).length
    if (Number.isInteger(value) && value >= 0 && value < count) return { selected_index: value }
    throw new RangeError(
      `value must be the number of one of ${count} pages, from 0 on, got ${valueText(value)}`
    )
  }
}
