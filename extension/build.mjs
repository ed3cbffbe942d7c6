// Builds the extension without a network: TypeScript into lib/, then the prebuilt bundle that
// JupyterLab loads into labextension/.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** @param {string[]} command */
const run = (...command) => execFileSync(process.execPath, command, { cwd: here, stdio: 'inherit' })

rmSync(join(here, 'lib'), { recursive: true, force: true })
run(require.resolve('typescript/lib/tsc.js'), '-p', here)

const builder = dirname(require.resolve('@jupyter/builder'))
// The builder asks for the JupyterLab that it knows or a later one, whatever our package says: no older one would do.
const core = JSON.parse(
  readFileSync(require.resolve('@jupyterlab/core-meta/core.package.json'), 'utf8')
)
/** @type {{ dependencies: Record<string, string> }} */
const { dependencies } = require('./package.json')
for (const [name, range] of Object.entries(dependencies)) {
  if (name in core.resolutions) core.resolutions[name] = range
}
const scratch = mkdtempSync(join(tmpdir(), 'nnqft-extension-'))
try {
  const file = join(scratch, 'core.package.json')
  writeFileSync(file, JSON.stringify(core))
  run(join(builder, 'build-labextension.js'), '--core-package-file', file, here)
} finally {
  rmSync(scratch, { recursive: true })
}

// A worker is one file with all it needs in it: it shares no modules with the page. What the library loads
// late, for Node or for pictures, the explorer's worker never reaches.
const late = ['node:*', 'tinypool', '@resvg/resvg-js', 'vega', 'vega-lite', 'danfojs-node']

/**
 * @param {string} source
 * @param {string[]} external
 */
const buildWorker = (source, external) =>
  build({
    absWorkingDir: here,
    entryPoints: [source],
    outdir: 'labextension/static',
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    external,
    define: { 'import.meta.url': 'self.location.href' }
  })
await buildWorker('src/explorer/explorerWorker.ts', [...late, 'hyparquet', 'hyparquet-writer'])
await buildWorker('src/renderer/trialWorker.ts', [])
