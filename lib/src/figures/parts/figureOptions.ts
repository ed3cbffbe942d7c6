import type { Agreement } from '../../comparison/compareWithExact.js'

/** What every figure of measured or computed numbers takes; each names its own defaults. */
export interface FigureOptions {
  /** What the figure is of, plain JSON: an ensemble, or whatever else determines the numbers. */
  readonly parameters: object
  /** Rows of the table of agreement, which the figure carries. */
  readonly agreement?: readonly Agreement[]
  /** Short identifier in kebab case; also the file name of an export. */
  readonly name?: string
  readonly title?: string
}
