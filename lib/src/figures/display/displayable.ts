/** A MIME bundle: one representation of the same thing per MIME type. */
export type MimeBundle = Readonly<Record<string, unknown>>

/** Key under which an object shows itself in Deno's kernel, this project's and others. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never

/** What a notebook can show: as a MIME bundle, and as text where there is no more. */
export interface Displayable {
  /** The text of it, for where nothing else can be shown. */
  toString(): string
  /** All of its representations. */
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>
}
