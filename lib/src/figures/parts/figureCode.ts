/** What of a figure's options its code repeats; the table of agreement is made elsewhere. */
export interface NamedOptions {
  readonly parameters?: object
  readonly name?: string
  readonly title?: string
}

/**
 * TypeScript for a new notebook cell that samples an ensemble and shows the figure of `draw`, an
 * expression that may use `moments` and `setup`; undefined if the parameters are no ensemble.
 *
 * @param draw makes the expression from the figure's options, which are written as TypeScript
 */
export function ensembleCode(
  options: NamedOptions,
  draw: (options: string) => string
): string | undefined {
  const { parameters = {} } = options
  if (!isEnsemble(parameters)) return undefined
  return cellCode([
    `const setup = nnqft.ensemble(${lines(parameters)})`,
    'const [moments] = await nnqft.liveFigure([setup], ([moments]) =>',
    `  ${draw(setupOptions(options)).trim().replaceAll('\n', '\n  ')}`,
    ')'
  ])
}

/**
 * The same for a figure of single networks, which are drawn at once: `draw` may use `setup`, the ensemble
 * that the parameters hold besides the `own` ones of the figure, and these by their names.
 */
export function networksCode(
  options: NamedOptions,
  own: readonly string[],
  draw: (options: string) => string
): string | undefined {
  const { parameters = {} } = options
  if (!isEnsemble(parameters) || !own.every((key) => key in parameters)) return undefined
  const values = Object.entries(parameters)
  const setup = Object.fromEntries(values.filter(([key]) => !own.includes(key)))
  const constants = values.filter(([key]) => own.includes(key))
  return cellCode([
    `const setup = nnqft.ensemble(${lines(setup)})`,
    ...constants.map(([key, value]) => `const ${key} = ${typescript(value)}`),
    draw(setupOptions(options, own)).trim()
  ])
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

function setupOptions(options: NamedOptions, own: readonly string[] = []): string {
  const parameters = own.length > 0 ? `{ ...setup, ${own.join(', ')} }` : 'setup'
  const named = Object.entries(namedOptions(options)).map((entry) => property(entry, typescript))
  return `{ ${[`parameters: ${parameters}`, ...named].join(', ')} }`
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

/** A plain object as TypeScript, one property a line. */
function lines(value: object): string {
  return `{\n${Object.entries(value)
    .map((entry) => `  ${property(entry, typescript)}`)
    .join(',\n')}\n}`
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
