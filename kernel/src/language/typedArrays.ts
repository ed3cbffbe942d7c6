/** A typed array, whose numbers count and not its properties. */
export type Numbers = object & { readonly length: number } & Readonly<Record<number, unknown>>

export function isNumbers(value: unknown): value is Numbers {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** A getter of the language, whatever a value's own property of that name is. */
export function languageGetter<Owner extends object, Result>(
  prototype: object,
  name: string | symbol
): (value: Owner) => Result {
  const { get } = Object.getOwnPropertyDescriptor(prototype, name) ?? {}
  return (value) => get?.call(value) as Result
}

const everyKind = Object.getPrototypeOf(Float64Array.prototype) as object
export const numbersLength = languageGetter<Numbers, number>(everyKind, 'length')
const kindOf = languageGetter<Numbers, string>(everyKind, Symbol.toStringTag)
const bufferOf = languageGetter<Numbers, ArrayBufferLike>(everyKind, 'buffer')
const offsetOf = languageGetter<Numbers, number>(everyKind, 'byteOffset')

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
