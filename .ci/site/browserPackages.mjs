// What cells in the browser can import, and what the compiler there knows: the library as one module, and the
// declarations that a check of a cell with it reads.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import ts from 'typescript'
import { checkout } from '../setup/checkout.mjs'

const require = createRequire(import.meta.url)
const ambientFiles = ['globals.d.ts', 'node.d.ts', 'widgets.d.ts']
/** @type {{ exports: Record<string, string | object> }} */
const library = require('nnqft/package.json')

const at = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url))

/** What danfojs loads for reading from files and addresses and for plots, of which tables need nothing. */
const unused = [
  ...[
    'assert',
    'buffer',
    'child_process',
    'crypto',
    'events',
    'fs',
    'http',
    'https',
    'net',
    'os',
    'path'
  ],
  ...['punycode', 'querystring', 'stream', 'string_decoder', 'tls', 'tty', 'url', 'util', 'zlib'],
  ...['node-fetch', 'plotly.js-dist-min', 'request']
]

/** What a cell can import of the library. */
const specifiers = Object.entries(library.exports)
  .filter(([, target]) => typeof target === 'object')
  .map(([path]) => path.replace('.', 'nnqft'))

/** @param {string} folder where `packages.json` and the modules go */
export function writeBrowserPackages(folder) {
  mkdirSync(folder, { recursive: true })
  bundleLibrary(folder)
  // Started from beside the library.
  const worker = 'browserWorker.js'
  copyFileSync(join(dirname(require.resolve('nnqft/browser')), worker), join(folder, worker))
  const packages = {
    files: readByCompiler(),
    // One copy of every class and of all notes on results, whichever door it is reached by.
    modules: Object.fromEntries(specifiers.map((name) => [name, 'nnqft.js'])),
    ambientFiles: ambientFiles.map((name) => `/types/${name}`)
  }
  writeFileSync(join(folder, 'packages.json'), JSON.stringify(packages))
}

/** @param {string} folder */
function bundleLibrary(folder) {
  buildSync({
    entryPoints: { nnqft: require.resolve('nnqft/browser') },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    mainFields: ['browser', 'module', 'main'],
    // Reached by calls only that are Node's.
    external: ['node:*', 'tinypool', '@resvg/resvg-js', 'pdfkit'],
    alias: {
      ...Object.fromEntries(unused.map((name) => [name, at('nothing.cjs')])),
      'node:fs/promises': at('browserFiles.mjs'),
      'node:path': join(checkout, 'kernel', 'src', 'browser', 'node', 'path.ts')
    },
    define: { global: 'globalThis' },
    minify: true,
    legalComments: 'linked'
  })
}

/** Texts of all files that a check of a cell with the library reads, by their path in the browser. */
function readByCompiler() {
  /** @type {Record<string, string>} */
  const files = {}
  const placeOf = (/** @type {string} */ path) => {
    const place = `/${relative(checkout, path)}`.replace(/^\/lib\//, '/node_modules/nnqft/')
    if (place.startsWith('/node_modules/')) return place
    return place.startsWith('/kernel/types/') ? place.replace('/kernel', '') : undefined
  }
  const keep = (/** @type {string} */ path, /** @type {string | undefined} */ text) => {
    const place = placeOf(path)
    if (text !== undefined && place !== undefined) files[place] = text
    return text
  }
  const cell = join(checkout, 'notebooks', '__cell__.ts')
  const text = specifiers.map((name) => `import '${name}'`).join('\n')
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2024,
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    skipLibCheck: true
  }
  const host = ts.createCompilerHost(options)
  const { readFile, fileExists } = host
  const readText = (/** @type {string} */ path) =>
    path === cell ? text : keep(path, readFile.call(host, path))
  host.readFile = readText
  host.fileExists = (path) => path === cell || fileExists.call(host, path)
  host.getSourceFile = (path, version) => {
    const found = readText(path)
    return found === undefined ? undefined : ts.createSourceFile(path, found, version)
  }
  const ambient = ambientFiles.map((name) => join(checkout, 'kernel', 'types', name))
  ts.createProgram({ rootNames: [cell, ...ambient], options, host })
  return files
}
