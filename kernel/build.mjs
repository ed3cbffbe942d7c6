// Builds the kernel: the supervisor, the thread of its history, the engine process, its channel thread and its
// startup snapshot, one file each. Dependencies stay outside.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

rmSync(join(here, 'dist'), { recursive: true, force: true })
/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: here,
  outdir: 'dist',
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  sourcemap: true
}
await build({
  ...common,
  entryPoints: {
    cli: 'src/cli.ts',
    engineMain: 'src/engineMain.ts',
    historyWorker: 'src/protocol/history/historyWorker.ts'
  },
  format: 'esm'
})
// A startup snapshot is made of one CommonJS file, and loads one; a thread starts sooner from one.
await build({
  ...common,
  entryPoints: {
    snapshotMain: 'src/snapshotMain.ts',
    engineStart: 'src/engineStart.ts',
    channelWorker: 'src/channelWorker.ts'
  },
  external: ['./engineMain.js'],
  outExtension: { '.js': '.cjs' },
  format: 'cjs'
})

// The kernel in the browser, as a prebuilt extension of JupyterLite: a script for the page and one for the worker.
// The language layer is the same; small modules stand for what it uses of Node.
const browser = join(here, 'dist', 'browser')
const inBrowser = (/** @type {string[]} */ ...parts) => join(here, 'src', 'browser', ...parts)
/** @type {import('esbuild').Plugin} */
const standIns = {
  name: 'stand-ins for Node',
  setup(build) {
    build.onResolve(
      { filter: /^(node:)?(fs|path|util|module|v8|crypto)$/ },
      ({ path, importer }) => {
        // The compiler looks for Node by itself, and finds none.
        const isCompiler = importer.endsWith('typescript.js')
        if (isCompiler) return { path, namespace: 'nothing' }
        return { path: inBrowser('node', `${path.replace('node:', '')}.ts`) }
      }
    )
    build.onResolve({ filter: /typescriptModule\.js$/ }, ({ importer }) =>
      importer.startsWith(inBrowser()) ? undefined : { path: inBrowser('typescriptModule.ts') }
    )
    build.onResolve({ filter: /^@tslab\/typescript-for-tslab$/ }, ({ path }) => ({
      path,
      namespace: 'adapted'
    }))
    build.onLoad({ filter: /./, namespace: 'adapted' }, () => ({
      contents: "module.exports = globalThis[Symbol.for('nnqft-kernel.adapted')]"
    }))
    build.onResolve({ filter: /^(os|inspector|perf_hooks|source-map-support)$/ }, ({ path }) => ({
      path,
      namespace: 'nothing'
    }))
    build.onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = {}' }))
  }
}
await build({
  absWorkingDir: here,
  outdir: join(browser, 'static'),
  entryPoints: {
    remoteEntry: 'src/browser/plugin.ts',
    engineWorker: 'src/browser/engineWorker.ts'
  },
  bundle: true,
  minify: true,
  // Stack traces show classes of errors by their names.
  keepNames: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'linked',
  inject: [inBrowser('node', 'globals.ts')],
  // tslab asks where it is itself, to find the declarations of Node.
  define: { 'import.meta.url': 'self.location.href', __dirname: '"/node_modules/tslab/dist"' },
  plugins: [standIns]
})
/** @type {{ version: string, license: string }} */
const { version, license } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const extension = { load: 'static/remoteEntry.js', extension: './extension' }
writeFileSync(
  join(browser, 'package.json'),
  JSON.stringify({ name: 'nnqft-kernel', version, license, jupyterlab: { _build: extension } })
)
cpSync(join(here, 'logo'), join(browser, 'static'), { recursive: true })
