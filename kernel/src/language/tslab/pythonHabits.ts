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
  np: 'Math has the functions of one number, as in Math.exp(x); a list is mapped: xs.map(Math.exp)',
  numpy:
    'Math has the functions of one number, as in Math.exp(x); a list is mapped: xs.map(Math.exp)',
  pd: 'tables are lists of rows; packages such as danfojs have data frames',
  plt: 'a figure is a Vega-Lite specification, shown where it is the value of the last line'
}

/** The counterpart of a name that Python knows. */
export function pythonNameHint(name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined
}

/** What a line of Python would be. */
const lines: readonly (readonly [pattern: RegExp, hint: string])[] = [
  [/^\s*def\s+\w+\s*\(/, 'a function is written `function f(x: number) { return x }`'],
  [/\blambda\b/, 'a function without a name is written `(x) => x`'],
  [/^\s*elif\b/, '`else if (…) { … }`'],
  [/^\s*except\b/, '`catch (error) { … }`'],
  [
    /^\s*(?:if|while|for|else|try|with|class)\b.*:\s*(?:\/\/.*)?$/,
    'conditions stand in parentheses, blocks in braces: `if (…) { … }`'
  ],
  [/\bif\s+(?!\().*\belse\b/, '`condition ? a : b`'],
  [/^\s*for\s+\w+\s+in\b/, '`for (const x of list) { … }`'],
  [/^\s*(?:from\s+[\w.]+\s+)?import\s[^'"={]*$/, "`import { name } from 'package'`"],
  [/^\s*#/, 'a comment begins with //'],
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
