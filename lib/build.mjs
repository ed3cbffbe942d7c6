// Builds the library: ES modules that share their code, and a CommonJS bundle (stock tslab and older
// tools load the latter), one file for browsers, with one tree of declarations. Each room has a door of its own beside the one
// of the whole library. Dependencies stay outside the bundles, except those that are far larger installed than what
// is used of them: these are development dependencies, and what is used is in the bundles. The sampler is AssemblyScript: its binary
// becomes a module of the sources, so that it runs wherever they do.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** @type {{ dependencies: object, peerDependencies: object }} */
const { dependencies, peerDependencies } = require('./package.json')

// Built aside and put in place at the end: programs that run meanwhile keep a whole package.
const building = join(here, 'dist.building')
rmSync(building, { recursive: true, force: true })
mkdirSync(building)

async function buildSampler() {
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--baseDir', here]
  const { error, stderr } = await asc.main([
    'assembly/index.ts',
    ...options,
    '--outFile',
    'dist.building/sampler.wasm'
  ])
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
  const binary = join(building, 'sampler.wasm')
  const text = readFileSync(binary).toString('base64')
  writeFileSync(
    join(here, 'src', 'sampling', 'samplerBinary.generated.ts'),
    `/** The sampler's WASM binary, base64; made from lib/assembly by lib/build.mjs. */\nexport const samplerBinary =\n  '${text}'\n`
  )
}
await buildSampler()

/**
 * Dependencies that are in the bundles all the same: finding and loading their files took as long as half of the
 * rest. The declarations name types of the first; the second is installed with vega anyway.
 */
const loadedAtOnce = ['ml-matrix', 'vega-expression']
const outside = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].filter(
  (name) => !loadedAtOnce.includes(name)
)

const rooms = readdirSync(join(here, 'src')).filter((name) =>
  existsSync(join(here, 'src', name, 'index.ts'))
)
const shared = {
  absWorkingDir: here,
  outdir: building,
  bundle: true,
  external: ['node:*', ...outside],
  platform: /** @type {const} */ ('neutral'),
  mainFields: ['module', 'main'],
  target: 'es2022',
  sourcemap: true
}
await build({
  ...shared,
  format: 'esm',
  entryPoints: {
    index: 'src/index.ts',
    ...Object.fromEntries(rooms.map((room) => [room, `src/${room}/index.ts`])),
    // For the extension, which draws figures without the rest of the library.
    subscripts: 'src/figures/display/subscripts.ts'
  },
  // One copy of every module, whichever door it is reached by: classes and notes on results are shared.
  splitting: true,
  chunkNames: 'shared-[name]-[hash]'
})
// One file for a page without a bundler: all that a browser can run is in it. What is Node's stays outside, and
// is only reached by calls that are Node's.
await build({
  ...shared,
  format: 'esm',
  entryPoints: { browser: 'src/index.ts' },
  platform: 'browser',
  mainFields: ['browser', 'module', 'main'],
  external: ['node:*', 'tinypool', '@resvg/resvg-js', 'pdfkit', 'danfojs-node'],
  minify: true,
  sourcemap: false
})
await build({
  ...shared,
  format: 'esm',
  entryPoints: { samplerWorker: 'src/sampling/samplerWorker.ts' }
})
// One file with all that is in it, beside those that start it as a worker of a browser.
await build({
  ...shared,
  format: 'iife',
  entryPoints: { browserWorker: 'src/sampling/browserWorker.ts' },
  platform: 'browser',
  external: ['node:*'],
  minify: true,
  sourcemap: false
})
// The command line is a program of its own; splitting keeps what its commands load late apart.
await build({
  ...shared,
  format: 'esm',
  entryPoints: { cli: 'src/cli/program.ts' },
  platform: 'node',
  splitting: true,
  chunkNames: 'cli-[name]-[hash]'
})
await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // CommonJS has no import.meta: files beside the bundle are found from its own path.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" }
})
for (const room of rooms) {
  const names = Object.keys(await import(pathToFileURL(join(building, `${room}.js`)).href))
  const lines = names.map((name) => `exports.${name} = whole.${name}\n`)
  writeFileSync(
    join(building, `${room}.cjs`),
    `const whole = require('./index.cjs')\n${lines.join('')}`
  )
}

/**
 * Has a declaration compile where a package is not installed that is only there for those who want tables: its types are
 * `any` then. By default TypeScript checks declarations of packages too.
 * @param {string} text
 */
function withOptionalPeers(text) {
  const names = Object.keys(peerDependencies).join('|')
  return text.replace(new RegExp(`^import .* from '(?:${names})';$`, 'gm'), '// @ts-ignore\n$&')
}

/** Writes the declarations, for ES modules and, in a folder that says so, for CommonJS. */
function writeDeclarations() {
  const tsc = require.resolve('typescript/lib/tsc.js')
  execFileSync(process.execPath, [tsc, '-p', here, '--outDir', building], { stdio: 'inherit' })
  const files = /** @type {string[]} */ (readdirSync(building, { recursive: true }))
  for (const file of files.filter((name) => name.endsWith('.d.ts'))) {
    const text = withOptionalPeers(readFileSync(join(building, file), 'utf8'))
    for (const place of [join(building, file), join(building, 'commonjs', file)]) {
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, text)
    }
  }
  writeFileSync(join(building, 'commonjs', 'package.json'), '{ "type": "commonjs" }\n')
}
writeDeclarations()

rmSync(join(here, 'dist'), { recursive: true, force: true })
renameSync(building, join(here, 'dist'))
