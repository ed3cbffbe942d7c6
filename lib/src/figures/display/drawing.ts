import { refusedUnderLater } from '../../numerics/refusedUnder.js'
import { ParameterError, requireObject, requirePositive } from '../../numerics/parameterError.js'
import type { View } from 'vega'
import type { TopLevelSpec } from 'vega-lite'
import { finishedPng } from './finishedPng.js'
import { PdfContext } from './pdfContext.js'
import { hasSymbols, textRuns, withSubscripts, type TextRun } from './subscripts.js'

/** Font of all figures; it is among the package's dependencies, so PNGs never depend on the machine. */
export const figureFont = 'DejaVu Sans'

/**
 * The figure as an SVG document, drawn by Vega. In figures of this library symbols such as σ_W have real subscripts.
 *
 * @param spec a Vega-Lite specification
 * @example const svg = await drawSvg(wickDiagrams(4).spec)
 * @throws ParameterError for anything but an object, and Error from Vega-Lite or Vega if the specification is invalid
 */
export async function drawSvg(spec: object): Promise<string> {
  requireObject('drawSvg', 'spec', spec)
  const svg = await withView(spec, (view) => view.toSVG())
  return hasSymbols(spec) ? withSubscripts(svg) : svg
}

async function withView<Drawing>(
  spec: object,
  draw: (view: View) => Promise<Drawing>
): Promise<Drawing> {
  // Both are ES modules with top-level await, which CommonJS callers can reach by import() only.
  const [{ compile }, { parse, View: VegaView, Error: errorsOnly, logger }] = await Promise.all([
    import('vega-lite'),
    import('vega')
  ])
  // Warnings, as of a panel without rows at little statistics, would end up among a notebook's outputs.
  const log = logger(errorsOnly)
  // Vega marks the data rows it has read: the caller's own stay as they are.
  const own = structuredClone(spec) as TopLevelSpec
  const view = new VegaView(parse(compile(own, { logger: log }).spec), {
    renderer: 'none',
    logger: log
  })
  try {
    return await draw(view)
  } finally {
    view.finalize()
  }
}

/**
 * The figure as a PNG of `scale` pixels per CSS pixel, its resolution written into the file, so
 * that a front end that reads it shows the picture at its natural size. Node only.
 *
 * @example const png = await drawPng(wickDiagrams(4).spec)
 */
export async function drawPng(spec: object, scale = 2): Promise<Uint8Array> {
  requirePositive('drawPng', 'scale', scale)
  if (scale > 20) throw new ParameterError('drawPng', 'scale', 'at most 20', scale)
  const [svg, { Resvg }, fontFiles] = await Promise.all([
    refusedUnderLater('drawPng', () => drawSvg(spec)),
    import('@resvg/resvg-js'),
    fontPaths()
  ])
  const image = new Resvg(svg, {
    background: 'white',
    fitTo: { mode: 'zoom', value: scale },
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: figureFont }
  }).render()
  return finishedPng(image.asPng(), 72 * scale)
}

/**
 * The figure as a PDF of one page of its natural size: lines as lines, text as text, its fonts inside. Node only.
 *
 * @throws Error from Vega-Lite or Vega if the specification is invalid
 */
export async function drawPdf(spec: object): Promise<Uint8Array> {
  requireObject('drawPdf', 'spec', spec)
  const [{ default: Document }, { color }, [plain, bold, oblique]] = await Promise.all([
    import('pdfkit'),
    import('d3-color'),
    fontPaths()
  ])
  const runsOf = hasSymbols(spec) ? textRuns : wholeText
  return withView(spec, async (view) => {
    await view.runAsync()
    const { width, height } = naturalSize(await view.toSVG())
    // A date would make the same figure another file at every time.
    const info = { CreationDate: new Date(0), ModDate: new Date(0) }
    const page = new Document({ size: [width, height], margin: 0, info, font: plain })
    const chunks: Uint8Array[] = []
    page.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    const ended = new Promise<void>((resolve) => page.on('end', resolve))
    page.registerFont('plain', plain).registerFont('bold', bold).registerFont('oblique', oblique)
    await view.toCanvas(1, { externalContext: new PdfContext(page, color, runsOf) })
    page.end()
    await ended
    return new Uint8Array(Buffer.concat(chunks))
  })
}

const wholeText = (text: string): readonly TextRun[] => [{ text, isLowered: false }]

function naturalSize(svg: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []
  return { width: Number(width), height: Number(height) }
}

async function fontPaths(): Promise<string[]> {
  const { createRequire } = await import(/* webpackIgnore: true */ 'node:module')
  const require = createRequire(import.meta.url)
  return ['DejaVuSans', 'DejaVuSans-Bold', 'DejaVuSans-Oblique'].map((name) =>
    require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)
  )
}
