import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import type * as Vega from 'vega'
import type * as VegaLite from 'vega-lite'

/** What a picture is made of, apart from its colours. */
export interface Picture {
  readonly size: readonly (string | null)[]
  /** Number of marks of each kind, as Vega names them. */
  readonly marks: Readonly<Record<string, number>>
  readonly legend: readonly string[]
  /** How many elements have each opacity that is not 1. */
  readonly opacities: Readonly<Record<string, number>>
  /** The whole drawing, without the names that differ from one drawing to the next. */
  readonly markup: readonly string[]
}

/** Describes an SVG drawing of Vega; runs in the page. */
export function picture(svg: Element): Picture {
  const count = (names: readonly (string | null)[]) => {
    const counts: Record<string, number> = {}
    for (const name of names) if (name !== null) counts[name] = (counts[name] ?? 0) + 1
    return counts
  }
  const all = (selector: string) => Array.from(svg.querySelectorAll(selector))
  const opacityOf = (node: Element) =>
    ['opacity', 'fill-opacity', 'stroke-opacity'].map(
      (name) => node.hasAttribute(name) && `${name} ${node.getAttribute(name)}`
    )
  const copy = svg.cloneNode(true) as Element
  for (const node of copy.querySelectorAll('[aria-hidden]')) node.removeAttribute('aria-hidden')
  return {
    size: ['width', 'height', 'viewBox'].map((name) => svg.getAttribute(name)),
    marks: count(
      all('g[class^=mark-] > :not(g)').map((node) => node.parentElement!.getAttribute('class'))
    ),
    legend: all('.role-legend-label text').map((node) => node.textContent),
    opacities: count(all('*').flatMap((node) => opacityOf(node).filter((text) => text !== false))),
    // Clips and gradients are numbered through the page; a name for screen readers is no picture.
    markup: copy.innerHTML
      .replace(/(clip|gradient_)\d+/g, '$1')
      .replace(/url\([^#)]*#/g, 'url(#')
      .split(/(?=<)/)
  }
}

/** Vega and Vega-Lite by themselves in an empty page, to draw specifications in. */
export async function openReference(page: Page): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "import * as vega from 'vega'; import * as vegaLite from 'vega-lite'; globalThis.engine = { vega, vegaLite }",
      resolveDir: import.meta.dirname
    },
    bundle: true,
    format: 'iife',
    write: false
  })
  await page.addScriptTag({ content: outputFiles[0].text })
}

/** Draws a specification as Vega does, in an element of some width. */
export function drawReference(
  page: Page,
  spec: object,
  language: 'vega' | 'vega-lite',
  width: number
): Promise<Picture> {
  const source = `(${picture.toString()})`
  return page.evaluate(
    async ({ spec, language, width, source }) => {
      const { engine } = globalThis as unknown as {
        engine: { vega: typeof Vega; vegaLite: typeof VegaLite }
      }
      const host = document.createElement('div')
      host.style.width = `${width}px`
      document.body.replaceChildren(host)
      const logger = engine.vega.logger(engine.vega.Error)
      const compiled =
        language === 'vega' ? spec : engine.vegaLite.compile(spec as never, { logger }).spec
      const view = new engine.vega.View(engine.vega.parse(compiled as never), {
        renderer: 'svg',
        logger
      })
      await view.initialize(host).runAsync()
      const describe = (0, eval)(source) as (svg: Element) => Picture
      const described = describe(host.querySelector('svg')!)
      view.finalize()
      return described
    },
    { spec, language, width, source }
  )
}
