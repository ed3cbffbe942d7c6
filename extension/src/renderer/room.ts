/** Width and height in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Room for a figure: a width, and on the full screen a height. */
export interface Room {
  readonly width: number
  readonly height?: number
}

/** How much wider and taller each view is drawn than it asks for. */
export interface Magnification {
  readonly across: number
  readonly down: number
}
