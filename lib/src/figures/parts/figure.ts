import type { Agreement } from '../../comparison/compareWithExact.js'
import { jupyterDisplay, type Displayable, type MimeBundle } from '../display/displayable.js'
import { drawPng, drawSvg, figureFont } from '../display/drawing.js'
import type { Convergence, FigureRoles } from './figureNotes.js'
import {
  pngMimeType,
  textMimeType,
  vegaLiteMimeType,
  vegaLiteSchema
} from '../display/mimeTypes.js'
import { provenanceOf, type Versions } from '../../provenance/provenance.js'
import { samplerDigest } from '../../sampling/resultIdentity.js'
import { samplerVersion } from '../../sampling/samplingPlan.js'
import { version } from '../../version.js'
import { categoryColors, sequenceColors } from './colorScales.js'

/** A Vega-Lite specification as plain JSON. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>

/** What a figure is made of. */
export interface FigureParts {
  /** Short identifier in kebab case; also the file name of an export. */
  readonly name: string
  readonly title: string
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

  constructor(parts: FigureParts) {
    this.name = parts.name
    this.title = parts.title
    this.agreement = parts.agreement ?? []
    const { name: figure, title, agreement } = this
    const { convergence, code, roles } = parts
    const notes = {
      figure,
      title,
      provenance: provenanceOf(parts.parameters, parts.results, parts.spec, softwareVersions()),
      agreement,
      ...(convergence && convergence.length > 0 && { convergence }),
      ...(code !== undefined && { code }),
      ...(roles && { roles }),
      ...(!parts.hasOwnWidth && { width: 'container' })
    }
    this.spec = {
      $schema: vegaLiteSchema,
      title,
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

  /** MIME bundle for Jupyter: the live figure, a picture for where that is not shown, and text. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    const png = await this.png()
    return {
      [vegaLiteMimeType]: this.spec,
      [pngMimeType]: Buffer.from(png).toString('base64'),
      [textMimeType]: this.toString()
    }
  }

  /**
   * The figure with a line under its title, as it stands in the middle of the work: without a
   * picture, so that showing it costs next to nothing.
   */
  draft(note: string): Displayable {
    const spec = { ...this.spec, title: { text: this.title, subtitle: note } }
    const text = `${this}\n${note}`
    return {
      toString: () => text,
      [jupyterDisplay]: () => ({ [vegaLiteMimeType]: spec, [textMimeType]: text })
    }
  }

  /** What Node prints, and with it stock tslab. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }

  toString(): string {
    const lines = this.agreement.map(
      (row) => `  ${row.quantity}: ${row.measured} (exact ${row.exact}), ${row.verdict}`
    )
    return [`Figure: ${this.title}`, ...lines].join('\n')
  }
}

function softwareVersions(): Versions {
  return { nnqft: version, sampler: samplerVersion, samplerDigest: samplerDigest() }
}
