import { createInterface } from 'node:readline'

/**
 * Answers each case that comes as a line of JSON with the seconds its work took, those of the processor,
 * G2(x0, x0) as a sign that the work was done, and the most memory the process has taken so far.
 *
 * @param {(task: import('../cases.mjs').Case & Record<string, any>) => number} work
 */
export function serve(work) {
  createInterface({ input: process.stdin }).on('line', (line) => {
    const task = JSON.parse(line)
    const start = performance.now()
    const processor = process.cpuUsage()
    const g2 = work(task)
    const seconds = (performance.now() - start) / 1e3
    const { user, system } = process.cpuUsage(processor)
    const megabytes = process.resourceUsage().maxRSS / 1024
    const busy = (user + system) / 1e6
    process.stdout.write(`${JSON.stringify({ seconds, busy, g2, megabytes })}\n`)
  })
}
