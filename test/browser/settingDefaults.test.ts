import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type {
  defaultsOf,
  SettingServices,
  SettingValidator,
  trustDefaults
} from '../../kernel/src/browser/settingDefaults.js'

type Schema = Parameters<typeof defaultsOf>[0]

/** What the page has: ours, and JupyterLab's own check of settings. */
interface Settings extends SettingServices {
  readonly defaultsOf: typeof defaultsOf
  readonly trustDefaults: typeof trustDefaults
  readonly DefaultSchemaValidator: (new () => SettingValidator) & { prototype: SettingValidator }
}

const root = resolve(import.meta.dirname, '..', '..')

/** Modules of JupyterLab name each other as only bundlers find them, and run in pages alone. */
async function pageScript(): Promise<string> {
  const require = createRequire(import.meta.url)
  const registry = dirname(require.resolve('@jupyterlab/settingregistry/package.json'))
  const { outputFiles } = await build({
    stdin: {
      contents: `export { DefaultSchemaValidator } from '${join(registry, 'lib', 'settingregistry.js')}'
        export * from '${join(root, 'kernel', 'src', 'browser', 'settingDefaults.ts')}'`,
      resolveDir: root
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'settings',
    logLevel: 'silent'
  })
  return outputFiles[0]?.text ?? ''
}

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH })
  page = await browser.newPage()
  await page.addScriptTag({ content: await pageScript() })
})

afterAll(() => browser.close())

/** Defaults of schemas as the kernel's page takes them, and as JupyterLab's check puts them in, or what that has against them. */
function bothDefaults(schemas: readonly Schema[]) {
  return page.evaluate((given) => {
    const { defaultsOf, DefaultSchemaValidator } = (globalThis as unknown as { settings: Settings })
      .settings
    const validator = new DefaultSchemaValidator()
    return given.map((schema, place) => {
      const data = { composite: {}, user: {} }
      const plugin = { id: `test:${place}`, version: '1', raw: '{}', schema, data }
      const errors = validator.validateData(plugin)
      return { ours: defaultsOf(schema), theirs: errors ?? plugin.data.composite }
    })
  }, schemas)
}

test('defaults are those that the check of JupyterLab puts in, for every plugin', async () => {
  const folder = join(root, '.venv', 'share', 'jupyter', 'lab', 'schemas')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
  const schemas = files
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Schema)
    .filter(({ type }) => type === 'object')
  expect(schemas.length).toBeGreaterThan(50)
  for (const { ours, theirs } of await bothDefaults(schemas)) expect(ours).toEqual(theirs)
})

const item = { properties: { on: { default: true } } }
const forms: object[] = [
  { properties: { a: { default: 1 }, b: { default: null }, c: {} } },
  { properties: { a: { default: { x: 1 }, properties: { y: { default: [2] } } } } },
  { properties: { a: { properties: { y: { default: 2 } } } } },
  {
    definitions: { item },
    properties: { list: { default: [{}, { on: false }], items: { $ref: '#/definitions/item' } } }
  },
  { properties: { list: { default: [[{}], []], items: { items: item } } } },
  { properties: { map: { default: { k: {} }, additionalProperties: item } } },
  {
    properties: {
      map: {
        default: { ab: {}, cd: {} },
        patternProperties: { '^a': item },
        additionalProperties: { properties: { w: { default: 2 } } }
      }
    }
  },
  { allOf: [{ properties: { q: { default: 'q' } } }] },
  { properties: { o: { default: {}, oneOf: [item] } } },
  { properties: { o: { default: {}, anyOf: [item, {}] } } }
]

test.each(forms)('defaults of %j as JupyterLab has them', async (form) => {
  const [found] = await bothDefaults([{ type: 'object', ...form }])
  expect(found?.ours).toEqual(found?.theirs)
})

test('settings that a reader has changed are checked, others are not', async () => {
  const found = await page.evaluate(() => {
    const { DefaultSchemaValidator, trustDefaults } = (
      globalThis as unknown as { settings: Settings }
    ).settings
    const checked: string[] = []
    class Counting extends DefaultSchemaValidator {
      override validateData(...given: Parameters<SettingValidator['validateData']>): unknown {
        checked.push(given[0].raw)
        return super.validateData(...given)
      }
    }
    trustDefaults(Counting.prototype)
    const validator = new Counting()
    const schema = { type: 'object', properties: { n: { type: 'number', default: 4 } } }
    return [' {\n} ', '{ "n": 5 }', '{ "n": "x" }'].map((raw) => {
      const plugin = { id: 'test:numbers', raw, schema, data: { composite: {}, user: {} } }
      checked.length = 0
      const errors = validator.validateData(plugin) as { instancePath: string }[] | null
      return {
        errors: errors?.map((e) => e.instancePath),
        data: plugin.data,
        checks: checked.length
      }
    })
  })
  expect(found).toMatchObject([
    { data: { composite: { n: 4 }, user: {} }, checks: 0 },
    { data: { composite: { n: 5 }, user: { n: 5 } } },
    { errors: ['/n'] }
  ])
  expect(found[1]?.checks).toBeGreaterThan(0)
})
