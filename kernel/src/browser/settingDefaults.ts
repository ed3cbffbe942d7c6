/** A part of a JSON schema: what says which defaults there are. */
interface Schema {
  readonly $ref?: string
  readonly default?: unknown
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema | readonly Schema[]
  readonly allOf?: readonly Schema[]
}

type Values = Record<string, unknown>

/** A plugin's settings, as JupyterLab checks them. */
interface SettingPlugin {
  readonly schema: Schema
  /** What the reader has set, as JSON with comments. */
  readonly raw: string
  data: { composite: Values; user: Values }
}

/** JupyterLab's check of settings: the errors there are, or null. */
export interface SettingValidator {
  validateData(plugin: SettingPlugin, populate?: boolean): unknown
}

/** The module `@jupyterlab/settingregistry`. */
export interface SettingServices {
  readonly DefaultSchemaValidator: { readonly prototype: SettingValidator }
}

/**
 * Spares a page the check of settings that its reader has left alone. Their schemas come with the page, and at each start JupyterLab
 * compiles four functions for each of them, which takes a seventh of the time until the kernel of a notebook answers. Settings that
 * were changed are checked as before.
 */
export function trustDefaults(validator: SettingValidator): void {
  const check = validator.validateData
  validator.validateData = function (this: SettingValidator, plugin, populate = true) {
    const isUnchanged = /^\s*\{\s*\}\s*$/.test(plugin.raw)
    if (!isUnchanged || plugin.schema.type !== 'object') return check.call(this, plugin, populate)
    if (populate) plugin.data = { composite: defaultsOf(plugin.schema), user: {} }
    return null
  }
}

/** Values of a schema's settings where none is set. */
export function defaultsOf(schema: Schema): Values {
  const values = {}
  complete(values, schema, schema)
  return values
}

/** Puts the defaults of a schema where a value has none, at any depth; those inside `anyOf`, `oneOf` and `not` are none. */
function complete(value: unknown, schema: Schema, root: Schema): void {
  if (typeof value !== 'object' || value === null) return
  if (schema.$ref !== undefined) complete(value, referred(schema.$ref, root), root)
  for (const part of schema.allOf ?? []) complete(value, part, root)
  if (Array.isArray(value)) completeItems(value, schema, root)
  else completeProperties(value as Values, schema, root)
}

function completeItems(values: unknown[], { items }: Schema, root: Schema): void {
  const given = (at: number) => (Array.isArray(items) ? items[at] : items) as Schema | undefined
  values.forEach((value, at) => complete(value, given(at) ?? {}, root))
}

function completeProperties(values: Values, schema: Schema, root: Schema): void {
  const { properties = {}, patternProperties = {}, additionalProperties } = schema
  for (const [name, part] of Object.entries(properties)) {
    if (values[name] === undefined && part.default !== undefined)
      values[name] = structuredClone(part.default)
  }
  const patterns = Object.entries(patternProperties)
  for (const [name, value] of Object.entries(values)) {
    const own = properties[name]
    const parts = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name))
    for (const part of [own, ...parts.map(([, pattern]) => pattern)])
      if (part) complete(value, part, root)
    if (!own && parts.length === 0 && typeof additionalProperties === 'object')
      complete(value, additionalProperties, root)
  }
}

/** What a reference within a schema, `#/definitions/name`, leads to. @throws TypeError if it leads nowhere */
function referred(reference: string, root: Schema): Schema {
  const [start, ...path] = reference.split('/')
  let found: unknown = start === '#' ? root : undefined
  for (const name of path) found = (found as Values | undefined)?.[name]
  if (typeof found !== 'object' || found === null)
    throw new TypeError(`schema of settings: ${reference} leads nowhere`)
  return found
}
