import type { Sizes } from './outOfReach.js'
import { requireFunction, requireKeys, requireSignal } from './parameterError.js'
import { refusedUnder } from './refusedUnder.js'
import { cellSignal } from './cellSignal.js'

/** How far a computation in pieces is. */
export interface PieceProgress {
  readonly done: number
  readonly total: number
  /** Estimated seconds to the end. */
  readonly remainingSeconds: number
}

/** How a long computation is watched and stopped. */
export interface PieceOptions {
  /** Stops it: the promise rejects with the signal's reason. Default: the signal of the running notebook cell, if there is one. */
  readonly signal?: AbortSignal
  /** Called at most ten times a second, and at the end. */
  readonly onProgress?: (progress: PieceProgress) => void
}

/** Refuses options that such a computation does not know, or that are out of their domain. */
export function requirePieceOptions(source: string, options: PieceOptions): void {
  requireKeys(source, 'options', options, ['signal', 'onProgress'])
  const { signal, onProgress } = options
  if (signal !== undefined) requireSignal(source, 'signal', signal)
  if (onProgress !== undefined) requireFunction(source, 'onProgress', onProgress)
}

/** Milliseconds of work between two turns of the event loop, in which interrupts arrive and progress is shown. */
const interval = 100

/** Computations in turn: a list, or what makes one while it is gone through, as long as a table times the layers of a network. */
export type Pieces = Iterable<() => void> & { readonly length: number }

/** A piece for each item. */
export function pieceOfEach<T>(items: readonly T[], compute: (item: T) => void): Pieces {
  return {
    length: items.length,
    *[Symbol.iterator]() {
      for (const item of items) yield () => compute(item)
    }
  }
}

/** The pieces of one list after the other. */
export function joinedPieces(...lists: readonly Pieces[]): Pieces {
  return {
    length: lists.reduce((sum, { length }) => sum + length, 0),
    *[Symbol.iterator]() {
      for (const list of lists) yield* list
    }
  }
}

/** Pieces whose refusals name the function that was called, see `refusedUnder`. */
export function refusingUnder(source: string, pieces: Pieces, sizes?: () => Sizes): Pieces {
  return {
    length: pieces.length,
    *[Symbol.iterator]() {
      for (const piece of pieces) yield () => refusedUnder(source, piece, sizes)
    }
  }
}

/** Computes all pieces in turn, and lets others have theirs in between. */
export async function inPieces(pieces: Pieces, options: PieceOptions): Promise<void> {
  const pause = pauses(pieces.length, options)
  let done = 0
  for (const piece of pieces) {
    piece()
    await pause(++done)
  }
  if (pieces.length === 0) options.onProgress?.({ done: 0, total: 0, remainingSeconds: 0 })
}

/**
 * What a computation of a known amount of work calls after every piece with what is done so far: it looks at the signal and
 * reports, when it is time to. The last call says that all is done.
 */
export function pauses(
  total: number,
  { signal = cellSignal(), onProgress }: PieceOptions
): (done: number) => Promise<void> {
  const start = performance.now()
  let paused = start
  signal?.throwIfAborted()
  return async (done) => {
    const now = performance.now()
    const ended = done >= total
    if (!ended && now - paused < interval) return
    const remainingSeconds = ended ? 0 : ((now - start) / 1000 / done) * (total - done)
    onProgress?.({ done, total, remainingSeconds })
    if (ended) return
    await new Promise((resolve) => setTimeout(resolve))
    signal?.throwIfAborted()
    paused = performance.now()
  }
}
