const ofNumPy =
  'Math has the functions of one number, as in Math.exp(x); a list is mapped: xs.map(Math.exp)'

/** What a name of Python is called here. */
const names: Readonly<Record<string, string>> = {
  print: 'console.log(…) prints; the value of the last line is shown without it',
  None: 'null, or undefined where nothing was given',
  True: 'true',
  False: 'false',
  len: 'a list has its length in .length',
  range: 'Array.from({ length: n }, (_, i) => i)',
  enumerate: 'list.entries() gives index and value',
  zip: 'a.map((x, i) => [x, b[i]])',
  sum: 'list.reduce((a, b) => a + b, 0)',
  sorted: 'list.toSorted((a, b) => a - b)',
  str: 'String(x), or text with values in it: `x = ${x}`',
  int: 'Math.trunc(Number(x))',
  float: 'Number(x)',
  list: 'Array.from(x), or [...x]',
  dict: 'an object { a: 1 }, or new Map()',
  set: 'new Set(x)',
  isinstance: "x instanceof C, or typeof x === 'number'",
  self: 'this',
  math: 'Math, as in Math.sqrt(2)',
  json: 'JSON, as in JSON.stringify(x)',
  random: 'Math.random()',
  np: ofNumPy,
  numpy: ofNumPy,
  pd: 'tables are lists of rows; packages such as danfojs have data frames',
  plt: 'a figure is a Vega-Lite specification, shown where it is the value of the last line',
  tuple: 'a list: [a, b]',
  type: 'typeof x',
  Exception: 'Error',
  ValueError: 'RangeError, or Error',
  open: "readFileSync('name', 'utf8') of node:fs",
  help: 'hover over a name, or press Shift-Tab behind it, for what it is',
  pass: 'nothing: empty braces { }',
  del: 'delete record.name, list.splice(i, 1)',
  pi: 'Math.PI',
  Null: 'null',
  nil: 'null'
}

/** What a function of NumPy is called here. */
const numpy: Readonly<Record<string, string>> = {
  array: 'a list is written [1, 2, 3]',
  linspace: 'Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1))',
  logspace: 'Array.from({ length: n }, (_, i) => 10 ** (from + ((to - from) * i) / (n - 1)))',
  arange: 'Array.from({ length: n }, (_, i) => from + step * i)',
  zeros: 'new Array<number>(n).fill(0)',
  ones: 'new Array<number>(n).fill(1)',
  sum: 'list.reduce((a, b) => a + b, 0)',
  mean: 'list.reduce((a, b) => a + b, 0) / list.length',
  pi: 'Math.PI',
  inf: 'Infinity',
  nan: 'NaN',
  isnan: 'Number.isNaN(x)',
  random: 'Math.random()',
  max: 'Math.max(...list)',
  min: 'Math.min(...list)',
  dot: 'a.reduce((sum, x, i) => sum + x * b[i], 0)'
}

/**
 * The counterpart of a name that Python knows.
 *
 * @param member what is taken of it
 */
export function pythonNameHint(name: string, member = ''): string | undefined {
  if ((name === 'np' || name === 'numpy') && Object.hasOwn(numpy, member)) return numpy[member]
  return Object.hasOwn(names, name) ? names[name] : undefined
}

/** What a method of Python is here, by the kind of its value, which is written `x`. */
const members: Readonly<
  Record<'list' | 'text' | 'object' | 'widget' | 'widgets', Readonly<Record<string, string>>>
