/** A Vega-Lite specification as plain JSON. */
export type VegaLiteSpec = Readonly<Record<string, unknown>>

/** A row of a figure's data. */
export type Row = Readonly<Record<string, unknown>>

/** All rows that stand in a specification, those of its views included, in the order of its views. */
export function rowsOf(spec: object): readonly Row[] {
  const { data, layer, hconcat, vconcat, concat, spec: inner } = spec as VegaLiteSpec
  const views = [layer, hconcat, vconcat, concat].flatMap((list) => (list ?? []) as object[])
  return [
    ...(((data as { values?: readonly Row[] } | undefined)?.values ?? []) as readonly Row[]),
    ...[...views, ...(inner ? [inner as object] : [])].flatMap(rowsOf)
  ]
}

/** A row as a text that is the same whatever the order of its fields: a notebook that is saved sorts them. */
export function rowText(row: Row): string {
  const isRecord = (value: unknown): value is Row =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  return JSON.stringify(row, (_, value: unknown) =>
    isRecord(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  )
}
