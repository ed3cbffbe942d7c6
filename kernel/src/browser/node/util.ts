// What the kernel asks of `node:util`.

const tagOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1)

export const types = {
  /** A browser does not tell. */
  isProxy: () => false,
  isMap: (value: unknown): value is Map<unknown, unknown> => value instanceof Map,
  isPromise: (value: unknown): value is Promise<unknown> => value instanceof Promise,
  isSet: (value: unknown): value is Set<unknown> => value instanceof Set,
  isUint8Array: (value: unknown): value is Uint8Array => value instanceof Uint8Array,
  isAnyArrayBuffer: (value: unknown): value is ArrayBuffer =>
    value instanceof ArrayBuffer || tagOf(value) === 'SharedArrayBuffer',
  isNativeError: (value: unknown): value is Error => tagOf(value) === 'Error',
  isModuleNamespaceObject: (value: unknown): boolean => tagOf(value) === 'Module'
}

/** Text without halves of characters, which no message carries. */
export const toUSVString = (text: string): string =>
  new TextDecoder().decode(new TextEncoder().encode(text))

/** How much of a value is shown. */
interface InspectOptions {
  readonly depth: number
  readonly maxArrayLength: number
  readonly maxStringLength: number
  readonly customInspect?: boolean
}

const customInspect = Symbol.for('nodejs.util.inspect.custom')

/** Longest text of entries in one line. */
const lineLength = 72

/** A value as text, as Node writes it. */
export function inspect(value: unknown, options: InspectOptions): string {
  return new Inspection(options).textOf(value, options.depth, true)
}

class Inspection {
  readonly #options: InspectOptions
  /** The objects that contain the present one. */
  readonly #open: object[] = []

  constructor(options: InspectOptions) {
    this.#options = options
  }

  textOf(value: unknown, depth: number, isWhole = false): string {
    if (typeof value === 'string') return isWhole ? quoted(value) : this.#string(value)
    if (typeof value === 'bigint') return `${value}n`
    if (Object.is(value, -0)) return '-0'
    if (typeof value === 'function') return functionText(value)
    if (typeof value !== 'object' || value === null) return String(value)
    if (this.#open.includes(value)) return '[Circular *1]'
    const own = (value as Record<symbol, unknown>)[customInspect]
    if (this.#options.customInspect !== false && typeof own === 'function') {
      return String(own.call(value, depth, this.#options))
    }
    if (value instanceof Error) return value.stack ?? String(value)
    if (value instanceof Date || value instanceof RegExp) return plainText(value)
    this.#open.push(value)
    const text = this.#object(value, depth)
    this.#open.pop()
    return text
  }

  #string(value: string): string {
    const { maxStringLength } = this.#options
    const missing = value.length - maxStringLength
    if (missing <= 0) return quoted(value)
    return `${quoted(value.slice(0, maxStringLength))}... ${missing} more characters`
  }

  #object(value: object, depth: number): string {
    const name = nameOf(value)
    if (depth < 0) return `[${name || 'Object'}]`
    const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value)
    const entries = isList
      ? this.#items(value as ArrayLike<unknown>, depth)
      : [...this.#members(value, depth), ...this.#properties(value, depth)]
    const prefix = prefixOf(value, name)
    const [open, close] = isList ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) return `${prefix}${open}${close}`
    const line = entries.join(', ')
    if (line.length <= lineLength && !line.includes('\n')) {
      return `${prefix}${open} ${line} ${close}`
    }
    const lines = entries.map((entry) => `  ${entry.replaceAll('\n', '\n  ')}`)
    return `${prefix}${open}\n${lines.join(',\n')}\n${close}`
  }

  #items(list: ArrayLike<unknown>, depth: number): string[] {
    const { maxArrayLength } = this.#options
    const shown = Array.from({ length: Math.min(list.length, maxArrayLength) }, (_, i) =>
      i in list ? this.textOf(list[i], depth - 1) : '<1 empty item>'
    )
    const missing = list.length - shown.length
    return missing > 0 ? [...shown, `... ${missing} more item${missing === 1 ? '' : 's'}`] : shown
  }

  #members(value: object, depth: number): string[] {
    if (value instanceof Set) return [...value].map((member) => this.textOf(member, depth - 1))
    if (!(value instanceof Map)) return []
    return [...value].map(
      ([key, member]) => `${this.textOf(key, depth - 1)} => ${this.textOf(member, depth - 1)}`
    )
  }

  #properties(value: object, depth: number): string[] {
    return Reflect.ownKeys(value).flatMap((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(value, key)
      if (!descriptor?.enumerable) return []
      const text =
        'value' in descriptor
          ? this.textOf(descriptor.value, depth - 1)
          : `[${[descriptor.get && 'Getter', descriptor.set && 'Setter'].filter(Boolean).join('/')}]`
      return [`${keyText(key)}: ${text}`]
    })
  }
}

function nameOf(value: object): string {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null
  const name = prototype?.constructor?.name
  return typeof name === 'string' ? name : ''
}

/** What stands before the bracket: the class, and how many there are in it. */
function prefixOf(value: object, name: string): string {
  if (Object.getPrototypeOf(value) === null) return '[Object: null prototype] '
  if (value instanceof Map || value instanceof Set) return `${name}(${value.size}) `
  if (ArrayBuffer.isView(value) && 'length' in value) return `${name}(${String(value.length)}) `
  return name === 'Object' || name === 'Array' || name === '' ? '' : `${name} `
}

function functionText(value: { readonly name: string }): string {
  const isClass = /^class\b/.test(Function.prototype.toString.call(value))
  if (isClass) return `[class ${value.name || '(anonymous)'}]`
  return value.name === '' ? '[Function (anonymous)]' : `[Function: ${value.name}]`
}

function plainText(value: Date | RegExp): string {
  if (value instanceof RegExp) return String(value)
  return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
}

function keyText(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r'
}

/** What would not be seen, or would move what stands after it: controls, and halves of pairs of code units. */
const unseen = /[\p{Cc}\p{Cs}\\]/gu

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  if (code > 0xff) return `\\u${code.toString(16)}`
  return escapes[character] ?? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
}

/** In the first quotes that it does not have. */
function quoted(text: string): string {
  const shown = text.replace(unseen, escaped)
  if (!shown.includes("'")) return `'${shown}'`
  if (!shown.includes('"')) return `"${shown}"`
  if (!shown.includes('`') && !shown.includes('${')) return `\`${shown}\``
  return `'${shown.replaceAll("'", "\\'")}'`
}
