import { createInterface } from 'node:readline'

/**
 * Answers each case that comes as a line of JSON with the seconds its work took, and G2(x0, x0) as a
 * sign that the work was done.
 *
 * @param {(task: { name: string, width: number, inputs: number[], networks: number }) => number} work
 */
export function serve(work) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const task = JSON.parse(line)
    const start = process.hrtime.bigint()
    const g2 = work(task)
    const seconds = Number(process.hrtime.bigint() - start) / 1e9
    process.stdout.write(`${JSON.stringify({ seconds, g2 })}\n`)
  })
}
