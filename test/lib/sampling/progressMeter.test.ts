import { afterEach, describe, expect, it, vi } from 'vitest'
import { progressMeter } from '../../../lib/src/sampling/progressMeter.js'
import type { SamplingProgress } from '../../../lib/src/sampling/samplingProgress.js'

afterEach(() => void vi.restoreAllMocks())

/**
 * All reports of a run of equal tasks on some workers, which start late and finish in step, and the seconds each was sent at. Tasks
 * of the first fifth of a second may take longer: the code of the workers is not optimised yet.
 */
function reports(
  startMilliseconds: number,
  workers: number,
  taskMilliseconds: number,
  tasks: number,
  slowness = 1
) {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const sent: (SamplingProgress & { readonly at: number })[] = []
  const meter = progressMeter(
    tasks,
    (progress) => void sent.push({ ...progress, at: now / 1000 }),
    0,
    {
      bagsSoFar: () => 3,
      momentsSoFar: () => undefined
    }
  )
  now = startMilliseconds
  for (let done = 0; done < tasks;) {
    now += (now < startMilliseconds + 200 ? slowness : 1) * taskMilliseconds
    for (let worker = 0; worker < workers && done < tasks; worker++, done++) {
      now += 0.01
      meter.advance(1)
    }
  }
  meter.finish()
  return sent
}

describe('the first estimate of the remaining time', () => {
  it.each([
    [0, 1, 35],
    [2000, 1, 35],
    [50, 2, 35],
    [500, 2, 35],
    [3000, 16, 35],
    [900, 64, 35],
    [50, 2, 400],
    [120, 8, 5],
    [60, 2, 40, 4],
    [120, 8, 5, 10]
  ])(
    'is within a factor of two: workers that start after %i ms, %i of them, tasks of %i ms',
    (start, workers, task, slowness = 1) => {
      const tasks = Math.ceil(5000 / task) * workers + 3
      const sent = reports(start, workers, task, tasks, slowness)
      const { at: end } = sent[sent.length - 1]
      const first = sent.find(({ remainingSeconds }) => Number.isFinite(remainingSeconds))!
      const ratio = first.remainingSeconds / (end - first.at)
      expect(ratio).toBeGreaterThan(0.5)
      expect(ratio).toBeLessThan(2)
    }
  )

  it('is not given before the rate is known, and is 0 at the end', () => {
    const sent = reports(500, 2, 35, 100)
    expect(sent[0]).toMatchObject({ rate: 0, remainingSeconds: Infinity, bags: 3 })
    expect(sent[sent.length - 1]).toMatchObject({ done: 100, remainingSeconds: 0 })
  })
})
