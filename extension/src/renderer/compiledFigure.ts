import type { Config, TopLevelSpec } from 'vega-lite'
import type { Spec } from 'vega'
import { FigureFailure } from './figureFailure.js'
import { followingRoom } from './containerRoom.js'
import { fit } from './fitting.js'
import type { Magnification, Room } from './room.js'
import type { FittedSpec } from './fitPage.js'
import type { FigureLanguage } from './mimeTypes.js'
import { isObject, type JsonObject } from './safeSpec.js'
import { specMistake } from './specMistake.js'
import { splitRows } from './splitRows.js'
import { FigureLog } from './figureLog.js'
import type { VegaEngine } from './vegaEngine.js'

/** A Vega specification that is complete but for its rows. */
export interface CompiledFigure {
  readonly spec: Spec
  /** Rows by the name of their data source. */
  readonly rows: ReadonlyMap<string, readonly unknown[]>
  readonly fitted: FittedSpec
  /** What the compiler has to say about it. */
  readonly warnings: readonly string[]
}

/** What compiling a figure depends on. */
export interface FigureSource {
  readonly spec: JsonObject
  readonly language: FigureLanguage
  readonly config: Config
  /** Room for the figure, in pixels. */
  readonly width: number
  /** Height that it has to fill, in pixels: on the full screen alone. */
  readonly height?: number
}

/** A data source of a Vega specification. */
interface DataSource {
  readonly name: string
  readonly url?: unknown
  readonly values?: unknown
  readonly format?: object
}

/**
 * Fits a figure into its room and compiles it to Vega. The specification is not changed.
 *
 * @throws FigureFailure if it is not valid Vega-Lite
 */
export function compiledFigure(
  engine: Pick<VegaEngine, 'vegaLite'>,
  { spec, language, config, width, height }: FigureSource,
  magnification: Magnification = { across: 1, down: 1 }
): CompiledFigure {
  const bare = splitRows(spec)
  const room = { width, ...(height !== undefined && { height }) }
  const fitted = fit(bare.spec, language, room, magnification)
  const { rows } = bare
  if (language === 'vega') {
    return inRoom({ spec: fitted.spec as unknown as Spec, rows, fitted, warnings: [] }, room)
  }
  try {
    const source = fitted.spec as unknown as TopLevelSpec
    const log = new FigureLog()
    const compiled = engine.vegaLite.compile(source, { config, logger: log.logger })
    const complete = openSymbols(compiled.spec as Spec, config)
    return inRoom({ spec: complete, rows, fitted, warnings: log.warnings }, room)
  } catch (error) {
    // The compiler checks little: most mistakes surface as an error from deep inside.
    const inside = error instanceof Error ? error.message : String(error)
    throw new FigureFailure(
      (trans) =>
        trans.__(
          'Not a valid Vega-Lite specification: %1',
          specMistake(bare.spec, trans) ?? inside
        ),
      { cause: error }
    )
  }
}

function inRoom(figure: CompiledFigure, room: Room): CompiledFigure {
  const spec = followingRoom(figure.spec, room)
  return spec ? { ...figure, spec, fitted: { ...figure.fitted, follows: 'room' } } : figure
}

/**
 * The compiler fills the symbols of a legend of shapes with the configured colour. Vega by itself would
 * fill those of open points with it too, unless the colour is the figure's own wish.
 */
function openSymbols(spec: Spec, { legend: look }: Config): Spec {
  const { config = {} } = spec
  const legend = config.legend as JsonObject | undefined
  const colour = isObject(look) ? look['symbolBaseFillColor'] : undefined
  if (colour === undefined || legend?.['symbolBaseFillColor'] !== colour) return spec
  return {
    ...spec,
    config: { ...config, legend: { ...legend, symbolBaseFillColor: 'transparent' } }
  }
}

/**
 * The specification with its rows in place, as Vega takes it at the start. The rows are shallow
 * copies: Vega marks them and writes computed fields into them.
 */
export function withRows({ spec, rows }: CompiledFigure): Spec {
  const data = dataSources(spec).map((source) => {
    const values = rows.get(source.name)
    return values ? { ...source, values: values.map(copyRow) } : source
  })
  return { ...spec, data } as unknown as Spec
}

/** The rows of each data source as a living view takes them: copied, and parsed as its format says. */
export function ingestedRows(
  engine: VegaEngine,
  { spec, rows }: CompiledFigure
): { name: string; rows: unknown[] }[] {
  // The typings allow text alone; the function takes rows as well, as it does for inline data.
  const read = engine.vega.read as unknown as (rows: unknown[], format: object) => unknown[]
  return dataSources(spec).flatMap(({ name, format }) => {
    const values = rows.get(name)
    return values ? [{ name, rows: read(values.map(copyRow), { ...format, type: 'json' }) }] : []
  })
}

/** The data of a specification outside of its groups. */
export function dataSources(spec: Pick<Spec, 'data'>): readonly DataSource[] {
  return (spec.data ?? []) as readonly DataSource[]
}

/** The data of a specification, and of the groups in it. */
export function allSources(node: Pick<Spec, 'data' | 'marks'>): readonly DataSource[] {
  const groups = (node.marks ?? []) as readonly Pick<Spec, 'data' | 'marks'>[]
  return [...dataSources(node), ...groups.flatMap((group) => allSources(group))]
}

function copyRow(row: unknown): unknown {
  return typeof row === 'object' && row !== null ? { ...row } : row
}
