import type { parser } from '@lezer/javascript'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

/** What a parameter may be: data, whatever its text says. */
export type Literal =
  number | string | boolean | readonly Literal[] | { readonly [name: string]: Literal }

/** The value of an expression that is written out in it; undefined for any other expression. */
export function literalOf(node: SyntaxNode, code: string): Literal | undefined {
  const text = code.slice(node.from, node.to)
  switch (node.name) {
    case 'Number':
      return finite(text)
    case 'String':
      return textOf(text)
    case 'BooleanLiteral':
      return text === 'true'
    case 'UnaryExpression':
      return /^[-+]\s*[\d.]/.test(text) ? finite(text.replace(/\s+/, '')) : undefined
    case 'ArrayExpression':
      return listOf(node, code)
    case 'ObjectExpression':
      return recordOf(node, code)
    default:
      return undefined
  }
}

function finite(text: string): number | undefined {
  const value = Number(text.replaceAll('_', ''))
  return Number.isFinite(value) ? value : undefined
}

/** What a text in quotes says; undefined where it has escapes that JSON does not know. */
function textOf(code: string): string | undefined {
  const json: Readonly<Record<string, string>> = { '"': '\\"', "\\'": "'" }
  const inside = code.slice(1, -1).replace(/\\.|"/gs, (part) => json[part] ?? part)
  try {
    return JSON.parse(`"${inside}"`) as string
  } catch {
    return undefined
  }
}

/** What is between the brackets of an expression. */
function* partsOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let part = node.firstChild; part; part = part.nextSibling) {
    if (!['[', ']', '{', '}', ',', 'LineComment', 'BlockComment'].includes(part.name)) yield part
  }
}

function listOf(node: SyntaxNode, code: string): Literal[] | undefined {
  const items: Literal[] = []
  for (const part of partsOf(node)) {
    const item = literalOf(part, code)
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function recordOf(node: SyntaxNode, code: string): Literal | undefined {
  const entries: [string, Literal][] = []
  for (const part of partsOf(node)) {
    const [name, colon, value] = [part.firstChild, part.getChild(':'), part.lastChild]
    const isNamed = name?.name === 'PropertyDefinition' || name?.name === 'String'
    if (!name || !isNamed || !colon || !value) return undefined
    const text = code.slice(name.from, name.to)
    const key = name.name === 'String' ? textOf(text) : text
    const found = literalOf(value, code)
    if (found === undefined || key === undefined || key === '__proto__') return undefined
    entries.push([key, found])
  }
  return Object.fromEntries(entries)
}

/** A literal as code, which gives it back and does nothing else. */
export function literalCode(value: Literal): string {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(literalCode).join(', ')}]`
  const entries = Object.entries(value).map(
    ([name, entry]) =>
      `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${literalCode(entry)}`
  )
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

function quoted(text: string): string {
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  // What is not seen, or turns the order of what is seen around, would show the cell as other code than runs.
  const seen = inside.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)
  return `'${seen}'`
}

function escaped(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** Whether a value is of the kind of another one, as `[1]` is of that of `[2, 3]`: it may stand in its place. */
export function isAlike(value: unknown, model: Literal): value is Literal {
  if (typeof value !== typeof model) return false
  if (typeof model !== 'object') return typeof value !== 'number' || Number.isFinite(value)
  if (value === null || Array.isArray(value) !== Array.isArray(model)) return false
  if (Array.isArray(model)) {
    return (value as unknown[]).every((item) => model.length > 0 && isAlike(item, model[0]))
  }
  const [own, names] = [Object.entries(value as object), Object.keys(model)]
  const parts = model as Readonly<Record<string, Literal>>
  return (
    own.length === names.length &&
    own.every(([name, item]) => names.includes(name) && isAlike(item, parts[name]))
  )
}