> = {
  list: {
    append: 'x.push(value)',
    extend: 'x.push(...others)',
    insert: 'x.splice(i, 0, value)',
    remove: 'x.splice(x.indexOf(value), 1)',
    index: 'x.indexOf(value)',
    count: 'x.filter((one) => one === value).length',
    copy: '[...x]',
    clear: 'x.length = 0',
    items: 'x.entries()',
    len: 'x.length',
    size: 'x.length',
    shape: 'x.length',
    sum: 'x.reduce((a, b) => a + b, 0)',
    mean: 'x.reduce((a, b) => a + b, 0) / x.length',
    max: 'Math.max(...x)',
    min: 'Math.min(...x)',
    tolist: 'x is a list',
    T: 'x[0].map((_, k) => x.map((row) => row[k]))'
  },
  text: {
    upper: 'x.toUpperCase()',
    lower: 'x.toLowerCase()',
    strip: 'x.trim()',
    lstrip: 'x.trimStart()',
    rstrip: 'x.trimEnd()',
    startswith: 'x.startsWith(y)',
    endswith: 'x.endsWith(y)',
    find: 'x.indexOf(y)',
    join: 'list.join(x)',
    format: 'values in a text: `x = ${x}` between backticks'
  },
  object: {
    keys: 'Object.keys(x)',
    values: 'Object.values(x)',
    items: 'Object.entries(x)',
    update: 'Object.assign(x, other)',
    get: 'x.name ?? otherwise',
    copy: '{ ...x }',
    sum: 'list.reduce((a, b) => a + b, 0)'
  },
  widget: {
    observe: 'x.onChange((value) => console.log(value))',
    on: 'x.onChange((value) => console.log(value))',
    on_click: 'x.onClick(() => console.log(x.value))',
    ...Object.fromEntries(
      ['disabled', 'max', 'min', 'step', 'description', 'tooltip'].map((name) => [
        name,
        `fields of the model: x.get('${name}'), x.set({ ${name}: value })`
      ])
    )
  },
  widgets: {
    intSlider: 'x.slider({ min: 0, max: 10, step: 1 })',
    IntSlider: 'x.slider({ min: 0, max: 10, step: 1 })',
    FloatSlider: 'x.slider({ min: 0, max: 1 })',
    dropdown: "x.select({ options: ['a', 'b'] })",
    Dropdown: "x.select({ options: ['a', 'b'] })",
    checkbox: 'x.toggle()',
    Checkbox: 'x.toggle()',
    Button: "x.button({ description: 'Go' })",
    interactive: 'x.interact(({ a }) => a, { a: [0, 1] })'
  }
}

/** The counterpart of a method that Python's values of a kind have. */
export function pythonMemberHint(
  kind: keyof typeof members,
  value: string,
  name: string
): string | undefined {
  if (!Object.hasOwn(members[kind], name)) return undefined
  return members[kind][name]?.replaceAll(/\bx\b(?! =|\}| is)/g, value)
}

/** What a line of Python would be. */
const lines: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\s*(?:async\s+)?def\s+\w+\s*\(/, 'a function is written `function f(x: number) { return x }`'],
  [/\blambda\b/, 'a function without a name is written `(x) => x`'],
  [/^\s*elif\b/, '`else if (…) { … }`'],
  [/^\s*except\b/, '`catch (error) { … }`'],
  [
    /^\s*(?:if|while|for|else|try|with|class)\b[^?{]*:/,
    'conditions stand in parentheses, blocks in braces: `if (…) { … }`'
  ],
  [/\bif\s+(?!\().*\belse\b/, '`condition ? a : b`'],
  [/^\s*for\s+\w+\s+in\b/, '`for (const x of list) { … }`'],
  [/^\s*(?:from\s+[\w.]+\s+)?import\s[^'"={]*$/, "`import { name } from 'package'`"],
  [/^\s*#/, 'a comment begins with //'],
  [/^\s*%/, 'what begins with % is of IPython; console.time() and console.timeEnd() measure time'],
  [/^\s*(?:\?\s*[\w.]+|[\w.]+\?)\s*$/, 'Shift-Tab behind a name shows what it is'],
  [/^\s*"""/, 'text of several lines stands between backticks, a comment between /* and */'],
  [/^\s*assert\b/, "`if (!condition) throw new Error('why')`"],
  [/^\s*raise\b/, "`throw new Error('why')`"],
  [/^\s*del\b/, '`delete record.name`, or list.splice(i, 1)'],
  [/\bis\s+(?:not\s+)?None\b/, '`x === undefined`, or null'],
  [
    /\w\[[^\],:?]*:[^\],:?]*\]/,
    'a part of a list is list.slice(from, to), its last element list.at(-1)'
  ],
  [/\br(?:"|')/, 'text with backslashes as they are: String.raw`…`'],
  [/[(,]\s*\*\s*\w/, 'the elements of a list are handed over by `...list`'],
  [/[(,]\s*\*\*\s*\w/, 'fields of an object are passed on by `{ ...options }`'],
  [/\bf(?:"[^"]*\{|'[^']*\{)/, 'values in a text: `x = ${x}` between backticks'],
  [/\s(?:and|or)\s/, '&& and ||'],
  [/\bnot\s+\w/, '!'],
  [/\bfor\s+\w+\s+in\b.*\]/, 'a list is made of another one by `list.map((x) => …)`']
]

/** What a line that cannot be parsed would be here, if it is one of Python. */
export function pythonHint(line: string): string | undefined {
  return lines.find(([pattern]) => pattern.test(line))?.[1]
}
