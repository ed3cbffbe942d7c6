import type { Agreement } from '../../comparison/compareWithExact.js'
import { jupyterDisplay, type Displayable, type MimeBundle } from '../display/displayable.js'
import { drawPdf, drawPng, drawSvg, figureFont } from '../display/drawing.js'
import { encodeCsv } from '../display/encodeCsv.js'
import { changedSpec, requireFigureChanges, type FigureChanges } from './figureChanges.js'
import type { Convergence, FigureRoles } from './figureNotes.js'
import { rowsOf, rowText, type Row, type VegaLiteSpec } from './figureRows.js'
import { hearSelections, onSelected, selectedRows } from './figureSelections.js'
import {
  pngMimeType,
  svgMimeType,
  textMimeType,
  vegaLiteMimeType,
  vegaLiteSchema
} from '../display/mimeTypes.js'
import { provenanceOf, type Versions } from '../../provenance/provenance.js'
import { samplerDigest } from '../../sampling/resultIdentity.js'
import { samplerVersion } from '../../sampling/samplingPlan.js'
import { refusingPath } from '../../numerics/fileRefusal.js'
import { makeFolder } from '../../numerics/makeFolder.js'
import { ParameterError, requireFunction, requireText } from '../../numerics/parameterError.js'
import { version } from '../../version.js'
import { setupLine } from './setupLine.js'
import { categoryColors, sequenceColors } from './colorScales.js'

/** What a figure is made of. */
export interface FigureParts {
  /** Short identifier in kebab case; also the file name of an export. */
  readonly name: string
  readonly title: string
  /** A line under the title instead of the one on the networks and the statistics, see `setupLine`. */
  readonly subtitle?: string
  /** A further line, on what the picture does not show. */
  readonly remark?: string
  /** One or two sentences for readers who can't see the picture. */
  readonly description: string
  /** Marks, encodings and data; schema, fonts and provenance are added. */
  readonly spec: object
  readonly parameters: object
  /** The results that are drawn, as they were given; empty if the figure computes its numbers itself. */
  readonly results: readonly unknown[]
  readonly agreement?: readonly Agreement[]
  /** Which averages behind the points are known. */
  readonly convergence?: readonly Convergence[]
  /** TypeScript that makes the figure in a new notebook cell. */
  readonly code?: string | undefined
  readonly roles?: FigureRoles
  /** Whether the picture has sizes of its own, as diagrams have; others take the width of a page. */
  readonly hasOwnWidth?: boolean
}

const look = {
  font: figureFont,
  range: { category: categoryColors, ordinal: { scheme: sequenceColors } },
  axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', gridOpacity: 0.5 },
  // Titles of panels side by side stand at one height only if no label reaches above its axis.
  axisY: { labelFlush: true },
  legend: { labelFontSize: 11, titleFontSize: 11, titleFontWeight: 'normal' },
  header: { titleFontWeight: 'normal' },
  title: { fontSize: 13, anchor: 'start', fontWeight: 'normal', subtitleFontSize: 11 }
}

/**
 * A figure: a Vega-Lite specification with its data, the provenance of its numbers and their
 * comparison with the exact ones, all inside the specification, so that an executed notebook
 * carries them. Shows itself in a notebook as Vega-Lite, PNG and text.
 */
export class Figure implements Displayable {
  readonly name: string
  readonly title: string
  readonly agreement: readonly Agreement[]
  /** The complete specification, plain JSON; `usermeta.nnqft` holds all that is not for Vega-Lite. */
  readonly spec: VegaLiteSpec
  readonly #parts: FigureParts
  /** Below the title. */
  readonly #lines: readonly string[]
  /** Of its provenance: figures of the same numbers have one selection. */
  readonly #hash: string

