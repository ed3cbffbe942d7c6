import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { folders, projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'notebook-pages.py')
const mathJax = fileURLToPath(new URL('..', import.meta.resolve('mathjax/es5/tex-svg.js')))

/**
 * Writes the executed notebooks as pages (.html) beside them, as far as the cells came, and the script
 * that typesets their formulas into the folder `mathjax`. Nothing is fetched from elsewhere.
 *
 * @param {readonly string[]} notebooks
 * @param {string} [folder] where the executed notebooks are
 */
export async function writeNotebookPages(notebooks, folder = folders.reproduction) {
  const executed = notebooks
    .map((notebook) => join(folder, basename(notebook)))
    .filter((path) => existsSync(path))
  mkdirSync(join(folder, 'mathjax'), { recursive: true })
  cpSync(join(mathJax, 'es5', 'tex-svg.js'), join(folder, 'mathjax', 'tex-svg.js'))
  cpSync(join(mathJax, 'LICENSE'), join(folder, 'mathjax', 'LICENSE'))
  const command = [script, 'mathjax/tex-svg.js', ...executed]
  await promisify(execFile)(projectPython(), command, { env: projectEnvironment() })
}
