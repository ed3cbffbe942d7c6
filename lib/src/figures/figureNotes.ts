/** Which field of a figure's rows plays which part, for programs that read the figure. */
export interface FigureRoles {
  /** Number of a combination of the inputs, or the list of those that a row stands for. */
  readonly combination?: string
  readonly order?: string
  readonly width?: string
  readonly measured?: string
  readonly error?: string
  readonly exact?: string
}

/** Whether the average behind one measured number of a figure is known; see `convergenceSummary`. */
export interface Convergence {
  /** What is measured, for example "⟨|m₄|⟩, N = 10". */
  readonly quantity: string
  readonly effectiveSampleSize: number
  readonly largestShare: number
  readonly converged: boolean
}

/** The row of a figure's notes for one measured number. */
export function convergenceRow(
  quantity: string,
  { effectiveSampleSize, largestShare, converged }: Omit<Convergence, 'quantity'>
): Convergence {
  return { quantity, effectiveSampleSize, largestShare, converged }
}

/**
 * TypeScript for a new notebook cell that samples an ensemble and shows the figure of `draw`, an
 * expression that may use `moments` and `setup`; undefined if the parameters are no ensemble.
 */
export function ensembleCode(parameters: object, draw: string): string | undefined {
  if (!('network' in parameters && 'networksPerBag' in parameters)) return undefined
  return [
    "import * as nnqft from 'nnqft'",
    '',
    `const setup = nnqft.ensemble(${literal(parameters)})`,
    'const [moments] = await nnqft.liveFigure([setup], ([moments]) =>',
    `  ${draw.trim().replaceAll('\n', '\n  ')}`,
    ')'
  ].join('\n')
}

/** A plain object as TypeScript, one property a line. */
function literal(value: object): string {
  const properties = Object.entries(value).map(([key, part]) => `  ${key}: ${JSON.stringify(part)}`)
  return `{\n${properties.join(',\n')}\n}`
}
