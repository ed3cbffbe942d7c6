import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { folders, projectEnvironment, projectPython } from '../setup/checkout.mjs'

const script = join(dirname(fileURLToPath(import.meta.url)), 'execute-notebook.py')

/**
 * Executes one notebook into the folder of the reproduction, telling which cell runs.
 *
 * @param {string} notebook
 * @param {{ label: string, quick: boolean }} options `quick` sets the parameters that the notebook's
 *   own metadata give for it
 * @returns {Promise<string | undefined>} what went wrong, or nothing
 */
export async function executeNotebook(notebook, { label, quick }) {
  const { metadata } = JSON.parse(readFileSync(notebook, 'utf8'))
  const values = quick ? (metadata.nnqft?.quick ?? {}) : {}
  const start = performance.now()
  const child = spawn(
    projectPython(),
    [script, notebook, folders.reproduction, '--set', JSON.stringify(values)],
    {
      env: { ...projectEnvironment(), NNQFT_STORE: folders.reproductionStore },
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
    else if (event.stream) process.stderr.write(event.stream)
    else console.error(`${label}: cell ${event.cell} of ${event.of}`)
  }
  const outcome = await ended
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (outcome === 0) {
    console.error(`${label}: done in ${seconds} s`)
    return undefined
  }
  return failure ?? `the notebook's execution ended early (${outcome})`
}
