import type { TranslationBundle } from '@jupyterlab/translation'

/** The part of a translation that words are made with. */
export type Translation = Pick<TranslationBundle, '__'>

/** Words as they stand in the sources, for messages of errors and where nobody reads them. */
export const untranslated: Translation = {
  __: (text, ...values: readonly unknown[]) =>
    text.replace(/%(\d+)/g, (_, place: string) => String(values[Number(place) - 1]))
}

/** Why a figure is not drawn, in words that can be told in the reader's language. */
export class FigureFailure extends Error {
  override readonly name = 'FigureFailure'
  /** What the reader can do about it: trust the figure, or change the setting for external data. */
  readonly remedy: 'trust' | 'setting' | undefined

  constructor(
    readonly words: (trans: Translation) => string,
    { remedy, ...options }: ErrorOptions & { readonly remedy?: FigureFailure['remedy'] } = {}
  ) {
    super(words(untranslated), options)
    this.remedy = remedy
  }
}

/** The reason of a failure, translated where it is one of this extension's. */
export function failureText(error: unknown, trans: Translation): string {
  if (error instanceof FigureFailure) return error.words(trans)
  return error instanceof Error ? error.message : String(error)
}
