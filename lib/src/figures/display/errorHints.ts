import { activationNames } from '../../networks/activations/activations.js'

/** Where the Jupyter kernel looks for the hints of libraries (docs/kernel.md). */
const hintsKey = Symbol.for('Jupyter.hints')

/** An error of the type checker: its number, its last message, and the code that it is about. */
interface CheckedError {
  readonly code: number
  readonly message: string
  readonly text: string
}

const mismatch =
  /^(Type|Argument of type) '(.*?)' is (?:not assignable to (?:parameter of )?type|missing the following properties from type) '(.*?)'/

/** What here is what these packages of Python are for. */
const packages: Readonly<Record<string, string>> = {
  plt: "a figure of rows: plot(rows, { x: 'N', y: 'u4', error: 'e', log: 'x' })",
  pd: 'a table of rows, or of any result: await dataFrame(rows)'
}

/** A line that helps with what is often mistaken in calls of this library. */
export function errorHint({ code, message, text }: CheckedError): string | undefined {
  if (code === 2304 && Object.hasOwn(packages, text)) return packages[text]
  if (code === 2353 && text === 'network' && message.includes("'ExpressionActivation")) {
    return "here a network is its activation alone: 'tanh', or { expression: 'z*erf(z)' }"
  }
  const [, subject, given = '', wanted = ''] = mismatch.exec(message) ?? []
  if (wanted === 'NetworkParameters') return networkHint(given)
  if (wanted === 'readonly Point[]' && given === 'number') {
    return 'points come behind the network, the width behind them: exactGreenFunction(parameters, points, width)'
  }
  if (wanted.startsWith('ActivationSpecification') && given.startsWith('"')) {
    return nameHint(JSON.parse(given) as string)
  }
  if (given !== 'number' || (wanted !== 'Point' && wanted !== 'readonly number[]')) return undefined
  // The error of a list is about all of it, that of a number about the number.
  const isList = code === 2345 && subject === 'Type'
  const mended = isList ? `${text}.map((x) => [x])` : `[${text}]`
  return `a point is a list of numbers, also in one dimension: ${mended}`
}

function networkHint(given: string): string | undefined {
  if (given === 'string' || given.startsWith('"')) {
    return "a network stands with its standard deviations: { network: 'erf', sigmaW: 1, sigmaB: 1 }"
  }
  if (!/^number(\[\])*$/.test(given)) return undefined
  return "the network comes first: exactGreenFunction({ network: 'erf', sigmaW: 1, sigmaB: 1 }, points, width)"
}

/** The network whose name is nearest to an unknown one. */
function nameHint(name: string): string {
  const [nearest] = activationNames
    .map((known) => ({ known, edits: editDistance(name.toLowerCase(), known) }))
    .sort((a, b) => a.edits - b.edits)
  if (nearest.edits <= nearest.known.length / 2) return `did you mean '${nearest.known}'?`
  return `networks: ${activationNames.join(', ')}`
}

/** How many letters must be put in, left out or changed to make one word of another. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1]
    for (let k = 0; k < to.length; k++) {
      const changed = row[k] + (letter === to[k] ? 0 : 1)
      next.push(Math.min(changed, row[k + 1] + 1, next[k] + 1))
    }
    row = next
  }
  return row[to.length]
}

const registered: unknown = Reflect.get(globalThis, hintsKey)
const hints: readonly unknown[] = Array.isArray(registered) ? registered : []
Reflect.set(globalThis, hintsKey, [...hints, errorHint])
