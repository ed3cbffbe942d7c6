import { Origin, originOf, originsIn } from '../../provenance/origin.js'
import { distinct, sampledEnsemble } from '../../provenance/provenance.js'
import { cellCode, isEnsemble, property, typescript } from './figureCode.js'

/** Characters of a list of numbers from which on it is written once, under a name, and used by it. */
const longList = 60

/** Characters up to which a list stays on one line. */
const lineLength = 100

/**
 * TypeScript for a new notebook cell that computes results anew as their origins say, those of samples
 * from the ensembles, and hands them to a function of the library, with all else as it is.
 *
 * @param given arguments of the function; what is in the results' place is written as the call that made it
 * @param results those of them that must be made anew, anywhere in `given`
 * @returns undefined if one of the results has lost its origin, or was made from a function of the user's
 */
export function resultsCode(
  name: string,
  given: readonly unknown[],
  results: readonly object[]
): string | undefined {
  if (results.some((result) => !originOf(result))) return undefined
  const made = traced(given) as readonly unknown[]
  if (holdsFunction(made)) return undefined
  const origins = originsIn(made)
  const ensembles = distinct(origins.flatMap(({ given }) => ensemblesIn(given)))
  const sampled = new Set(origins.flatMap(sampledEnsemble).map((one) => JSON.stringify(one)))
  const names = new Map(
    ensembles.map((ensemble, i) => [
      JSON.stringify(ensemble),
      ensembles.length === 1 ? 'setup' : `setup${i + 1}`
    ])
  )
  const own = ensembles.map((ensemble, i) =>
    shortened(ensemble, i === 0 ? undefined : ensembles[0])
  )
  const lists = namedLists([...own, ...made], names)
  const write = (value: unknown) => expression(value, names, lists)
  const setups = ensembles.flatMap((ensemble, i) => {
    const setup = names.get(JSON.stringify(ensemble))!
    const properties = Object.entries(own[i]).map((entry) => property(entry, write))
    const base = properties.length < Object.keys(ensemble).length ? ['...setup1'] : []
    const line = `const ${setup} = nnqft.ensemble({ ${[...base, ...properties].join(', ')} })`
    if (!sampled.has(JSON.stringify(ensemble))) return [line]
    return [line, `const ${sampleName(setup)} = await nnqft.sampleEnsemble(${setup})`]
  })
  const constants = [...lists].map(([text, list]) => `const ${list} = ${text}`)
  return cellCode([...constants, ...setups, `nnqft.${name}${listed('(', made.map(write), ')')}`])
}

/** A figure's options without its table of agreement, which is made elsewhere. */
export function drawnOptions(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== 'agreement'))
}

/** The same values with each result replaced by its origin. */
function traced(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const origin = value instanceof Origin ? value : originOf(value)
  if (origin) return new Origin(origin.call, origin.given.map(traced))
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array)
  if (Array.isArray(value)) return value.map(traced)
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(entries.map(([key, part]) => [key, traced(part)]))
}

function partsOf(value: unknown): readonly unknown[] {
  if (value instanceof Origin) return value.given
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function isNumberList(value: unknown): boolean {
  return Array.isArray(value) && value.every((part) => typeof part === 'number')
}

function holdsFunction(value: unknown): boolean {
  return typeof value === 'function' || partsOf(value).some(holdsFunction)
}

/** The ensembles that a call was given, but for those of results among its arguments. */
function ensemblesIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null || value instanceof Origin) return []
  return isEnsemble(value) ? [value] : partsOf(value).flatMap(ensemblesIn)
}

/** What an ensemble does not share with an earlier one of the same keys; else all of it. */
function shortened(ensemble: object, earlier: object | undefined): object {
  const keys = (value: object) => Object.keys(value).sort().join()
  if (!earlier || keys(earlier) !== keys(ensemble)) return ensemble
  const known = new Map(Object.entries(earlier))
  const differs = ([key, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(known.get(key))
  return Object.fromEntries(Object.entries(ensemble).filter(differs))
}

function sampleName(setup: string): string {
  return setup.replace('setup', 'sample')
}

/** Long lists of numbers that are written more than once, with the names of the fields that hold them. */
function namedLists(
  values: readonly unknown[],
  setups: ReadonlyMap<string, string>
): Map<string, string> {
  const found = new Map<string, { readonly name: string; readonly count: number }>()
  const visit = (value: unknown, name: string): void => {
    if (isNumberList(value)) {
      const text = typescript(value)
      const { name: first, count } = found.get(text) ?? { name, count: 0 }
      if (text.length >= longList) found.set(text, { name: first, count: count + 1 })
    } else if (value instanceof Origin) {
      if (sampledEnsemble(value).length === 0) value.given.forEach((part) => visit(part, 'list'))
    } else if (Array.isArray(value)) value.forEach((part) => visit(part, 'list'))
    else if (typeof value === 'object' && value !== null && !setups.has(JSON.stringify(value))) {
      Object.entries(value).forEach(([key, part]) => visit(part, key))
    }
  }
  // Those of the first ensemble are written out, whatever their names.
  values.forEach((value) => {
    if (typeof value === 'object' && value !== null && setups.has(JSON.stringify(value))) {
      Object.entries(value).forEach(([key, part]) => visit(part, key))
    } else visit(value, 'list')
  })
  const repeated = [...found].filter(([, { count }]) => count > 1)
  const taken = new Set(['nnqft', ...setups.values(), ...[...setups.values()].map(sampleName)])
  return new Map(
    repeated.map(([text, { name }]) => {
      const base = /^[A-Za-z]\w*$/.test(name) ? name : 'list'
      let free = base
      for (let i = 2; taken.has(free); i++) free = `${base}${i}`
      taken.add(free)
      return [text, free]
    })
  )
}

function expression(
  value: unknown,
  setups: ReadonlyMap<string, string>,
  lists: ReadonlyMap<string, string>
): string {
  const write = (part: unknown) => expression(part, setups, lists)
  if (value instanceof Origin) {
    const [ensemble] = sampledEnsemble(value)
    if (ensemble) return sampleName(setups.get(JSON.stringify(ensemble))!)
    return `nnqft.${value.call}(${value.given.map(write).join(', ')})`
  }
  if (typeof value !== 'object' || value === null) return typescript(value)
  const setup = setups.get(JSON.stringify(value))
  if (setup !== undefined) return setup
  if (!Array.isArray(value)) {
    return `{ ${Object.entries(value)
      .map((entry) => property(entry, write))
      .join(', ')} }`
  }
  if (isNumberList(value)) return lists.get(typescript(value)) ?? typescript(value)
  return listed('[', value.map(write), ']')
}

/** Items in brackets: on one line where they fit, else one a line. */
function listed(open: string, items: readonly string[], close: string): string {
  const line = `${open}${items.join(', ')}${close}`
  if (line.length <= lineLength && !line.includes('\n')) return line
  const indented = items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`)
  return `${open}\n${indented.join(',\n')}\n${close}`
}
