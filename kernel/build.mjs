// Builds the kernel: the supervisor, the thread of its history, the engine process, its channel thread and its
// startup snapshot, one file each. Dependencies stay outside.
import { rmSync } from 'node:fs'
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
    historyWorker: 'src/protocol/history/historyWorker.ts',
    channelWorker: 'src/channelWorker.ts'
  },
  format: 'esm'
})
// A startup snapshot is made of one CommonJS file, and loads one.
await build({
  ...common,
  entryPoints: { snapshotMain: 'src/snapshotMain.ts', engineStart: 'src/engineStart.cts' },
  external: ['./engineMain.js'],
  outExtension: { '.js': '.cjs' },
  format: 'cjs'
})
