import type { SumsLayout } from './bagSums.js'

/** Sums of some bags at one width, by bag. */
export type BagSums = ReadonlyMap<number, Float64Array>

/** Name of the entry of a Parquet file's metadata that says what was sampled. */
const identityKey = 'nnqft'

/**
 * A Parquet file with one row a number: `bag`, `order`, `quantity` ("sum" of f(x_c1) … f(x_cn),
 * "squares" or "maximum" of a diagnosed one), `inputs` (indices, separated by blanks) and
 * `value`. `identity` travels in its metadata.
 */
export async function encodeMoments(
  identity: string,
  layout: readonly SumsLayout[],
  bags: BagSums
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer')
  const rows = rowLabels(layout)
  const numbers = [...bags.keys()]
  const repeated = <T>(column: readonly T[]) => numbers.flatMap(() => column)
  const value = new Float64Array(numbers.length * rows.order.length)
  numbers.forEach((bag, i) => value.set(bags.get(bag)!, i * rows.order.length))
  const buffer = parquetWriteBuffer({
    columnData: [
      {
        name: 'bag',
        data: Int32Array.from(numbers.flatMap((bag) => rows.order.map(() => bag))),
        type: 'INT32'
      },
      { name: 'order', data: Int32Array.from(repeated(rows.order)), type: 'INT32' },
      { name: 'quantity', data: repeated(rows.quantity), type: 'STRING' },
      { name: 'inputs', data: repeated(rows.inputs), type: 'STRING' },
      { name: 'value', data: value, type: 'DOUBLE' }
    ],
    kvMetadata: [{ key: identityKey, value: identity }]
  })
  return new Uint8Array(buffer)
}

/**
 * The bags in a file written by `encodeMoments`.
 *
 * @throws Error if the file is no such Parquet file, or was written for another identity or layout
 */
export async function decodeMoments(
  identity: string,
  layout: readonly SumsLayout[],
  file: Uint8Array
): Promise<BagSums> {
  const { bag, value } = await decodeColumns(identity, layout, file, ['bag', 'value'])
  const length = sumsOfBag(layout)
  return new Map(
    Array.from({ length: bag.length / length }, (_, i) => [
      bag[i * length],
      value.slice(i * length, (i + 1) * length)
    ])
  )
}

/** The numbers of the bags in a file written by `encodeMoments`. @throws Error as `decodeMoments` */
export async function decodeBags(
  identity: string,
  layout: readonly SumsLayout[],
  file: Uint8Array
): Promise<readonly number[]> {
  const { bag } = await decodeColumns(identity, layout, file, ['bag'])
  const length = sumsOfBag(layout)
  return Array.from({ length: bag.length / length }, (_, i) => bag[i * length])
}

function sumsOfBag(layout: readonly SumsLayout[]): number {
  return layout[layout.length - 1].end
}

async function decodeColumns<Name extends string>(
  identity: string,
  layout: readonly SumsLayout[],
  file: Uint8Array,
  names: readonly Name[]
) {
  const { parquetRead } = await import('hyparquet')
  const { buffer, metadata, written } = await readMetadata(file)
  if (written !== identity) throw new Error('it was written for another ensemble')
  const length = sumsOfBag(layout)
  const count = Number(metadata.num_rows)
  if (count % length !== 0) throw new Error(`it has ${count} rows, no multiple of ${length}`)
  const columns = Object.fromEntries(
    names.map((name) => [name, new Float64Array(count)])
  ) as Record<Name, Float64Array>
  await parquetRead({
    file: buffer,
    metadata,
    columns: [...names],
    onChunk({ columnName, columnData, rowStart }) {
      columns[columnName as Name].set(columnData as Float64Array, rowStart)
    }
  })
  return columns
}

/** The identity of the result that a file written by `encodeMoments` is of. @throws Error if the file states none */
export async function storedIdentity(file: Uint8Array): Promise<string> {
  const { written } = await readMetadata(file)
  if (written === undefined) throw new Error('it states no ensemble')
  return written
}

async function readMetadata(file: Uint8Array) {
  const { parquetMetadata } = await import('hyparquet')
  const buffer = Uint8Array.from(file).buffer
  const metadata = parquetMetadata(buffer)
  const written = metadata.key_value_metadata?.find(({ key }) => key === identityKey)?.value
  return { buffer, metadata, written }
}

function rowLabels(layout: readonly SumsLayout[]) {
  const order: number[] = []
  const quantity: string[] = []
  const inputs: string[] = []
  const add = (n: number, name: string, combination: readonly number[]) => {
    order.push(n)
    quantity.push(name)
    inputs.push(combination.join(' '))
  }
  for (const { order: n, combinations, diagnosed } of layout) {
    for (const combination of combinations) add(n, 'sum', combination)
    for (const combination of diagnosed) add(n, 'squares', combination)
    for (const combination of diagnosed) add(n, 'maximum', combination)
  }
  return { order, quantity, inputs }
}
