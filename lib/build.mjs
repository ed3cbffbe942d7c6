// Builds the library: an ES module and a CommonJS bundle (stock tslab and older tools load the
// latter), with one tree of declarations. Dependencies stay outside the bundles.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

rmSync(join(here, 'dist'), { recursive: true, force: true })

const shared = {
  absWorkingDir: here,
  entryPoints: { index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  packages: /** @type {const} */ ('external'),
  platform: /** @type {const} */ ('neutral'),
  target: 'es2022',
  sourcemap: true
}
await build({ ...shared, format: 'esm' })
await build({
  ...shared,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // CommonJS has no import.meta: files beside the bundle are found from its own path.
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" }
})
execFileSync(process.execPath, [require.resolve('typescript/lib/tsc.js'), '-p', here], {
  stdio: 'inherit'
})
