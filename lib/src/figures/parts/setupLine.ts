import {
  activationNames,
  activationOf,
  type NetworkName
} from '../../networks/activations/activations.js'

type Fields = Readonly<Record<string, unknown>>

/**
 * What a figure is of, in one or two lines below its title: the network, its standard deviations, the dimension of its
 * inputs, and the statistics. Of several ensembles the values that occur; undefined for what names none of it.
 *
 * @param parameters what the cell says the figure is of; ensembles and networks may be fields of it
 * @param samples the ensembles that were sampled, which go first
 */
export function setupLine(
  parameters: object,
  samples: readonly object[]
): readonly string[] | undefined {
  const sources = (samples.length > 0 ? samples : sourcesIn(parameters)) as readonly Fields[]
  const valuesOf = (...keys: readonly string[]) =>
    sources.flatMap((source) => keys.flatMap((key) => source[key] ?? []))
  const names = listed(valuesOf('network', 'activation', 'networks').flat().map(networkTitle))
  const dimensions = [
    ...valuesOf('dIn', 'dimension', 'dimensions'),
    ...sources.flatMap(inputDimension)
  ]
  const network = [
    names,
    stated('σ_W', valuesOf('sigmaW')),
    stated('σ_b', valuesOf('sigmaB')),
    // Where there are no networks, d is the dimension of a field theory.
    stated(names === undefined && valuesOf('sigmaW').length === 0 ? 'd' : 'd_in', dimensions),
    stated('depth', depths(sources)),
    stated('outputs', valuesOf('outputs')),
    weightsText(valuesOf('weights')),
    regulatorText(valuesOf('regulator'))
  ].filter((part) => part !== undefined)
  const lines = [network.join(', '), statistics(valuesOf)].filter((line) => line !== undefined)
  const filled = lines.filter((line) => line !== '')
  return filled.length === 0 ? undefined : filled
}

/** A figure's parameters, and what they hold under names for a network or an ensemble. */
function sourcesIn(parameters: object): readonly object[] {
  const { ensemble, ensembles, network, ...own } = parameters as Fields
  const nested = [ensemble, network, ensembles].flat().filter(isNetwork)
  return [
    isNetwork(network) ? own : { ...own, ...(network !== undefined && { network }) },
    ...nested
  ]
}

/** Whether a value is a network or an ensemble, and not an activation. */
function isNetwork(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && ('network' in value || 'activation' in value)
  )
}

function inputDimension({ inputs }: Fields): readonly number[] {
  const first: unknown = Array.isArray(inputs) ? inputs[0] : undefined
  return Array.isArray(first) ? [first.length] : []
}

/** The depths of the sources; beside deep networks, one that says nothing of its depth has one hidden layer. */
function depths(sources: readonly Fields[]): readonly unknown[] {
  const isDeep = sources.some((source) => isNetwork(source) && 'depth' in source)
  return sources.flatMap((source) => {
    const unstated = isDeep && isNetwork(source) && !('layers' in source) ? 1 : []
    return source['depth'] ?? unstated
  })
}

function networkTitle(given: unknown): string | undefined {
  if (activationNames.some((name) => name === given))
    return activationOf(given as NetworkName).title
  if (typeof given !== 'object' || given === null) return undefined
  const { expression } = given as Fields
  return typeof expression === 'string' ? expression : 'own activation'
}

function regulatorText(regulators: readonly unknown[]): string | undefined {
  const names = listed(regulators.filter((one) => typeof one === 'string'))
  return names === undefined ? undefined : `regulator ${names}`
}

function weightsText(weights: readonly unknown[]): string | undefined {
  const kinds = weights.flatMap((given) => {
    if (typeof given === 'string') return given === 'normal' ? [] : [`${given} weights`]
    const stated = Object.entries((given ?? {}) as Fields).filter(([, one]) => one !== 'normal')
    return stated.flatMap(([kind, one]) =>
      typeof one === 'string' ? [`${one} ${kind.replace('0', '₀').replace('1', '₁')}`] : []
    )
  })
  return listed(kinds)
}

function statistics(valuesOf: (key: string) => readonly unknown[]): string | undefined {
  const [bags, networks] = [spanText(valuesOf('bags')), spanText(valuesOf('networksPerBag'))]
  if (bags === undefined) return undefined
  const given = [...valuesOf('estimator'), ...valuesOf('estimators').flat()]
  const estimators = listed(given.filter((one) => typeof one === 'string'))
  const drawn = networks === undefined ? `${bags} bags` : `${bags} bags of ${networks} networks`
  return estimators === undefined ? drawn : `${drawn}, estimator ${estimators}`
}

function stated(symbol: string, values: readonly unknown[]): string | undefined {
  const text = numbersText(values)
  return text === undefined ? undefined : `${symbol} = ${text}`
}

/** Up to three values as they are, of more the ends. */
function numbersText(values: readonly unknown[]): string | undefined {
  const numbers = numbersIn(values)
  return numbers.length > 3 ? spanText(numbers) : numbers.map(numberText).join(', ') || undefined
}

/** One value, or the ends of several. */
function spanText(values: readonly unknown[]): string | undefined {
  const [least, ...more] = numbersIn(values)
  if (least === undefined) return undefined
  const most = more.at(-1)
  return most === undefined ? numberText(least) : `${numberText(least)} … ${numberText(most)}`
}

/** Each number once, rising. */
function numbersIn(values: readonly unknown[]): readonly number[] {
  const numbers = values.flat().filter((value) => typeof value === 'number')
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function numberText(value: number): string {
  const text = String(Number(value.toPrecision(4)))
  return value >= 1e4 && Number.isInteger(value) ? groupedDigits(value) : text
}

/** Thousands apart, as ISO 80000 writes them. */
function groupedDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

/** Up to four names, of more how many. */
function listed(names: readonly (string | undefined)[]): string | undefined {
  const distinct = [...new Set(names.filter((name) => name !== undefined))]
  if (distinct.length === 0) return undefined
  return distinct.length <= 4 ? distinct.join(', ') : `${distinct.length} networks`
}
