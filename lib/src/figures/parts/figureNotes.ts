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

/** The row of a result that is measured; none of one that is not. */
export function convergenceRows(
  quantity: string,
  result: Partial<Omit<Convergence, 'quantity'>>
): readonly Convergence[] {
  const { effectiveSampleSize, largestShare, converged } = result
  if (effectiveSampleSize === undefined || largestShare === undefined || converged === undefined)
    return []
  return [{ quantity, effectiveSampleSize, largestShare, converged }]
}

/** The row of a figure's notes for one measured number. */
export function convergenceRow(
  quantity: string,
  { effectiveSampleSize, largestShare, converged }: Omit<Convergence, 'quantity'>
): Convergence {
  return { quantity, effectiveSampleSize, largestShare, converged }
}
