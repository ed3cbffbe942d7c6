/** Milliseconds that computing an untrusted figure may take on a computer that is not busy. */
export const trialTime = 3000

/** Milliseconds that `paceTask` takes on a computer of 2020 that is not busy. */
const usualPace = 15

/** How many times slower a computer may be for the limit to follow. */
const slowest = 20

/** Work of a fixed size. @returns the milliseconds it took */
export function paceTask(): number {
  const start = performance.now()
  // Numbers of a chaotic map: the end of it depends on every step, so none can be left out.
  let x = 0.4
  for (let i = 0; i < 4_000_000; i++) x = 3.99 * x * (1 - x)
  return x >= 0 ? performance.now() - start : NaN
}

/** Milliseconds that a figure may take where the fixed work has just taken some: a busy computer gets more. */
export function allowedTime(pace: number): number {
  return trialTime * Math.min(slowest, Math.max(1, pace / usualPace))
}

/** Marks that an untrusted figure may have: a page draws so many in a part of a second. */
export const mostMarks = 100_000
