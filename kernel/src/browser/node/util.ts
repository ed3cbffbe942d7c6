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
export interface InspectOptions {
  readonly depth?: number | null
  readonly maxArrayLength?: number | null
  readonly maxStringLength?: number | null
  readonly breakLength?: number
  /** So many inner levels stand in one line. */
  readonly compact?: number | boolean
  readonly customInspect?: boolean
  readonly showHidden?: boolean
}

const customInspect = Symbol.for('nodejs.util.inspect.custom')

/** A value as text, as Node writes it. */
export function inspect(value: unknown, options: InspectOptions = {}): string {
  return new Inspection(options).textOf(value, 0)
}

inspect.custom = customInspect

/** What an object is made of, as text. */
interface ObjectParts {
  /** What stands before the brackets. */
  readonly base: string
  readonly open: string
  readonly close: string
  readonly keys: readonly (string | symbol)[]
  /** What it holds that is no property. */
  readonly entries?: (level: number) => string[]
}

class Inspection {
  readonly #options: InspectOptions
  readonly #depth: number
  readonly #breakLength: number
  readonly #compact: number
  readonly #maxArrayLength: number
  /** The objects that contain the present one. */
  readonly #open: object[] = []
  /** Numbers of the objects that contain themselves. */
  readonly #circles = new Map<object, number>()
  #indentation = 0
  /** The level of the object that was looked into last. */
  #reached = 0

  constructor(options: InspectOptions) {
    const { depth = 2, breakLength = 80, compact = 3, maxArrayLength = 100 } = options
    this.#options = options
    this.#depth = depth ?? Infinity
    this.#breakLength = breakLength
    this.#compact = typeof compact === 'number' ? compact : compact ? Infinity : 0
    this.#maxArrayLength = maxArrayLength ?? Infinity
  }

  textOf(value: unknown, level: number): string {
    if (!isObject(value)) return typeof value === 'string' ? this.#string(value) : plainText(value)
    const own = (value as Record<symbol, unknown>)[customInspect]
    if (this.#options.customInspect !== false && typeof own === 'function') {
      const depth = this.#depth === Infinity ? null : this.#depth - level
      const shown: unknown = own.call(value, depth, { ...this.#options, depth }, inspect)
      if (typeof shown === 'string') return this.#indented(shown)
      if (shown !== value) return this.textOf(shown, level)
    }
    if (this.#open.includes(value)) {
      const number = this.#circles.get(value) ?? this.#circles.size + 1
      this.#circles.set(value, number)
      return `[Circular *${number}]`
    }
    return this.#object(value, level)
  }

  #indented(text: string): string {
    return text.replaceAll('\n', `\n${' '.repeat(this.#indentation)}`)
  }

  #string(value: string): string {
    const most = this.#options.maxStringLength ?? Infinity
    const missing = value.length - most
    const text = missing > 0 ? value.slice(0, most) : value
    const trailer = missing > 0 ? moreText(missing, 'character') : ''
    const isLong = text.length > 16 && text.length > this.#breakLength - this.#indentation - 4
    const lines = isLong ? text.split(/(?<=\n)/) : [text]
    return lines.map(quoted).join(` +\n${' '.repeat(this.#indentation + 2)}`) + trailer
  }

