import { jupyterDisplay, type Displayable } from './displayable.js'
import { htmlMimeType, pngMimeType, textMimeType } from './mimeTypes.js'

/** A place below a notebook cell where one thing after the other is shown. */
export interface NotebookOutput {
  /** Puts a draft in place of what is shown. */
  replace(draft: Displayable): void
  /** Shows a value for good. */
  finish(value: Displayable): Promise<void>
}

/**
 * A new output of the running cell, in a kernel that has one: this project's, or stock tslab, which
 * can send one representation only, so drafts as text, then the picture. Elsewhere nothing is shown.
 */
export function notebookOutput(): NotebookOutput {
  return kernelOutput() ?? tslabOutput() ?? { replace: () => undefined, finish: async () => {} }
}

type DisplayFunction = (value: Displayable, options: { readonly id: string }) => void

let outputs = 0

/** By the global function `display`, which replaces what the cell has shown under the same id. */
function kernelOutput(): NotebookOutput | undefined {
  const display: unknown = Reflect.get(globalThis, 'display')
  if (typeof display !== 'function') return undefined
  const id = `nnqft-output-${++outputs}`
  const show = (value: Displayable) => (display as DisplayFunction)(value, { id })
  return { replace: show, finish: async (value) => show(value) }
}

/** The part of the module `tslab` that is used: a display entry that overwrites itself. */
interface Tslab {
  newDisplay(): { raw(mimeType: string, content: unknown): void }
}

/** By the module that tslab hands to its cells alone, through the `require` it gives them. */
function tslabOutput(): NotebookOutput | undefined {
  const cells = Reflect.get(globalThis, '__tslab__') as
    { require(name: 'tslab'): Tslab } | undefined
  if (!cells) return undefined
  const entry = cells.require('tslab').newDisplay()
  return {
    replace: (draft) => entry.raw(textMimeType, draft.toString()),
    async finish(value) {
      const bundle = await value[jupyterDisplay]()
      const types = [pngMimeType, htmlMimeType, textMimeType]
      const type = types.find((candidate) => candidate in bundle) ?? textMimeType
      entry.raw(type, bundle[type])
    }
  }
}
