import { originsIn, type Origin } from './origin.js'
import { textDigest } from '../numerics/randomStream.js'

/** Versions of the software that made a result. */
export interface Versions {
  readonly nnqft: string
  readonly sampler: number
  /** SHA-256 of the sampler's version and WASM binary. */
  readonly samplerDigest: string
}

/** Where the numbers of a figure come from. */
export interface Provenance {
  /** What the cell says the figure is of, plain JSON; no part of the hash. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** The ensembles that were sampled, as the results themselves name them. */
  readonly samples: readonly object[]
  readonly versions: Versions
  /** SHA-256 of the JSON of samples, versions and the rows that are drawn: equal for the same numbers alone. */
  readonly hash: string
}

/** The provenance of a figure that draws `results` by a specification with its data. */
export function provenanceOf(
  parameters: object,
  results: readonly unknown[],
  spec: object,
  versions: Versions
): Provenance {
  const samples = distinct(originsIn(results).flatMap(sampledEnsemble))
  const hash = textDigest(JSON.stringify({ samples, versions, rows: drawnRows(spec) }))
  return { parameters: parameters as Provenance['parameters'], samples, versions, hash }
}

/** The ensemble of a sample, from its origin. */
export function sampledEnsemble({ call, given }: Origin): object[] {
  return call === 'sampleEnsemble' ? [given[0] as object] : []
}

/** Each of some plain objects once. */
export function distinct(values: readonly object[]): object[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

/** All rows of data in a specification, in the order in which they stand there. */
function drawnRows(spec: object): unknown[] {
  return Object.entries(spec).flatMap(([key, part]) => {
    if (key === 'data' || key === 'datasets') return [part as unknown]
    return typeof part === 'object' && part !== null ? drawnRows(part as object) : []
  })
}
