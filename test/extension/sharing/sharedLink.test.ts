import { expect, test } from 'vitest'
import { linkIn, linkTo, withoutValues } from '../../../extension/src/sharing/sharedLink.js'
import { parameterValues, withParameters } from '../../../extension/src/sharing/parameters.js'

const cell = `let network: 'gauss' | 'relu' = 'gauss' // one of two
let sigmaW = 1, sigmaB = -.5e-1
const widths = [1, 3, /* and */ 10,
  1_000]
let zero = { couplings: [1, -1.28], 'field max': 6, isEven: true, name: "it's" }
let label = 'it\\'s "\\u00e9\\\\"'
let count = widths.length
let later: number
later = 3
if (sigmaW) { let inner = 4 }
export let shown = 5`

test('parameters are the variables at the top of a cell whose values are written out', () => {
  expect(parameterValues(cell)).toEqual({
    network: 'gauss',
    sigmaW: 1,
    sigmaB: -0.05,
    widths: [1, 3, 10, 1000],
    zero: { couplings: [1, -1.28], 'field max': 6, isEven: true, name: "it's" },
    label: 'it\'s "é\\"'
  })
})

test.each([
  ["let a = '\\x41'", 'an escape that JSON does not know'],
  ['let a = `text`', 'a template'],
  ['let a = f(1)', 'a call'],
  ['let a = [1, b]', 'a name in a list'],
  ['let a = { f() {} }', 'a method'],
  ['let a = { ...b }', 'a spread'],
  ["let a = { ['x' + 1]: 1 }", 'a computed name'],
  ['let a = { __proto__: 1 }', 'a prototype'],
  ['let a = -b', 'a name with a sign'],
  ['let a = 1e999', 'no finite number'],
  ['let { a } = 1', 'a pattern'],
  ['let a =', 'no value']
])('%s has no parameter: %s', (code) => {
  expect(parameterValues(code)).toEqual({})
})

test('a link carries the parameters to the same cell elsewhere, and leaves all else in it', () => {
  const edited = cell
    .replace("= 'gauss'", "= 'relu'")
    .replace('sigmaW = 1', 'sigmaW = 1.25')
    .replace('1_000', '2000')
  const link = linkTo(
    'https://a.b/lab/index.html?path=old.ipynb#x',
    'a folder/04-é&%.ipynb',
    edited
  )
  expect(link).toMatch(/^https:\/\/a\.b\/lab\/index\.html\?path=/)
  const { searchParams } = new URL(link)
  expect(searchParams.get('workspace')).toBe('a folder/04-é&%.ipynb')
  const { path, values } = linkIn(link)!
  expect(path).toBe('a folder/04-é&%.ipynb')
  const { code, changed, refused } = withParameters(cell, values!)
  expect(changed).toEqual(['network', 'sigmaW', 'widths'])
  expect(refused).toEqual([])
  expect(parameterValues(code)).toEqual(parameterValues(edited))
  expect(code).toContain("let network: 'gauss' | 'relu' = 'relu' // one of two\nlet sigmaW = 1.25,")
  expect(code.split('\n').slice(-5)).toEqual(cell.split('\n').slice(-5))
  expect(linkIn(withoutValues(link))).toBeUndefined()
})

const unfit: [string, Record<string, unknown>][] = [
  ['code in place of a number', { sigmaW: '1; alert(1)' }],
  ['a list in place of a number', { sigmaW: [1] }],
  ['nothing', { sigmaW: null }],
  ['code in a list', { widths: [1, 'f()'] }],
  ['a number in place of a list', { widths: 3 }],
  ['other names', { zero: { couplings: [1] } }],
  ['a value in place of an expression', { count: 3 }],
  ['a variable of a block', { inner: 5 }],
  ['a name that is not there', { unknown: 1 }],
  ['a name of all objects', { constructor: 1 }]
]

test.each(unfit)('a link is refused that has %s', (_, values) => {
  const { code, changed, refused } = withParameters(cell, values)
  expect(code).toBe(cell)
  expect(changed).toEqual([])
  expect(refused).toEqual(Object.keys(values))
})

test.each([
  "'; alert(1); '",
  '\\',
  '\n',
  '${x}',
  '</script>',
  "\\'",
  '\u2028',
  '"',
  '#&%=+',
  '1e-3 ∫φ⁴ 𝔤'
])('the text %j goes into a cell as that text, and into a link from there', (text) => {
  const { code } = withParameters("let name = 'a'", { name: text })
  expect(code.split('\n')).toHaveLength(1)
  expect(new Function(`${code}; return name`)()).toBe(text)
  expect(linkIn(linkTo('https://a.b/', 'c.ipynb', code))?.values).toEqual({ name: text })
})

test('what a text hides, or shows in another order than it runs, is seen in the cell', () => {
  const hidden = ['\u202e', '\u2066', '\u200b', '\u{e0041}', '\u0085'].join('x')
  const { code } = withParameters("let name = 'a'", { name: hidden })
  expect(code).toMatch(/^[ -~]+$/)
  expect(parameterValues(code)).toEqual({ name: hidden })
})

test.each(['?path=a&parameters={"a":', '?path=a&parameters=[1]', '?path=a&parameters=null'])(
  'the values of %s cannot be read',
  (search) => {
    expect(linkIn(`https://a.b/${search}`)).toEqual({ path: 'a', values: undefined })
  }
)

test.each(['100%.ipynb', '%E0%A4%A'])(
  'a link names no notebook by %j, which cannot be read',
  (name) => {
    const address = `https://a.b/?parameters={"a":1}&path=${encodeURIComponent(name)}`
    expect(linkIn(address)).toEqual({ path: undefined, values: { a: 1 } })
  }
)

test('an address without a notebook, and one without values, are told apart', () => {
  expect(linkIn('https://a.b/?parameters={"a":1}')).toEqual({ path: undefined, values: { a: 1 } })
  expect(linkIn('https://a.b/?path=a.ipynb')).toBeUndefined()
})
