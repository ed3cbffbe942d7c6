import { trialTime } from './trialLimits.js'
import type { FigureSource } from './compiledFigure.js'
import type { TrialAnswer } from './trialWorker.js'
import { workerAddress } from './workerAddress.js'

/** What came of computing a figure: whether the page can draw it without standing still, or why not. */
export type TrialOutcome = 'quick' | 'slow' | 'many marks'

/**
 * Computes figures in a worker before they are drawn on the page. No check of a specification can
 * tell how many rows and marks it will make, and the page cannot stop what it has begun; a worker
 * can be ended.
 */
export class FigureTrial {
  private worker: Worker | undefined
  private last: Promise<unknown> = Promise.resolve()

  /** Computes a figure; one after the other. */
  outcome(source: FigureSource): Promise<TrialOutcome> {
    const trial = this.last.then(() => this.run(source))
    this.last = trial
    return trial
  }

  private async run(source: FigureSource): Promise<TrialOutcome> {
    // Loading the engine is not the figure's fault: its time starts afterwards.
    if (!this.worker && !(await this.start())) return 'slow'
    this.worker!.postMessage(source)
    const answer = await this.answer(trialTime)
    if (answer === 'done') return 'quick'
    if (answer === 'many marks') return answer
    this.end()
    return 'slow'
  }

  private async start(): Promise<boolean> {
    this.worker = new Worker(workerAddress('trialWorker'))
    const ready = (await this.answer(20 * trialTime)) === 'ready'
    if (!ready) this.end()
    return ready
  }

  /** Waits for an answer; `undefined` if there is none in time, or the worker broke down. */
  private answer(milliseconds: number): Promise<TrialAnswer | undefined> {
    const worker = this.worker!
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(undefined), milliseconds)
      worker.onmessage = ({ data }: MessageEvent<TrialAnswer>) => {
        clearTimeout(timer)
        resolve(data)
      }
      worker.onerror = () => {
        clearTimeout(timer)
        resolve(undefined)
      }
    })
  }

  private end(): void {
    this.worker?.terminate()
    this.worker = undefined
  }
}
