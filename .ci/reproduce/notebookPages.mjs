import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { folders, projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'notebook-pages.py')

/**
 * Writes the executed notebooks as pages (.html) beside them, as far as the cells came.
 *
 * @param {readonly string[]} notebooks
 */
export async function writeNotebookPages(notebooks) {
  const executed = notebooks
    .map((notebook) => join(folders.reproduction, basename(notebook)))
    .filter((path) => existsSync(path))
  await promisify(execFile)(projectPython(), [script, ...executed], { env: projectEnvironment() })
}
