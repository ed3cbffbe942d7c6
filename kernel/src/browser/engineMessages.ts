import type { InputAnswer, MainQuestion, SentEvent } from '../language/engineMessages.js'

/** What the page tells the worker first. */
export interface StartEngine {
  readonly type: 'start'
  /** Address of the folder with the packages of the site, with a slash at the end. */
  readonly packages: string
}

/** What the page sends to the worker. */
export type WorkerRequest =
  | StartEngine
  | MainQuestion
  | InputAnswer
  /** The running cell is to end. */
  | { readonly type: 'interrupt' }

/** What the worker sends to the page. */
export type WorkerEvent = SentEvent | { readonly type: 'failed'; readonly reason: string }

/** The packages of a site, in `packages.json` of their folder. */
export interface SitePackages {
  /** Texts that the compiler reads, by absolute path. */
  readonly files: Readonly<Record<string, string>>
  /** Modules that cells can import: file names in the folder, by specifier. */
  readonly modules: Readonly<Record<string, string>>
  /** Declaration files that every cell sees. */
  readonly ambientFiles: readonly string[]
}
