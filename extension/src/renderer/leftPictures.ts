import type { FigureView } from './figureView.js'

/** A living picture, and all that its look depends on besides specification and room. */
export interface Picture {
  readonly view: FigureView
  readonly key: string
}

/**
 * Pictures of figures that have just been taken off the page. Who clears an output area to fill it again at once
 * (`clear_output(wait=True)`, widgets for outputs) makes a new figure for the next state of an old one: it can go on with the living
 * picture. One that nobody takes in the same task ends with it.
 */
export class LeftPictures {
  /** In the order of their figures, by output area. */
  private readonly pictures = new Map<Element, Picture[]>()

  leave(area: Element, picture: Picture): void {
    const left = this.pictures.get(area)
    if (left) left.push(picture)
    else {
      this.pictures.set(area, [picture])
      queueMicrotask(() => this.end(area))
    }
  }

  /** The first picture left in an output area. */
  take(area: Element): Picture | undefined {
    return this.pictures.get(area)?.shift()
  }

  private end(area: Element): void {
    const left = this.pictures.get(area) ?? []
    this.pictures.delete(area)
    for (const { view } of left) view.finalize()
  }
}
