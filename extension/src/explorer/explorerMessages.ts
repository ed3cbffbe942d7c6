import type { ExplorerState } from './explorerState.js'

/** A row of numbers and names for a figure. */
export type FigureRow = Readonly<Record<string, number | string>>

/** Measured values of a live run, so far. */
export interface SampledDeviation {
  /** Complete bags. */
  readonly bags: number
  readonly order: number
  readonly width: number
  /** <|m_n|> with its standard error. */
  readonly mean: number
  readonly standardError: number
  /** Measured Green function with its standard error, shape [combination]. */
  readonly greenFunction: readonly number[]
  readonly errors: readonly number[]
}

/** All that is computed from a state without sampling. */
export interface ExplorerCurves {
  /** Free and exact Green functions: combination, part, value. */
  readonly greenFunctions: readonly FigureRow[]
  /** Exact <|m_n|> against the width: width, exact. */
  readonly deviations: readonly FigureRow[]
  /** Couplings along the passive flow: k, coupling, value. */
  readonly flow: readonly FigureRow[]
  /** Scale where the flow blows up, if it does. */
  readonly blowUp?: number
  /** Lines of the flow in theory space: line, t, u2, u4, dimensionless. */
  readonly streams: readonly FigureRow[]
  /** Why parts are missing. */
  readonly failures: readonly string[]
}

/** A point of theory space, dimensionless: u2/k^2 and u4/k^(4 - d). */
export interface TheoryPoint {
  readonly u2: number
  readonly u4: number
}

/** What the panel asks its worker. */
export type ExplorerRequest =
  | { readonly kind: 'curves'; readonly id: number; readonly state: ExplorerState }
  | {
      readonly kind: 'trajectory'
      readonly id: number
      readonly state: ExplorerState
      readonly start: TheoryPoint
    }
  | { readonly kind: 'couplings'; readonly id: number; readonly state: ExplorerState }
  | { readonly kind: 'sample'; readonly id: number; readonly state: ExplorerState }
  | { readonly kind: 'stop' }

/** What the worker answers; `id` names the request. */
export type ExplorerAnswer =
  | { readonly kind: 'curves'; readonly id: number; readonly curves: ExplorerCurves }
  | { readonly kind: 'trajectory'; readonly id: number; readonly rows: readonly FigureRow[] }
  | {
      readonly kind: 'couplings'
      readonly id: number
      /** Exact couplings of the network, u4 alone at truncation order 4. */
      readonly couplings: Pick<ExplorerState, 'u4'> & Partial<Pick<ExplorerState, 'u6'>>
    }
  | {
      readonly kind: 'progress'
      readonly id: number
      readonly fraction: number
      readonly soFar?: SampledDeviation
    }
  | { readonly kind: 'sampled'; readonly id: number; readonly sampled: SampledDeviation }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }
