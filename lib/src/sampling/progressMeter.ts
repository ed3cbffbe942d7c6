import type { SamplingProgress } from './samplingProgress.js'

/** Milliseconds between two reports, and the least that a rate is measured over: a few tasks of every worker. */
const interval = 100

/** What a run knows so far. */
interface SoFar {
  readonly bagsSoFar: () => number
  readonly momentsSoFar: SamplingProgress['momentsSoFar']
}

/** Counts work done and reports it, at most every 100 ms and once at the end. */
export interface ProgressMeter {
  readonly advance: (work: number) => void
  readonly finish: () => void
}

/**
 * @param total units of work of the run
 * @param restored units found in the store, which say nothing about the rate
 * @param soFar what is known, handed on with every report
 */
export function progressMeter(
  total: number,
  report: ((progress: SamplingProgress) => void) | undefined,
  restored: number,
  { bagsSoFar, momentsSoFar }: SoFar
): ProgressMeter {
  const start = performance.now()
  let done = restored
  let reported = start
  /** When the first task was done and what was known then: before it the workers started, which says nothing about their rate. */
  let first: { readonly time: number; readonly done: number } | undefined
  const rateAt = (now: number) => {
    if (done === total) return (1000 * (done - restored)) / Math.max(now - start, 1e-3)
    const time = first ? now - first.time : 0
    return first && time >= interval ? (1000 * (done - first.done)) / time : 0
  }
  const send = (now: number) => {
    reported = now
    const rate = rateAt(now)
    const remainingSeconds = done < total ? (total - done) / rate : 0
    report?.({ done, total, bags: bagsSoFar(), rate, remainingSeconds, momentsSoFar })
  }
  return {
    advance(work) {
      done += work
      const now = performance.now()
      first ??= { time: now, done }
      if (now - reported >= interval && done < total) send(now)
    },
    finish: () => send(performance.now())
  }
}
