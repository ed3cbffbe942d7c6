import { trialTime } from './trialLimits.js'
import type { FigureSource } from './compiledFigure.js'
import type { TrialAnswer } from './trialWorker.js'
import { workerAddress } from './workerAddress.js'

/**
 * Computes figures in a worker before they are drawn on the page. No check of a specification can
 * tell how many rows and marks it will make, and the page cannot stop what it has begun; a worker
 * can be ended.
 */
export class FigureTrial {
  private worker: Worker | undefined
  private last: Promise<unknown> = Promise.resolve()

  /** Whether a figure is computed in time, and has few marks to draw; one figure after the other. */
  isQuick(source: FigureSource): Promise<boolean> {
    const trial = this.last.then(() => this.run(source))
    this.last = trial
    return trial
  }

  private async run(source: FigureSource): Promise<boolean> {
    // Loading the engine is not the figure's fault: its time starts afterwards.
    if (!this.worker && !(await this.start())) return false
    this.worker!.postMessage(source)
    const quick = await this.answer('done', trialTime)
    if (!quick) this.end()
    return quick
  }

  private async start(): Promise<boolean> {
    this.worker = new Worker(workerAddress('trialWorker'))
    const ready = await this.answer('ready', 20 * trialTime)
    if (!ready) this.end()
    return ready
  }

  /** Waits for an answer; false if there is none in time, or the worker broke down. */
  private answer(expected: TrialAnswer, milliseconds: number): Promise<boolean> {
    const worker = this.worker!
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), milliseconds)
      worker.onmessage = ({ data }: MessageEvent<TrialAnswer>) => {
        clearTimeout(timer)
        resolve(data === expected)
      }
      worker.onerror = () => {
        clearTimeout(timer)
        resolve(false)
      }
    })
  }

  private end(): void {
    this.worker?.terminate()
    this.worker = undefined
  }
}
