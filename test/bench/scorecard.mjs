/**
 * @typedef {object} Target
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {string} [unit]
 */

/** What the sampler is held to: each number with its target, printed together at the end. */
export class Scorecard {
  /** @type {string[]} */
  #lines = []

  /**
   * @param {string} name
   * @param {number} value
   * @param {Target} target
   */
  check(name, value, { atLeast, atMost, unit = '' }) {
    const met =
      (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost)
    const limit = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
    const number = value.toFixed(value < 100 ? 2 : 0)
    const columns = [name.padEnd(66), `${number}${unit}`.padStart(9), `${limit}${unit}`.padEnd(16)]
    this.#lines.push(`  ${columns.join('  ')}  ${met ? 'met' : 'NOT MET'}`)
  }

  /** @param {string} name @param {string} reason */
  leaveOut(name, reason) {
    this.#lines.push(`  ${name.padEnd(66)}  not measured: ${reason}`)
  }

  print() {
    console.log(`\nTargets\n${this.#lines.join('\n')}`)
  }
}
