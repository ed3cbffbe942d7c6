/** What of a figure's options its code repeats; the table of agreement is made elsewhere. */
export interface NamedOptions {
  readonly parameters?: object
  readonly name?: string
  readonly title?: string
}

/** TypeScript of one call, for a figure that its arguments determine. */
export function callCode(name: string, ...given: readonly unknown[]): string {
  const shown = given.filter((argument) => !isEmpty(argument))
  return cellCode([`nnqft.${name}(${shown.map(typescript).join(', ')})`])
}

/** A cell of its own: the library, then the lines. */
export function cellCode(lines: readonly string[]): string {
  return ["import * as nnqft from 'nnqft'", '', ...lines].join('\n')
}

/** Name and title, where they were given. */
export function namedOptions({ name, title }: NamedOptions): NamedOptions {
  return { ...(name !== undefined && { name }), ...(title !== undefined && { title }) }
}

/** Whether parameters are a whole ensemble of one sigmaW. */
export function isEnsemble(parameters: object): boolean {
  return (
    'network' in parameters &&
    'networksPerBag' in parameters &&
    'sigmaW' in parameters &&
    typeof parameters.sigmaW === 'number'
  )
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

/** Plain JSON as TypeScript, on one line. */
export function typescript(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(typescript).join(', ')}]`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map((entry) => property(entry, typescript))
  return `{ ${entries.join(', ')} }`
}

/** One property of an object, its value written by `write`; in short form where that is its name. */
export function property(
  [key, value]: readonly [string, unknown],
  write: (value: unknown) => string
): string {
  const name = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)
  const text = write(value)
  return text === name ? name : `${name}: ${text}`
}
