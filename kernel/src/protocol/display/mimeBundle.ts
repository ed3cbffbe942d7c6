import { types } from 'node:util'
import type { MimeBundle } from '../../language/engineMessages.js'
import { attempt, valueText } from '../../language/valueText.js'
import { librariesPictures } from './librariesPictures.js'
import { mimeContents } from './mimeContents.js'
import { mime } from './mimeTypes.js'
import { pngDisplaySize } from './pngDensity.js'
import { recognisedBundle } from './recognisedBundle.js'

/** Method by which a value shows itself: returns a MIME bundle, or a promise of one. */
export const displaySymbol = Symbol.for('Jupyter.display')

/** Told why a value could not be shown as it wanted; it is shown as text then. */
export type DisplayReport = (problem: unknown) => void

type Contents = Readonly<Record<string, unknown>>

/**
 * The MIME bundle of a value: what its `Symbol.for("Jupyter.display")` method returns, else what
 * is recognised by its shape (Vega-Lite and Vega specs, elements and pictures, tables of danfojs),
 * else text. There is always a `text/plain`. Throws nothing but what `report` throws. A promise only
 * where the value's own method or a library that draws it is async, so that pictures and printed text keep their order.
 */
export function mimeBundleOf(
  value: unknown,
  report: DisplayReport
): MimeBundle | Promise<MimeBundle> {
  const show = ownMethod(value)
  if (!show) return recognised(value, report)
  // A proxy that answers whatever it is asked has not been made for this.
  const heed = types.isProxy(value) ? () => undefined : report
  try {
    const own = show.call(value) as unknown
    if (isThenable(own)) return settledBundle(own, value, heed)
    return bundleOf(checkBundle(own), value, heed)
  } catch (problem) {
    heed(problem)
    return textBundle(value)
  }
}

/** A value that is recognised by its shape; of a specification of Vega-Lite with the pictures that a library draws. */
function recognised(value: unknown, report: DisplayReport): MimeBundle | Promise<MimeBundle> {
  const bundle = recognisedBundle(value) ?? {}
  if (!(mime.vegaLite in bundle)) return bundleOf(bundle, value, report)
  const pictures = librariesPictures(bundle[mime.vegaLite])
  if (!isThenable(pictures)) return bundleOf({ ...bundle, ...(pictures ?? {}) }, value, report)
  const drawn = async () => {
    try {
      return bundleOf({ ...bundle, ...checkBundle(await pictures) }, value, report)
    } catch (problem) {
      report(problem)
      return bundleOf(bundle, value, report)
    }
  }
  return drawn()
}

/** A proxy that has a `then` among all else would never be settled. */
function isThenable(own: unknown): own is PromiseLike<unknown> {
  if (types.isProxy(own)) return false
  return attempt(() => typeof (own as PromiseLike<unknown>).then) === 'function'
}

async function settledBundle(own: PromiseLike<unknown>, value: unknown, report: DisplayReport) {
  try {
    return bundleOf(checkBundle(await own), value, report)
  } catch (problem) {
    report(problem)
    return textBundle(value)
  }
}

/**
 * A bundle as it is given, ready to be sent.
 * @throws TypeError if it is none, or what it holds cannot be sent
 */
export function givenBundle(data: unknown, metadata: Contents = {}): MimeBundle {
  return complete(mimeContents(checkBundle(data), failed), data, metadata)
}

/** The report of those who are to be told by an exception. */
export function failed(problem: unknown): never {
  throw problem
}

/** What can be sent of a bundle; the rest is reported. */
function bundleOf(data: Contents, value: unknown, report: DisplayReport): MimeBundle {
  return complete(mimeContents(data, report), value)
}

const textBundle = (value: unknown): MimeBundle => complete({}, value)

/** Adds a `text/plain`, and to the metadata the display size of a PNG of high density. */
function complete(contents: Contents, value: unknown, metadata: Contents = {}): MimeBundle {
  const data = { ...contents, [mime.text]: contents[mime.text] ?? valueText(value) }
  const png = contents[mime.png]
  const size = typeof png === 'string' ? pngDisplaySize(Buffer.from(png, 'base64')) : undefined
  return { data, metadata: { ...(size && { [mime.png]: size }), ...metadata } }
}

function ownMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  const show = attempt(() => (value as Record<symbol, unknown>)[displaySymbol])
  return typeof show === 'function' ? (show as () => unknown) : undefined
}

function checkBundle(bundle: unknown): Contents {
  const isBundle = typeof bundle === 'object' && bundle !== null && !Array.isArray(bundle)
  if (isBundle) return bundle as Contents
  throw new TypeError(`a MIME bundle is an object, got ${valueText(bundle, { depth: 0 })}`)
}
