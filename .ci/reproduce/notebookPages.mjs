import { spawn } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'notebook-pages.py')
const mathJax = fileURLToPath(new URL('..', import.meta.resolve('mathjax/es5/tex-svg.js')))

/**
 * Writes executed notebooks as pages (.html) beside them, in a process of its own while others are still
 * being executed, and the script that typesets their formulas into the folder `mathjax`. Nothing is
 * fetched from elsewhere.
 */
export class NotebookPages {
  #folder
  #child
  /** @type {Promise<void>} */
  #ended

  /** @param {string} folder where the executed notebooks are */
  constructor(folder) {
    this.#folder = folder
    mkdirSync(join(folder, 'mathjax'), { recursive: true })
    cpSync(join(mathJax, 'es5', 'tex-svg.js'), join(folder, 'mathjax', 'tex-svg.js'))
    cpSync(join(mathJax, 'LICENSE'), join(folder, 'mathjax', 'LICENSE'))
    this.#child = spawn(projectPython(), [script, 'mathjax/tex-svg.js'], {
      env: projectEnvironment(),
      stdio: ['pipe', 'inherit', 'inherit']
    })
    // A process that has ended takes no more names: its exit code says so below.
    this.#child.stdin.on('error', () => undefined)
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code, signal) => {
        if (code === 0) resolve()
        else reject(new Error(`the pages of the notebooks were not written (${signal ?? code})`))
      })
    })
    // Whoever closes hears of it.
    this.#ended.catch(() => undefined)
  }

  /**
   * @param {string} name file name of an executed notebook
   * @param {readonly { text: string, href: string }[]} links what stands above it
   * @param {{ documents?: string, icon?: string }} [addresses] of the page of a document that it names, with NAME for its name, and
   * of the icon of the page
   */
  write(name, links, addresses) {
    const asked = { path: join(this.#folder, name), links, ...addresses }
    this.#child.stdin.write(`${JSON.stringify(asked)}\n`)
  }

  /** Waits for the pages. @throws Error if one could not be written */
  async close() {
    this.#child.stdin.end()
    await this.#ended
  }
}
