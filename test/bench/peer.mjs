import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * What a case took: seconds by the clock, and seconds of the processor, which other programs of the
 * machine disturb less.
 *
 * @typedef {{ seconds: number, busy: number }} Timing
 */

/**
 * A program that answers a line of JSON or numbers with `{"seconds", "busy", "g2"}`, held on one core.
 */
export class Peer {
  /**
   * @param {string} name
   * @param {string[]} command
   * @param {(task: import('./cases.mjs').Case) => string} describe how a case is told to it
   */
  constructor(name, command, describe = JSON.stringify) {
    this.name = name
    this.describe = describe
    const [program, ...args] = pinned([...command])
    const environment = {
      ...process.env,
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1'
    }
    this.child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: environment
    })
    /** The most memory it has taken, if it tells. @type {number | undefined} */
    this.megabytes = undefined
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  /**
   * What a case takes on average over as many runs as fill a time: a processor that has just been idle, or busy
   * with another peer, starts slowly, which would weigh more on who is done soon.
   *
   * @param {import('./cases.mjs').Case} task
   * @param {number} least seconds to fill
   * @returns {Promise<Timing>}
   */
  async measure(task, least) {
    let [runs, seconds, busy] = [0, 0, 0]
    for (; seconds < least; runs++) {
      const timing = await this.run(task)
      seconds += timing.seconds
      busy += timing.busy
    }
    return { seconds: seconds / runs, busy: busy / runs }
  }

  /**
   * @param {import('./cases.mjs').Case} task
   * @returns {Promise<Timing>}
   */
  async run(task) {
    this.child.stdin.write(`${this.describe(task)}\n`)
    const { value, done } = await this.lines.next()
    if (done) throw new Error(`${this.name} ended without an answer`)
    const { seconds, busy, g2, megabytes } = JSON.parse(value)
    this.megabytes = megabytes
    // E[f(x0)^2], which shows that the work was done; 2 for GaussNet at sigmaW = sigmaB = 1.
    const [least, largest] = task.plausible ?? [1.3, 3.5]
    if (!(g2 > least && g2 < largest)) throw new Error(`${this.name}: G2 = ${g2} in ${task.name}`)
    return { seconds, busy }
  }

  close() {
    this.child.stdin.end()
  }
}

/** @param {string[]} command */
function pinned(command) {
  return process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command
}
