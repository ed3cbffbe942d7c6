import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { userOptions } from '../../../kernel/src/language/tslab/userOptions.js'
import { typescript as ts } from '../../../kernel/src/language/tslab/typescriptModule.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-options-'))
afterEach(() => rmSync(join(folder, 'tsconfig.json'), { force: true }))

/** What cells take over from a tsconfig.json with these fields. */
function optionsOf(config: object) {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return userOptions(ts, folder, (problem) => expect.unreachable(problem))
}

it('strictness and JSX are taken over, the rest is not', () => {
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    jsxFactory: 'h',
    noUnusedLocals: true,
    target: 'ES5'
  }
  expect(optionsOf({ compilerOptions })).toEqual({
    strict: true,
    noUncheckedIndexedAccess: true,
    jsxFactory: 'h'
  })
})

it('an implicit any is an error where null has a type of its own', () => {
  const noImplicitAny = true
  expect(optionsOf({ compilerOptions: { noImplicitAny } })).toEqual({ noImplicitAny: false })
  const both = { noImplicitAny, strictNullChecks: true }
  expect(optionsOf({ compilerOptions: both })).toEqual(both)
  const lenient = { strict: true, strictNullChecks: false }
  expect(optionsOf({ compilerOptions: lenient })).toEqual({ ...lenient, noImplicitAny: false })
})

// A large project took seconds at every start of a kernel below it.
it("the project's files are not looked for", () => {
  const { readDirectory } = ts.sys
  ts.sys.readDirectory = () => expect.unreachable('the folder was read')
  expect(optionsOf({ compilerOptions: { strict: true }, include: ['**/*'] })).toEqual({
    strict: true
  })
  ts.sys.readDirectory = readDirectory
})
