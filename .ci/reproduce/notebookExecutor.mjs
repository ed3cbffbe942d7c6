import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'execute-notebooks.py')

/**
 * @typedef {object} Execution
 * @property {string} output folder for the executed notebook
 * @property {string} store folder in which the notebook's samples are kept
 * @property {Record<string, unknown>} parameters new values for variables of the parameters cell
 * @property {string} [kernel] name of another kernel than the notebook's own
 * @property {(event: { cell: number, of: number } | { stream: string }) => void} onEvent told of
 *   every cell that starts and of what cells print
 */

/** Executes notebooks in Jupyter kernels, as many at a time as it is asked to. */
export class NotebookExecutor {
  /** Processes without a notebook at the moment. @type {ExecutorProcess[]} */
  #idle = []
  #environment

  /** @param {string} [jupyterPath] where Jupyter finds kernels instead of in the project's folder */
  constructor(jupyterPath) {
    this.#environment = {
      ...projectEnvironment(),
      ...(jupyterPath && { JUPYTER_PATH: jupyterPath })
    }
  }

  /**
   * @param {string} notebook
   * @param {Execution} execution
   * @returns {Promise<string | undefined>} what went wrong, or nothing
   */
  async execute(notebook, { output, store, parameters, kernel, onEvent }) {
    const executor = this.#idle.pop() ?? new ExecutorProcess(this.#environment)
    const environment = { NNQFT_STORE: store }
    executor.request({ notebook, output, parameters, kernel: kernel ?? null, environment })
    for await (const event of executor.events()) {
      if ('done' in event) {
        this.#idle.push(executor)
        return event.done ?? undefined
      }
      onEvent(event)
    }
    return `the execution ended early (${await executor.ended})`
  }

  /** Ends the processes; none of them may have a notebook. */
  async close() {
    await Promise.all(this.#idle.splice(0).map((executor) => executor.close()))
  }
}

class ExecutorProcess {
  #child
  #lines

  /** @param {NodeJS.ProcessEnv} env */
  constructor(env) {
    this.#child = spawn(projectPython(), [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    /** Exit code or signal. @type {Promise<number | NodeJS.Signals>} */
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code, signal) => resolve(signal ?? code ?? 0))
    })
  }

  /** @param {object} request */
  request(request) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
  }

  /** What it reports from now on. */
  async *events() {
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done) return
      yield JSON.parse(value)
    }
  }

  async close() {
    this.#child.stdin.end()
    await this.ended
  }
}
