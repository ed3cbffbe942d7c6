import type { ShownProgress } from '../display/progressBar.js'
import { progressControl, type ProgressControl } from '../display/progressControl.js'

/** Why the cell ends whose button was clicked. */
const stopped = 'stopped by the button above the figure'

/** The bar above a live figure, from the first progress on, and the signal that its button gives. */
export class RunControl {
  private readonly stop = new AbortController()
  private control: ProgressControl | undefined
  /** Ends the work: the given one, or the button. */
  readonly signal: AbortSignal

  constructor(given: AbortSignal | undefined) {
    const { signal } = this.stop
    this.signal = given ? AbortSignal.any([given, signal]) : signal
  }

  /** @returns whether the bar is there: only where widgets are shown, and not for work that is over at once */
  show(progress: ShownProgress): boolean {
    if (progress.done < progress.total) {
      this.control ??= progressControl(() =>
        this.stop.abort(new DOMException(stopped, 'AbortError'))
      )
    }
    this.control?.show(progress)
    return this.control !== undefined
  }

  close(): void {
    this.control?.close()
  }
}
