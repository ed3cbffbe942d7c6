/** A typed array, whose numbers count and not its properties. */
export type Numbers = object & { readonly length: number } & Readonly<Record<number, unknown>>

export function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** What every typed array has of the language, whatever its own property of that name is. */
function getter<Result>(name: string | symbol): (numbers: Numbers) => Result {
  const prototype = Object.getPrototypeOf(Float64Array.prototype) as object
  const { get } = Object.getOwnPropertyDescriptor(prototype, name) ?? {}
  return (numbers) => get?.call(numbers) as Result
}

export const numbersLength = getter<number>('length')
const kindOf = getter<string>(Symbol.toStringTag)
const bufferOf = getter<ArrayBufferLike>('buffer')
const offsetOf = getter<number>('byteOffset')

/** The same numbers without properties of their own, which may hide the length, or throw. */
export function plainNumbers(numbers: Numbers): Numbers {
  if (Object.getOwnPropertyDescriptor(numbers, 'length') === undefined) return numbers
  const Kind = Reflect.get(globalThis, kindOf(numbers)) as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number
  ) => Numbers
  return new Kind(bufferOf(numbers), offsetOf(numbers), numbersLength(numbers))
}