  #object(value: object, level: number): string {
    const prefix = prefixOf(value)
    const parts = this.#parts(value, prefix)
    const { open, close, keys, entries } = parts
    if (keys.length === 0 && !entries) return parts.base || `${open}${close}`
    if (level > this.#depth) {
      if (value instanceof RegExp) return parts.base
      return prefix.startsWith('[') ? prefix.trimEnd() : `[${prefix.trimEnd()}]`
    }
    this.#open.push(value)
    this.#reached = level
    const held = entries?.(level + 1) ?? []
    const isList = open.endsWith('[')
    const texts = [...held, ...keys.map((key) => this.#property(value, key, level + 1))]
    this.#open.pop()
    const number = this.#circles.get(value)
    const reference = number === undefined ? '' : `<ref *${number}>`
    const base = [reference, parts.base].filter(Boolean).join(' ')
    const grouped = isList && texts.length > 6 ? this.#grouped(texts, value) : texts
    const start = base === '' ? open : `${base} ${open}`
    const isWhole = grouped.length === texts.length && this.#reached - level < this.#compact
    if (isWhole && this.#fits(texts, open, base)) return `${start} ${texts.join(', ')} ${close}`
    const margin = `\n${' '.repeat(this.#indentation)}`
    return `${start}${margin}  ${grouped.join(`,${margin}  `)}${margin}${close}`
  }

  /** Whether all stands in one line. */
  #fits(texts: readonly string[], open: string, base: string): boolean {
    if ([...texts, base].some((text) => text.includes('\n'))) return false
    const fixed = 2 * texts.length + this.#indentation + open.length + base.length + 10
    return texts.reduce((sum, { length }) => sum + length, fixed) <= this.#breakLength
  }

  /** The entries of a long list in lines, those of about one length below each other. */
  #grouped(texts: string[], value: object): string[] {
    const isCut = this.#maxArrayLength < texts.length
    const shown = isCut ? texts.slice(0, -1) : texts
    const widths = shown.map(textWidth)
    const widest = Math.max(...widths) + 2
    const total = widths.reduce((sum, width) => sum + width + 2, 0)
    const isEven = total / widest > 5 || widest <= 8
    if (widest * 3 + this.#indentation >= this.#breakLength || !isEven) return texts
    const biased = Math.max(widest - 3 - Math.sqrt(widest - total / texts.length), 1)
    const columns = Math.min(
      // A character is about 2.5 times as high as wide: a square.
      Math.round(Math.sqrt(2.5 * biased * shown.length) / biased),
      Math.floor((this.#breakLength - this.#indentation) / widest),
      this.#compact * 4,
      15
    )
    if (columns <= 1) return texts
    const columnWidths = Array.from({ length: columns }, (_, column) =>
      Math.max(...widths.filter((_, i) => i % columns === column))
    )
    const list = value as Readonly<Record<number, unknown>>
    const isNumeric = texts.every((_, i) => /^(number|bigint)$/.test(typeof list[i]))
    const lines: string[] = []
    for (let first = 0; first < shown.length; first += columns) {
      const line = shown.slice(first, first + columns).map((text, column, { length }) => {
        const isLast = column === length - 1
        const space = ' '.repeat(columnWidths[column] - widths[first + column])
        const entry = isLast ? text : `${text}, `
        if (isNumeric) return space + entry
        return isLast ? entry : entry + space
      })
      lines.push(line.join(''))
    }
    return isCut ? [...lines, texts[texts.length - 1]] : lines
  }

  #parts(value: object, prefix: string): ObjectParts {
    const hasAll = this.#options.showHidden === true
    const keys = ownKeys(value, hasAll)
    const braces = { base: '', open: `${prefix}{`, close: '}', keys }
    if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
      const list = value as ArrayLike<unknown> & object
      const open = prefix === 'Array ' ? '[' : `${sized(prefix, list.length)}[`
      const parts = { base: '', open, close: ']', keys: namesIn(keys) }
      if (list.length === 0) return parts
      return { ...parts, entries: (level) => this.#items(list, level) }
    }
    if (value instanceof Set || value instanceof Map) {
      const parts = { ...braces, open: `${sized(prefix, value.size)}{` }
      if (value.size === 0) return parts
      return { ...parts, entries: (level) => this.#nested(() => this.#members(value, level)) }
    }
    if (value instanceof ArrayBuffer) {
      const size = value.byteLength
      const shown = new Uint8Array(value, 0, Math.min(size, this.#maxArrayLength))
      const bytes = Array.from(shown, (byte) => byte.toString(16).padStart(2, '0'))
      const missing = size - shown.length
      const more = missing > 0 ? ` ${moreText(missing, 'byte')}` : ''
      const entries = [`[Uint8Contents]: <${bytes.join(' ')}${more}>`, `byteLength: ${size}`]
      return { ...braces, entries: () => [...entries] }
    }
    if (value instanceof WeakMap || value instanceof WeakSet) {
      return { ...braces, entries: () => ['<items unknown>'] }
    }
    const bare = { ...braces, open: '{' }
    if (typeof value === 'function') return { ...bare, base: functionText(value) }
    if (value instanceof RegExp) return { ...bare, base: String(value) }
    if (value instanceof Date) return { ...bare, base: dateText(value) }
    if (value instanceof Error) return this.#error(value, prefix, bare)
    const boxed = boxedText(value)
    if (boxed === undefined) return prefix === 'Object ' ? bare : braces
    return { ...bare, base: boxed, keys: namesIn(keys) }
  }

  #error(error: Error, prefix: string, parts: ObjectParts): ObjectParts {
    const stack = error.stack || String(error)
    const name = prefix.trimEnd()
    const isRenamed = error.name.endsWith('Error') && stack.startsWith(error.name)
    const isOther = isRenamed && name !== error.name
    const rest = stack.slice(error.name.length)
    const own = name.includes(error.name) ? `${name}${rest}` : `${name} [${error.name}]${rest}`
    const text = isOther ? own : stack
    const keys = parts.keys.filter((key) => {
      const isTold = key === 'name' || key === 'message' || key === 'stack'
      return !isTold || this.#options.showHidden || !stack.includes(String(error[key]))
    })
    for (const key of ['cause', 'errors']) {
      if (Object.hasOwn(error, key) && !keys.includes(key)) keys.push(key)
    }
    const base = text.includes('\n    at') || text.includes('@') ? text : `[${text}]`
    return { ...parts, base: this.#indented(base), keys }
  }

  /** What `write` gives for entries that are indented once more. */
  #nested<Result>(write: () => Result): Result {
    this.#indentation += 2
    const written = write()
    this.#indentation -= 2
    return written
  }

  #items(list: ArrayLike<unknown> & object, level: number): string[] {
    const texts: string[] = []
    let at = 0
    while (at < list.length && texts.length < this.#maxArrayLength) {
      const first = at
      if (Object.hasOwn(list, at)) texts.push(this.#value(list, String(at++), level))
      else {
        while (at < list.length && !Object.hasOwn(list, at)) at++
        texts.push(`<${at - first} empty item${at - first > 1 ? 's' : ''}>`)
      }
    }
    const missing = list.length - at
    return missing > 0 ? [...texts, moreText(missing, 'item')] : texts
  }

  #members(value: Set<unknown> | Map<unknown, unknown>, level: number): string[] {
    const texts: string[] = []
    for (const [key, one] of value.entries()) {
      if (texts.length >= this.#maxArrayLength) break
      const start = value instanceof Set ? '' : `${this.textOf(key, level)} => `
      texts.push(start + this.textOf(one, level))
    }
    const missing = value.size - texts.length
    return missing > 0 ? [...texts, moreText(missing, 'item')] : texts
  }

  #property(value: object, key: string | symbol, level: number): string {
    const isEnumerable = Object.getOwnPropertyDescriptor(value, key)?.enumerable
    const name = isEnumerable || typeof key === 'symbol' ? keyText(key) : `[${key}]`
    return `${name}: ${this.#value(value, key, level)}`
  }

  #value(value: object, key: string | symbol, level: number): string {
    const { get, set, value: own } = Object.getOwnPropertyDescriptor(value, key) ?? {}
    if (!get && !set) return this.#nested(() => this.textOf(own, level))
    return `[${[get && 'Getter', set && 'Setter'].filter(Boolean).join('/')}]`
  }
}

/** What stands for entries that are left out. */
const moreText = (missing: number, what: string): string =>
  `... ${missing} more ${what}${missing > 1 ? 's' : ''}`

/** Keys without those of a list's entries. */
const namesIn = (keys: readonly (string | symbol)[]) =>
  keys.filter((key) => typeof key === 'symbol' || !/^\d+$/.test(key))

function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}

function plainText(value: unknown): string {
  if (Object.is(value, -0)) return '-0'
  return typeof value === 'bigint' ? `${value}n` : String(value)
}

function ownKeys(value: object, hasAll: boolean): (string | symbol)[] {
  const isShown = (key: string | symbol) =>
    hasAll || Object.getOwnPropertyDescriptor(value, key)?.enumerable === true
  return Reflect.ownKeys(value).filter(isShown)
}

/** The class as it stands before the bracket, and a tag that says more. */
function prefixOf(value: object): string {
  const name = nameOf(value)
  const kind = tagOf(value)
  const tag = (value as Record<symbol, unknown>)[Symbol.toStringTag]
  const isOwn = Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag)
  const said = typeof tag === 'string' && !isOwn ? tag : ''
  if (name === undefined) return `[${said === kind ? 'Object' : kind}: null prototype] `
  return said !== '' && said !== name ? `${name} [${said}] ` : `${name} `
}