  constructor(parts: FigureParts) {
    this.#parts = parts
    this.name = parts.name
    this.title = parts.title
    this.agreement = parts.agreement ?? []
    const { name: figure, title, agreement } = this
    const { convergence, code, roles } = parts
    const provenance = provenanceOf(parts.parameters, parts.results, parts.spec, softwareVersions())
    this.#hash = provenance.hash
    const notes = {
      figure,
      title,
      provenance,
      agreement,
      ...(convergence && convergence.length > 0 && { convergence }),
      ...(code !== undefined && { code }),
      ...(roles && { roles }),
      ...(!parts.hasOwnWidth && { width: 'container' })
    }
    const setup = parts.subtitle ?? setupLine(parts.parameters, provenance.samples) ?? []
    this.#lines = [setup, parts.remark ?? []].flat()
    this.spec = {
      $schema: vegaLiteSchema,
      title: titled(title, this.#lines),
      description: parts.description,
      ...parts.spec,
      config: look,
      usermeta: { nnqft: notes }
    }
  }

  /** The figure as an SVG document. @throws Error if the specification is invalid */
  svg(): Promise<string> {
    return drawSvg(this.spec)
  }

  /** The figure as a PNG file of `scale` pixels per CSS pixel. Node only. */
  png(scale = 2): Promise<Uint8Array> {
    return drawPng(this.spec, scale)
  }

  /** The figure as a PDF file of its natural size, its text as text. Node only. */
  pdf(): Promise<Uint8Array> {
    return drawPdf(this.spec)
  }

  /** The rows that are drawn, of all panels one after the other, with the fields of the specification. */
  rows(): readonly Row[] {
    return rowsOf(this.spec)
  }

  /**
   * The rows that the reader has selected in the figure (its tool _Select_ in JupyterLab with this project's
   * extension, in a trusted notebook): those of `rows()` that are chosen now, in their order. Empty where nothing is
   * selected, and where no Jupyter kernel runs. Figures that draw the same numbers share their selection.
   */
  get selection(): readonly Row[] {
    const texts = new Set(selectedRows(this.#hash).map(rowText))
    return texts.size === 0 ? [] : this.rows().filter((row) => texts.has(rowText(row)))
  }

  /**
   * Calls a function with the selected rows each time the reader changes the selection; not at once.
   *
   * @param callback gets what `selection` is then
   * @returns a function that ends it
   * @throws ParameterError if `callback` is not a function
   * @example const stop = figure.onSelect((rows) => console.log(rows.length))
   */
  onSelect(callback: (rows: readonly Row[]) => void): () => void {
    requireFunction('Figure.onSelect', 'callback', callback)
    return onSelected(this.#hash, () => callback(this.selection))
  }

  /**
   * The same figure with another title, size or axes; this one stays as it is.
   *
   * @throws ParameterError for changes that do not exist or cannot be made
   * @example figure.with({ title: 'Quartic coupling', axes: { y: { title: 'u4', domain: [-5, 0] } } })
   */
  with(changes: FigureChanges): Figure {
    requireFigureChanges('Figure.with', changes)
    const { title, name, subtitle, width } = changes
    const parts = this.#parts
    return new Figure({
      ...parts,
      ...(title !== undefined && { title }),
      ...(name !== undefined && { name }),
      ...(subtitle !== undefined && { subtitle }),
      ...(width !== undefined && { hasOwnWidth: true }),
      spec: changedSpec('Figure.with', parts.spec, changes)
    })
  }

  /**
   * Writes the figure, what is written by the ending of the file: `.png` (twice the natural size), `.svg`, `.pdf`,
   * `.csv` (the rows that are drawn) or `.vl.json` (the specification with all data). The folder is made where it is
   * missing. Node only.
   *
   * @param path relative to the working folder, in a notebook its own
   * @returns the path
   * @throws ParameterError for another ending, and a path where the file can't be written
   */
  async save(path: string): Promise<string> {
    requireText('Figure.save', 'path', path)
    const ending = Object.keys(writers).find((one) => path.toLowerCase().endsWith(one))
    if (ending === undefined) {
      const rule = `a file name that ends in ${Object.keys(writers).join(', ')}`
      throw new ParameterError('Figure.save', 'path', rule, path)
    }
    const content = await writers[ending](this)
    const { writeFile } = await import(/* webpackIgnore: true */ 'node:fs/promises')
    const { dirname } = await import(/* webpackIgnore: true */ 'node:path')
    await refusingPath('Figure.save', 'path', path, async () => {
      await makeFolder(dirname(path))
      await writeFile(path, content)
    })
    return path
  }

  /** MIME bundle for Jupyter: the live figure, a picture for where that is not shown, and text. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    hearSelections()
    return {
      [vegaLiteMimeType]: this.spec,
      ...(await this.#picture()),
      [textMimeType]: this.toString()
    }
  }

  /** For readers without scripts. A browser has no font of the same shape on every machine: it gets the drawing. */
  async #picture(): Promise<MimeBundle> {
    if (typeof process === 'undefined') return { [svgMimeType]: await this.svg() }
    return { [pngMimeType]: Buffer.from(await this.png()).toString('base64') }
  }

  /**
   * The figure with a line under its title, as it stands in the middle of the work: without a
   * picture, so that showing it costs next to nothing.
   */
  draft(note: string): Displayable {
    const spec = { ...this.spec, title: titled(this.title, [...this.#lines, note]) }
    const text = `${this}\n${note}`
    return {
      toString: () => text,
      [jupyterDisplay]: () => {
        hearSelections()
        return { [vegaLiteMimeType]: spec, [textMimeType]: text }
      }
    }
  }

  /** What Node prints, and with it stock tslab. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  /** The title, and the table of agreement a line a row. */
  toString(): string {
    const lines = this.agreement.map(
      (row) => `  ${row.quantity}: ${row.measured} (exact ${row.exact}), ${row.verdict}`
    )
    return [`Figure: ${this.title}`, ...lines].join('\n')
  }
}

function titled(text: string, lines: readonly string[]) {
  if (lines.length === 0) return text
  return { text, subtitle: lines.length === 1 ? lines[0] : lines }
}

/** What a file of each ending holds. */
const writers: Readonly<Record<string, (figure: Figure) => string | Promise<string | Uint8Array>>> =
  {
    '.png': (figure) => figure.png(),
    '.svg': (figure) => figure.svg(),
    '.pdf': (figure) => figure.pdf(),
    '.csv': (figure) => csvOf(figure.rows()),
    '.vl.json': ({ spec }) => JSON.stringify(spec, undefined, 1)
  }

/** A column for each field of any row; what a row does not have is empty. */
function csvOf(rows: readonly Row[]): string {
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return encodeCsv([fields, ...rows.map((row) => fields.map((field) => row[field]))])
}

function softwareVersions(): Versions {
  return { nnqft: version, sampler: samplerVersion, samplerDigest: samplerDigest() }
}
