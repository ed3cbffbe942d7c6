import { jupyterDisplay, type Displayable, type MimeBundle } from '../display/displayable.js'

/**
 * When the next draft is due: after an interval, and where drafts are dear so late that they take no more than
 * a share of the time.
 */
export class DraftPace {
  /** By `performance.now()`. */
  due: number
  private begun = 0
  private cost = 0

  /**
   * @param interval least time between two drafts, in milliseconds
   * @param share of the time that drafts may take, with their pictures
   */
  constructor(
    private readonly interval: number,
    private readonly share: number
  ) {
    this.due = performance.now() + interval
  }

  /** The work for a draft begins. */
  begin(): void {
    this.begun = performance.now()
    this.cost = 0
  }

  /** It is done. */
  end(): void {
    this.spend(performance.now() - this.begun)
  }

  /** The draft that came of it: its picture, which is made when a kernel asks for it, counts too. */
  timed(draft: Displayable): Displayable {
    return {
      toString: () => draft.toString(),
      [jupyterDisplay]: () => {
        const start = performance.now()
        const made = (bundle: MimeBundle): MimeBundle => {
          this.spend(performance.now() - start)
          return bundle
        }
        const bundle = draft[jupyterDisplay]()
        return bundle instanceof Promise ? bundle.then(made) : made(bundle)
      }
    }
  }

  private spend(milliseconds: number): void {
    this.cost += milliseconds
    this.due = performance.now() + Math.max(this.interval, this.cost / this.share)
  }
}
