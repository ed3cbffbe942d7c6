// Overhead of a campaign's tasks: the time of a task that finds everything drawn, which is its start, and what one that draws takes beyond
// the drawing, measured on short tasks and scaled to those of five minutes.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { median } from './median.mjs'

const nnqft = resolve(import.meta.dirname, '../../lib/bin/nnqft.js')
const rounds = process.argv.includes('--quick') ? 3 : 9
const taskSeconds = 300

const folder = mkdtempSync(join(tmpdir(), 'nnqft-bench-'))
/** @param {string} name @param {object} parameters */
function campaignFile(name, parameters) {
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify(parameters))
  return path
}

/** Seconds of `nnqft …`. @param {string[]} args */
function seconds(...args) {
  const start = performance.now()
  execFileSync(process.execPath, [nnqft, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  return (performance.now() - start) / 1000
}

/** @param {object} parameters @param {string[]} run */
function startOfTask(parameters, ...run) {
  const path = campaignFile('start', parameters)
  seconds('campaign', 'run', path, ...run)
  return median(Array.from({ length: rounds }, () => seconds('campaign', 'run', path, ...run)))
}

/** Seconds of drawing so many bags, from an empty store. @param {number} bags @param {number} seed */
function drawing(bags, seed) {
  const ensemble = { network: 'gauss', widths: [100], bags, networksPerBag: 30000, seed }
  return seconds('campaign', 'run', campaignFile(`draw-${seed}`, { ensemble }), '--workers', '1')
}

try {
  const one = { network: 'gauss', widths: [10], bags: 2, networksPerBag: 10 }
  const grid = { seed: Array.from({ length: 1000 }, (_, i) => i) }
  console.log(`start of a task, one ensemble: ${startOfTask({ ensemble: one }).toFixed(2)} s`)
  const many = startOfTask({ ensemble: one, grid }, '--shard', '1/1000')
  console.log(`start of a task of 1000 ensembles: ${many.toFixed(2)} s`)
  // A line through the times of shorter and longer tasks: its height at no bags is the overhead.
  const [few, more] = [20, 100]
  const times = [few, more].map((bags, i) =>
    median(Array.from({ length: rounds }, (_, round) => drawing(bags, 2 * round + i)))
  )
  const perBag = (times[1] - times[0]) / (more - few)
  const overhead = Math.max(times[0] - few * perBag, 0)
  console.log(`a task beyond its drawing: ${overhead.toFixed(2)} s`)
  console.log(
    `overhead of a task of five minutes: ${((100 * overhead) / taskSeconds).toFixed(2)} % (held to: 2 %)`
  )
} finally {
  rmSync(folder, { recursive: true })
}
