import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { activationNames } from '../lib/src/networks/activations/activations.js'
import { estimatorNames } from '../lib/src/networks/estimators.js'

const root = resolve(import.meta.dirname, '..')

/** Rooms of the library and those each may import, from docs/architecture.md. */
const rooms = [
  'numerics',
  'provenance',
  'networks',
  'covariances',
  'sampling',
  'statistics',
  'correlators',
  'couplings',
  'flow',
  'effectiveAction',
  'comparison',
  'campaign',
  'figures'
]

/** Each room may import those above it in the list. */
const allowed: Record<string, readonly string[]> = Object.fromEntries(
  rooms.map((room, place) => [room, rooms.slice(0, place)])
)

/** Folders of `figures`, '' for the figures themselves, and those each may import. */
const allowedOfFigures: Record<string, readonly string[]> = {
  display: [],
  parts: ['display'],
  tables: ['display', 'parts'],
  '': ['parts', 'tables'],
  live: ['display', 'parts']
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

/** Specifiers of all imports of a file, type-only and dynamic ones included. */
function specifiers(file: string): string[] {
  return ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles.map(({ fileName }) => fileName)
}

function localImports(file: string): string[] {
  return specifiers(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(dirname(file), specifier.replace(/\.js$/, '.ts')))
    .filter((path) => existsSync(path))
}

/** One import cycle as a list of files, or nothing. */
function findCycle(files: readonly string[]): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>()
  const visit = (file: string, path: string[]): string[] | undefined => {
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file]
    if (state.has(file)) return undefined
    state.set(file, 'open')
    for (const next of localImports(file)) {
      const cycle = visit(next, [...path, file])
      if (cycle) return cycle
    }
    state.set(file, 'done')
    return undefined
  }
  for (const file of files) {
    const cycle = visit(file, [])
    if (cycle) return cycle
  }
  return undefined
}

describe('architecture', () => {
  const library = sources(join(root, 'lib/src'))

  it('lets every room of the library import only the rooms below it', () => {
    const broken = library.flatMap((file) => {
      const room = relative(join(root, 'lib/src'), file).split('/')[0]
      if (!(room in allowed)) return []
      return localImports(file)
        .map((target) => relative(join(root, 'lib/src'), target).split('/')[0])
        .filter((other) => other in allowed && other !== room && !allowed[room].includes(other))
        .map((other) => `${relative(root, file)} imports ${other}`)
    })
    expect(library.length).toBeGreaterThan(10)
    expect(broken).toEqual([])
  })

  it('lets every folder of the figures import only those below it', () => {
    const figures = join(root, 'lib/src/figures')
    const folderOf = (file: string) => dirname(relative(figures, file)).replace(/^\.$/, '')
    // The room's door is of no folder.
    const files = sources(figures).filter((file) => file !== join(figures, 'index.ts'))
    expect(new Set(files.map(folderOf))).toEqual(new Set(Object.keys(allowedOfFigures)))
    const broken = files.flatMap((file) =>
      localImports(file)
        .filter((target) => target.startsWith(figures))
        .map(folderOf)
        .filter(
          (other) => other !== folderOf(file) && !allowedOfFigures[folderOf(file)].includes(other)
        )
        .map((other) => `${relative(root, file)} imports ${other || 'a figure'}`)
    )
    expect(broken).toEqual([])
  })

  it('compares no name of a network or activation outside of networks', () => {
    // Words that mean nothing else here; of others a comparison with a network or an activation.
    const own = activationNames.filter(
      (name) =>
        !['abs', 'sign', 'step', 'square', 'identity', 'exp', 'sin', 'cos', 'gaussian'].includes(
          name
        )
    )
    const names = [...own, 'cos'].map((name) => `['"\`]${name}['"\`]`).join('|')
    const key = '(?:network|activation|net)(?:\\.name|Name)?'
    const comparison = new RegExp(
      [`[!=]==? *(?:${names})`, `(?:${names}) *[!=]==?`, `case (?:${names})`].join('|') +
        `|\\.includes\\([^)]*${key}\\)|\\b${key} *[!=]==? *['"\`]|\\b(?:${own.join('|')}): *[-\\w(['"\`]`
    )
    const files = [...library, ...sources(join(root, 'extension/src'))]
    const broken = files
      .filter((file) => !file.startsWith(join(root, 'lib/src/networks/')))
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => comparison.test(line.replace(/^ *(\/\/|\*|\/\*).*/, '')))
          .map((line) => `${relative(root, file)}: ${line.trim()}`)
      )
    expect(broken).toEqual([])
    for (const line of ["network === 'gauss'", "case 'cos':", '  relu: 1,', "if ('erf' != name)"]) {
      expect(comparison.test(line)).toBe(true)
    }
  })

  it('names no estimator outside of their list: what depends on one asks its object', () => {
    const name = `['"\`](?:${estimatorNames.join('|')})['"\`]`
    const named = new RegExp(
      `[!=]==? *${name}|${name} *[!=]==?|case ${name}|^ *(?:${estimatorNames.join('|')}):`
    )
    const place = 'lib/src/networks/estimators.ts'
    const broken = [...library, ...sources(join(root, 'extension/src'))]
      .filter((file) => relative(root, file) !== place)
      .flatMap((file) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => named.test(line.replace(/^ *(\/\/|\*|\/\*).*/, '')))
          .map((line) => `${relative(root, file)}: ${line.trim()}`)
      )
    expect(broken).toEqual([])
    for (const line of ["estimator === 'tilted'", '  literal: 1,', "case 'conditional':"]) {
      expect(named.test(line)).toBe(true)
    }
  })

  it('has no room of the library that this test does not know', () => {
    const found = readdirSync(join(root, 'lib/src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    expect(found.filter((room) => !(room in allowed) && room !== 'cli')).toEqual([])
  })

  it.each(['lib', 'kernel', 'extension'])('has no import cycle in %s, types included', (folder) => {
    const cycle = findCycle(sources(join(root, folder, 'src')))
    expect(cycle?.map((file) => relative(root, file))).toBeUndefined()
  })

  it('keeps kernel and library apart', () => {
    const kernel = sources(join(root, 'kernel/src')).flatMap(specifiers)
    expect(kernel.filter((name) => name === 'nnqft' || name.includes('/lib/src'))).toEqual([])
    const fromLibrary = library.flatMap(specifiers)
    expect(fromLibrary.filter((name) => /nnqft-kernel|kernel\/src|jupyterlab/.test(name))).toEqual(
      []
    )
  })
})
