import type { SamplingProgress } from './samplingProgress.js'

/** Milliseconds between two reports. */
const interval = 100

/** Counts work done and reports it, at most every 100 ms and once at the end. */
export interface ProgressMeter {
  readonly advance: (work: number) => void
  readonly finish: () => void
}

/**
 * @param total units of work of the run
 * @param restored units found in the store, which say nothing about the rate
 * @param momentsSoFar handed on with every report
 */
export function progressMeter(
  total: number,
  report: ((progress: SamplingProgress) => void) | undefined,
  restored: number,
  momentsSoFar: SamplingProgress['momentsSoFar']
): ProgressMeter {
  const start = performance.now()
  let done = restored
  let reported = start
  const send = (now: number) => {
    reported = now
    const rate = (1000 * (done - restored)) / Math.max(now - start, 1e-3)
    const remainingSeconds = done < total ? (total - done) / rate : 0
    report?.({ done, total, rate, remainingSeconds, momentsSoFar })
  }
  return {
    advance(work) {
      done += work
      const now = performance.now()
      if (now - reported >= interval && done < total) send(now)
    },
    finish: () => send(performance.now())
  }
}
