// Builds the extension without a network: TypeScript into lib/, then the prebuilt bundle that
// JupyterLab loads into labextension/.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(import.meta.url)

/** @param {string[]} command */
const run = (...command) => execFileSync(process.execPath, command, { cwd: here, stdio: 'inherit' })

rmSync(join(here, 'lib'), { recursive: true, force: true })
run(require.resolve('typescript/lib/tsc.js'), '-p', here)

const builder = dirname(require.resolve('@jupyter/builder'))
const core = require.resolve('@jupyterlab/core-meta/core.package.json')
run(join(builder, 'build-labextension.js'), '--core-package-file', core, here)
