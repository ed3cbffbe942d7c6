import type { SamplingProgress } from './samplingProgress.js'

/** Milliseconds between two reports. */
const interval = 100

/** Milliseconds between the first task and the first rate: workers start one after the other, and their code is slow before it is optimised. */
const warmUp = 300

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
  /** When the first task was done: before it the workers started, which says nothing about their rate. */
  let first: number | undefined
  /** What was done at the reports of the later half of the time since then, and at the last one before. */
  const marks: { readonly time: number; readonly done: number }[] = []
  const rateAt = (now: number) => {
    if (done === total) return (1000 * (done - restored)) / Math.max(now - start, 1e-3)
    if (first === undefined || now - first < warmUp) return 0
    while (marks.length > 1 && marks[1].time <= (first + now) / 2) marks.shift()
    return (1000 * (done - marks[0].done)) / (now - marks[0].time)
  }
  const send = (now: number) => {
    reported = now
    const rate = rateAt(now)
    marks.push({ time: now, done })
    const remainingSeconds = done < total ? (total - done) / rate : 0
    report?.({ done, total, bags: bagsSoFar(), rate, remainingSeconds, momentsSoFar })
  }
  return {
    advance(work) {
      done += work
      const now = performance.now()
      if (first === undefined) {
        first = now
        marks.push({ time: now, done })
      }
      if (now - reported >= interval && done < total) send(now)
    },
    finish: () => send(performance.now())
  }
}
