// Builds the kernel: the supervisor, the engine process and its channel thread, one ES module each.
// Dependencies stay outside.
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

rmSync(join(here, 'dist'), { recursive: true, force: true })
await build({
  absWorkingDir: here,
  entryPoints: {
    cli: 'src/cli.ts',
    engineMain: 'src/engineMain.ts',
    channelWorker: 'src/language/channelWorker.ts'
  },
  outdir: 'dist',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true
})
