import { Signal, type ISignal } from '@lumino/signaling'

/** The reader's settings for figures. */
export interface FigureSettings {
  /** Colours: JupyterLab's, or always those of one kind. */
  readonly theme: 'jupyterlab' | 'light' | 'dark'
  /** Drawing: SVG for small figures and canvas for large ones, or always one of them. */
  readonly renderer: 'auto' | 'svg' | 'canvas'
  /** Whether figures in trusted notebooks may fetch data and images. */
  readonly externalData: boolean
  /** Rows above which a figure asks before it is drawn. */
  readonly maximumRows: number
}

/** Settings of a fresh installation; `schema/figures.json` says the same. */
export const defaultFigureSettings: FigureSettings = {
  theme: 'jupyterlab',
  renderer: 'auto',
  externalData: false,
  maximumRows: 200_000
}

/** What all figures share and follow: settings and the page's theme. */
export class FigureEnvironment {
  private readonly _changed = new Signal<FigureEnvironment, void>(this)
  private _settings = defaultFigureSettings
  private _lightPage = true

  get settings(): FigureSettings {
    return this._settings
  }

  /** Whether JupyterLab's theme is a light one. */
  get lightPage(): boolean {
    return this._lightPage
  }

  /** Settings or theme changed: figures should be drawn anew. */
  get changed(): ISignal<FigureEnvironment, void> {
    return this._changed
  }

  update(change: { settings?: FigureSettings; lightPage?: boolean }): void {
    this._settings = change.settings ?? this._settings
    this._lightPage = change.lightPage ?? this._lightPage
    this._changed.emit()
  }
}
