import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'execute-notebook.py')

/**
 * @typedef {object} Execution
 * @property {string} output folder for the executed notebook
 * @property {string} store folder in which the notebook's samples are kept
 * @property {Record<string, unknown>} parameters new values for variables of the parameters cell
 * @property {{ name: string, jupyterPath: string }} [kernel] another kernel than the notebook's own, and
 *   the folder in which Jupyter finds it
 * @property {(event: { cell: number, of: number } | { stream: string }) => void} onEvent told of
 *   every cell that starts and of what cells print
 */

/**
 * Executes one notebook, in the project's kernel unless another one is given.
 *
 * @param {string} notebook
 * @param {Execution} execution
 * @returns {Promise<string | undefined>} what went wrong, or nothing
 */
export async function executeNotebook(notebook, execution) {
  const { output, store, parameters, kernel, onEvent } = execution
  const child = spawn(
    projectPython(),
    [
      ...[script, notebook, output, '--set', JSON.stringify(parameters)],
      ...(kernel ? ['--kernel', kernel.name] : [])
    ],
    {
      env: {
        ...projectEnvironment(),
        NNQFT_STORE: store,
        ...(kernel && { JUPYTER_PATH: kernel.jupyterPath })
      },
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(signal ?? code))
  })
  /** @type {string | undefined} */
  let failure
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line)
    if (event.failed) failure = event.failed
    else onEvent(event)
  }
  const outcome = await ended
  return outcome === 0 ? undefined : (failure ?? `the execution ended early (${outcome})`)
}
