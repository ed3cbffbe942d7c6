import { allowedTime, trialTime } from './trialLimits.js'
import type { TrialAnswer, TrialSource } from './trialWorker.js'
import { brokenReason, workerAddress } from './workerFile.js'

/** What came of computing a figure: whether the page can draw it without standing still, or why not. */
export type TrialOutcome = 'quick' | 'slow' | 'many marks' | TrialFailure

/** The figure could not be tried out, through no fault of its own that is known. */
export interface TrialFailure {
  /** What the browser says, if it says anything. */
  readonly reason: string | undefined
}

/** What a worker did: it answered, was silent for too long, or broke down. */
type Reply = TrialAnswer | 'silent' | TrialFailure

/** Milliseconds after which a worker that does nothing of a figure's is given up. */
const hangTime = 20 * trialTime

/** Milliseconds between two looks at whether a worker's time is over. */
const tick = 100

/**
 * Computes figures in a worker before they are drawn on the page. No check of a specification can
 * tell how many rows and marks it will make, and the page cannot stop what it has begun; a worker
 * can be ended. One that was silent or broke down is replaced for the next figure.
 */
export class FigureTrial {
  private worker: Worker | undefined
  private last: Promise<unknown> = Promise.resolve()

  /** Computes a figure; one after the other. Never rejects. */
  outcome(source: TrialSource): Promise<TrialOutcome> {
    const trial = this.last.then(() => this.run(source))
    this.last = trial
    return trial
  }

  private async run(source: TrialSource): Promise<TrialOutcome> {
    try {
      // Loading the engine is not the figure's fault: its time starts afterwards.
      const start = this.worker ? 'ready' : await this.start()
      if (start !== 'ready') return this.broken(reasonOf(start))
      // Nor is a busy computer: the worker does a little work of known size first.
      const measured = await this.reply(hangTime, source)
      if (typeof measured !== 'object' || !('pace' in measured)) {
        return this.broken(reasonOf(measured))
      }
      const answer = await this.reply(allowedTime(measured.pace))
      if (answer === 'done') return 'quick'
      if (answer === 'many marks') return answer
      if (answer !== 'silent') return this.broken(reasonOf(answer))
      this.end()
      return 'slow'
    } catch (error) {
      return this.broken(error instanceof Error ? error.message : String(error))
    }
  }

  private start(): Promise<Reply> {
    this.worker = new Worker(workerAddress('trialWorker'))
    return this.reply(hangTime)
  }

  /** What the worker answers to a message, or to being started. */
  private reply(milliseconds: number, message?: TrialSource): Promise<Reply> {
    const worker = this.worker!
    return new Promise((resolve) => {
      const answer = (reply: Reply) => {
        clearInterval(timer)
        resolve(reply)
      }
      const timer = afterTicks(milliseconds, () => answer('silent'))
      worker.onmessage = ({ data }: MessageEvent<TrialAnswer>) => answer(data)
      worker.onerror = (event) => answer({ reason: brokenReason(event) })
      if (message) worker.postMessage(message)
    })
  }

  private broken(reason: string | undefined): TrialFailure {
    this.end()
    return { reason }
  }

  private end(): void {
    this.worker?.terminate()
    this.worker = undefined
  }
}

/** Calls `end` after so many milliseconds in which this page has run: one that stands still counts none. */
function afterTicks(milliseconds: number, end: () => void): ReturnType<typeof setInterval> {
  let left = Math.ceil(milliseconds / tick)
  return setInterval(() => {
    if (--left <= 0) end()
  }, tick)
}

function reasonOf(reply: Reply): string | undefined {
  return typeof reply === 'object' && 'reason' in reply ? reply.reason : undefined
}
