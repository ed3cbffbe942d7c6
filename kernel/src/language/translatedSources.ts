import type { CellPosition } from './languageEngine.js'

/** Code that runs in another form than it was written in: a cell, or a local TypeScript file. */
export interface TranslatedSource {
  /** What stack traces call it: `In[3]`, or the path of a file. */
  readonly name: string
  /** As it was written. */
  readonly code: string
  /** Where a position of the code that runs comes from (both zero-based). */
  originalPosition(position: CellPosition): CellPosition | undefined
}

/** What runs in translation, by name. */
export type TranslatedSources = ReadonlyMap<string, TranslatedSource>
