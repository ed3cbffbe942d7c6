// Builds the library: an ES module and a CommonJS bundle (stock tslab and older tools load the
// latter), with one tree of declarations. Dependencies stay outside the bundles. The sampler is
// AssemblyScript: its binary becomes a module of the sources, so that it runs wherever they do.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

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

const shared = {
  absWorkingDir: here,
  entryPoints: { index: 'src/index.ts', networks: 'src/networks/index.ts' },
  outdir: building,
  bundle: true,
  packages: /** @type {const} */ ('external'),
  platform: /** @type {const} */ ('neutral'),
  target: 'es2022',
  sourcemap: true
}
await build({
  ...shared,
  format: 'esm',
  entryPoints: { ...shared.entryPoints, samplerWorker: 'src/sampling/samplerWorker.ts' }
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
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // CommonJS has no import.meta: files beside the bundle are found from its own path.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" }
})
const tsc = require.resolve('typescript/lib/tsc.js')
execFileSync(process.execPath, [tsc, '-p', here, '--outDir', building], { stdio: 'inherit' })

rmSync(join(here, 'dist'), { recursive: true, force: true })
renameSync(building, join(here, 'dist'))
