// Opens JupyterLab on the notebooks, with the project's kernel and extension. Arguments go to
// JupyterLab, for example --no-browser --port 8890.
import { spawn } from 'node:child_process'
import { folders, projectEnvironment, projectPython, quietLab } from './setup/checkout.mjs'

const options = [`--ServerApp.root_dir=${folders.notebooks}`, ...quietLab]
const lab = spawn(projectPython(), ['-m', 'jupyterlab', ...options, ...process.argv.slice(2)], {
  env: projectEnvironment(),
  stdio: 'inherit'
})
// Ctrl-C reaches JupyterLab itself, which asks before it stops: this process waits for its answer.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => lab.kill('SIGTERM'))
lab.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