/** A prefix with the number of entries after the class. */
const sized = (prefix: string, size: number): string => prefix.replace(/^\[?[^ :]*/, `$&(${size})`)

/** The name of the class; undefined where there is none. */
function nameOf(value: object): string | undefined {
  for (let one: object | null = value; one; one = Object.getPrototypeOf(one) as object | null) {
    const made: unknown = Object.getOwnPropertyDescriptor(one, 'constructor')?.value
    if (typeof made === 'function' && made.name !== '' && isMadeBy(value, made)) return made.name
  }
  return undefined
}

const isMadeBy = (value: object, made: { readonly prototype?: unknown }): boolean =>
  isObject(made.prototype) && Object.prototype.isPrototypeOf.call(made.prototype, value)

function functionText(value: { readonly name: string }): string {
  const parent = Object.getPrototypeOf(value) as { readonly name?: string } | null
  if (/^class\b/.test(Function.prototype.toString.call(value))) {
    const base = parent?.name ? ` extends ${parent.name}` : ''
    return `[class ${value.name || '(anonymous)'}${base}]`
  }
  const name = value.name === '' ? ' (anonymous)' : `: ${value.name}`
  // `AsyncFunction`, `GeneratorFunction`
  return `[${tagOf(value)}${name}]`
}

const dateText = (value: Date): string =>
  Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()

/** A number, text, truth value, symbol or bigint that is an object. */
function boxedText(value: object): string | undefined {
  const kinds = [Number, String, Boolean, Symbol, BigInt]
  const kind = kinds.find((one) => value instanceof one)
  if (!kind) return undefined
  const plain: unknown = Reflect.apply(kind.prototype.valueOf, value, [])
  return `[${kind.name}: ${typeof plain === 'string' ? quoted(plain) : plainText(plain)}]`
}

/** Columns that a text takes; marks above letters take none, and wide characters two. */
export function textWidth(text: string): number {
  const visible = text.normalize('NFC').replace(/[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/gu, '')
  return [...visible].reduce((sum, character) => sum + (isWide(character) ? 2 : 1), 0)
}

const isWide = (character: string): boolean =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(
    character
  )

function keyText(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key)
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

/** Texts and values in one, as Node's `format` writes them; `%s` and its like in the first are filled in. */
export function format(...values: readonly unknown[]): string {
  const [first, ...rest] = values
  if (typeof first !== 'string') return values.map(formatted).join(' ')
  if (rest.length === 0) return first
  let used = 0
  const text = first.replace(/%([sdifjoOc%])/g, (found, letter: string) => {
    if (letter === '%') return '%'
    return used < rest.length ? filled(letter, rest[used++]) : found
  })
  return [text, ...rest.slice(used).map(formatted)].join(' ')
}

const formatted = (value: unknown): string => (typeof value === 'string' ? value : inspect(value))

/** What stands for `%` and a letter. */
function filled(letter: string, value: unknown): string {
  switch (letter) {
    case 's':
      if (isObject(value) && !hasOwnText(value)) return inspect(value, { depth: 0 })
      return isObject(value) || typeof value === 'string' ? String(value) : plainText(value)
    case 'd':
      return numberText(value, Number)
    case 'i':
      return numberText(value, (one) => Number.parseInt(String(one)))
    case 'f':
      return plainText(typeof value === 'symbol' ? NaN : Number.parseFloat(String(value)))
    case 'j':
      return jsonText(value)
    case 'o':
      return inspect(value, { showHidden: true, depth: 4 })
    case 'O':
      return inspect(value)
    default:
      return ''
  }
}

function numberText(value: unknown, read: (value: unknown) => number): string {
  if (typeof value === 'bigint') return plainText(value)
  return plainText(typeof value === 'symbol' ? NaN : read(value))
}

/** Whether the user has written how the object becomes a text; functions always are their code. */
function hasOwnText(value: object): boolean {
  if (typeof value === 'function') return true
  for (let one: object | null = value; one; one = Object.getPrototypeOf(one) as object | null) {
    if (Object.hasOwn(one, 'toString') || Object.hasOwn(one, Symbol.toPrimitive)) {
      const made: unknown = Object.getOwnPropertyDescriptor(one, 'constructor')?.value
      return one === value || !languageClasses.has(made)
    }
  }
  return false
}

/** Those that write their objects as text. */
const languageClasses: ReadonlySet<unknown> = new Set([
  ...[Object, Array, Error, Date, RegExp],
  ...[Number, String, Boolean, BigInt, Symbol]
])

function jsonText(value: unknown): string {
  try {
    return String(JSON.stringify(value))
  } catch (error) {
    if (error instanceof TypeError && /circular|cyclic/.test(error.message)) return '[Circular]'
    throw error
  }
}
