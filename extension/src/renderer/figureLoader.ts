import type { Loader } from 'vega'
import { FigureFailure } from './figureFailure.js'
import { besideNotebook, type FileResolver } from './fileResolver.js'

/** What a figure may reach outside itself. */
export interface FigureReach {
  /** Whether its user trusts it: files beside the notebook, the page's own server, and links. */
  readonly trusted: boolean
  /** Whether a trusted figure may ask other servers. */
  readonly externalData: boolean
  /** Finds files beside the notebook. */
  readonly resolver: FileResolver | null
}

/** What Vega tells a loader about an address. */
interface LoadOptions {
  /** What it is for: `dataflow`, `image` or `href`. */
  readonly context?: string
  /** Which method of the response reads it. */
  readonly response?: string
}

/** Who is told of what a figure loads. */
export interface LoadWatch {
  /** Called with each image that the picture goes without: Vega draws it all the same. */
  readonly onMissing?: (failure: FigureFailure) => void
  /** Called with each text that was read, under the address that the figure gives. */
  readonly onLoaded?: (uri: string, text: string) => void
}

/** Protocols that a link may have. */
const linkProtocols = ['http:', 'https:', 'mailto:', 'ftp:', 'tel:']

/** A loader for a figure that may reach nothing but what it carries itself. */
export const nothing: FigureReach = { trusted: false, externalData: false, resolver: null }

/**
 * A Vega loader that reaches what a figure may reach: data that stand in the address itself always; for
 * trusted figures also files beside the notebook and the page's own server, and other servers where the
 * settings allow it. Everything else rejects with the address and what would help.
 */
export function figureLoader(reach: FigureReach, { onMissing, onLoaded }: LoadWatch = {}): Loader {
  const shown = new Map<string, Promise<void>>()
  const shownImage = (href: string, uri: string) => {
    const known = shown.get(href) ?? requireImage(href, uri)
    shown.set(href, known)
    return known
  }
  const sanitize = async (uri: unknown, options: LoadOptions = {}) => {
    const isLink = options.context === 'href'
    try {
      const href = await address(String(uri), isLink, reach)
      if (options.context === 'image' && onMissing) await shownImage(href, String(uri))
      return isLink ? { href, target: '_blank', rel: 'noopener noreferrer' } : { href }
    } catch (error) {
      if (options.context === 'image' && error instanceof FigureFailure) onMissing?.(error)
      throw error
    }
  }
  const http = (uri: string) => fetched(uri, uri)
  const load = async (uri: string, options?: LoadOptions) => {
    const { href } = await sanitize(uri, options)
    const content = await fetched(href, uri, options)
    if (typeof content === 'string') onLoaded?.(uri, content)
    return content
  }
  const file = (uri: string): Promise<never> => Promise.reject(refusal(uri))
  return { load, sanitize, http, file }
}

/** The address by which the browser finds what a figure names. */
async function address(uri: string, isLink: boolean, reach: FigureReach): Promise<string> {
  if (!isLink && /^data:/i.test(uri)) return uri
  if (!reach.trusted) throw refusal(uri, 'trust')
  const local = await besideNotebook(uri, reach.resolver)
  if (local !== undefined) return local
  const url = parsedUrl(uri)
  if (isLink && url && linkProtocols.includes(url.protocol)) return url.href
  if (isLink || !url || !/^https?:$/.test(url.protocol)) throw refusal(uri)
  if (url.origin === location.origin || reach.externalData) return url.href
  throw refusal(uri, 'setting')
}

/**
 * Asks for an image, like the picture after it: an SVG leaves its place empty without a word, and a canvas
 * fails with it.
 *
 * @throws FigureFailure if the browser cannot show it
 */
async function requireImage(href: string, uri: string): Promise<void> {
  const image = new Image()
  const isShown = new Promise<boolean>((resolve) => {
    image.addEventListener('load', () => resolve(true))
    image.addEventListener('error', () => resolve(false))
  })
  image.src = href
  if (await isShown) return
  // The browser does not say why; the server does.
  if (isOwnServer(href)) await fetched(href, uri)
  const name = shortened(uri)
  throw new FigureFailure((trans) => trans.__('%1 could not be shown', name))
}

function isOwnServer(href: string): boolean {
  return new URL(href, location.href).origin === location.origin
}

function parsedUrl(uri: string): URL | undefined {
  return URL.canParse(uri, location.href) ? new URL(uri, location.href) : undefined
}

async function fetched(
  href: string,
  uri: string,
  { response: kind }: LoadOptions = {}
): Promise<string> {
  const name = shortened(uri)
  // A file beside the notebook may have changed since it was last read; its date, by which a cache would
  // ask, has whole seconds only.
  const cache = isOwnServer(href) ? 'no-store' : 'no-cache'
  const response = await fetch(href, { cache }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new FigureFailure((trans) => trans.__('%1 could not be loaded: %2', name, reason), {
      cause: error
    })
  })
  if (!response.ok) {
    const answer = `${response.status} ${response.statusText}`.trim()
    throw new FigureFailure((trans) =>
      trans.__('%1 could not be loaded: the server answers “%2”', name, answer)
    )
  }
  // Vega parses text by itself; its typings know of text alone.
  return (kind === 'arrayBuffer' ? response.arrayBuffer() : response.text()) as Promise<string>
}

/** @param remedy what would help the reader, if anything does */
function refusal(uri: string, remedy?: FigureFailure['remedy']): FigureFailure {
  const name = shortened(uri)
  return new FigureFailure((trans) => trans.__('External resource refused: %1', name), { remedy })
}

function shortened(uri: string): string {
  return uri.length > 200 ? `${uri.slice(0, 200)}…` : uri
}
