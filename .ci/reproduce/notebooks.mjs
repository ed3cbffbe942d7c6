import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { folders } from '../setup/checkout.mjs'

/** Something is wrong with the arguments of the command. */
export class UsageError extends Error {}

/**
 * Paths of the notebooks to execute, in the order of their names.
 * @param {string[]} only parts of names; none chooses all
 */
export function chooseNotebooks(only) {
  const all = readdirSync(folders.notebooks)
    .filter((name) => name.endsWith('.ipynb'))
    .sort()
  const unknown = only.find((part) => !all.some((name) => name.includes(part)))
  if (unknown !== undefined) {
    throw new UsageError(
      `--only must be part of a notebook's name, got "${unknown}"; the names are ${all.join(', ')}`
    )
  }
  return all
    .filter((name) => only.length === 0 || only.some((part) => name.includes(part)))
    .map((name) => join(folders.notebooks, name))
}

/**
 * Parameters for reduced statistics, which the notebook's own metadata give.
 * @param {string} notebook
 * @returns {Record<string, unknown>}
 */
export function quickParameters(notebook) {
  return JSON.parse(readFileSync(notebook, 'utf8')).metadata.nnqft.quick
}
