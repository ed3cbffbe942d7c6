import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { runCommand } from './runCommand.js'

// A folder of its own, since sampled bags are stored below the working directory.
const folder = mkdtempSync(join(tmpdir(), 'nnqft-sweep-'))
afterAll(() => rmSync(folder, { recursive: true }))

const program = fileURLToPath(new URL('../../../lib/src/cli/program.ts', import.meta.url))
const tsx = createRequire(import.meta.url).resolve('tsx')

function result(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, program, ...args],
    {
      cwd: folder,
      encoding: 'utf8'
    }
  )
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return JSON.parse(stdout)
}

const small = {
  network: 'gauss',
  sigmaB: 0.2,
  widths: [2],
  inputs: [[0]],
  bags: 10,
  networksPerBag: 5000
}

/** Exit code and signal of a run that is interrupted when it first says how far it is. */
async function interrupted(...args: string[]) {
  const child = spawn(process.execPath, ['--import', tsx, program, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe']
  })
  child.stderr.once('data', () => child.kill('SIGINT'))
  const [code, signal] = await once(child, 'exit')
  return { code, signal }
}

describe('nnqft as a program', () => {
  // Used to wait for the result: a listener that no event loop came to call held the signal.
  it('a long computation ends at once when the user interrupts', async () => {
    const line = ['vertex', '--net', 'tanh', '--depth', '1000', '--points', '[[1],[2],[3],[4]]']
    expect(await interrupted(...line)).toEqual({ code: null, signal: 'SIGINT' })
  })

  it('a sampling that is interrupted ends with exit code 130', async () => {
    const long = JSON.stringify({ network: 'gauss', widths: [1000], networksPerBag: 3_000_000 })
    expect(await interrupted('measure', long, '--workers', '1')).toEqual({
      code: 130,
      signal: null
    })
  })

  it('an interrupted sampling says how many bags are kept, and the same command goes on from there', async () => {
    vi.stubEnv('NNQFT_STORE', join(folder, 'interrupted'))
    const long = { ...small, widths: [1000], bags: 100, networksPerBag: 2000 }
    const line = ['measure', JSON.stringify(long), '--workers', '1']
    const first = await runCommand(line, '', (said) => /^sampling: [1-9]/m.test(said))
    expect(first).toMatchObject({ code: 130, out: '' })
    const note =
      /\n(\d+) of 100 bags kept; the same command goes on from there\nnnqft: interrupted\n$/
    const kept = Number(note.exec(first.err)?.[1])
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(100)
    const again = await runCommand(line)
    expect(again.code).toBe(0)
    expect(Number(/^sampling: (\d+) %/.exec(again.err)?.[1])).toBeGreaterThanOrEqual(kept)
    vi.unstubAllEnvs()
  })

  it.each<[string, (inputs: string) => readonly string[]]>([
    [
      'couplings',
      (inputs) =>
        `couplings --net gelu --width 3 --cutoff 2 --orders 6 --inputs ${inputs}`.split(' ')
    ],
    [
      'sweep',
      (inputs) =>
        `sweep {"network":"gelu","widths":[3],"inputs":${inputs}} --sigma-w 1,2 --cutoff 2 --order 6`.split(
          ' '
        )
    ],
    [
      'flow active',
      (inputs) =>
        `flow active --net gelu --width 3 --sigma-w 3,4 --cutoff 2 --order 6 --inputs ${inputs}`.split(
          ' '
        )
    ]
  ])(
    '%s: exact tables that take longer than a second say how far they are, and end when the user interrupts',
    async (_, line) => {
      const inputs = Array.from({ length: 8 }, (_, i) => [Math.sin(i), Math.cos(2 * i)])
      const { code, out, err } = await runCommand(line(JSON.stringify(inputs)), '', (said) =>
        said.includes('exact values: ')
      )
      expect(err).toMatch(/^exact values: \d+ %, \d+ s left\nnnqft: interrupted\n$/)
      expect({ code, out }).toEqual({ code: 130, out: '' })
    }
  )

  it('couplings measures u4 and u6 of a sampled ensemble', () => {
    const shown = result('couplings', JSON.stringify(small), '--no-progress', '--workers', '1')
    const [{ width, u4, u6 }] = shown.measurements
    expect(width).toBe(2)
    // Exact: -3 (exp(4 sigmaB^2) - 1)/(2 sqrt(pi/2)) = -0.2077.
    expect(Math.abs(u4.mean + 0.20768) / u4.meanError).toBeLessThan(4.5)
    expect(u6.meanError).toBeGreaterThan(0)
    // Exact couplings are of no sample; u6 is made of the fourth and the sixth order, so no better known than u4.
    expect(u4.converged).toBe(true)
    expect(u6.effectiveSampleSize).toBeLessThanOrEqual(u4.effectiveSampleSize)
    expect(u6.largestShare).toBeGreaterThanOrEqual(u4.largestShare)
  })

  it('sweep measures the active flow and sets the exact one beside it', () => {
    const ensemble = JSON.stringify({ ...small, orders: [2, 4] })
    const { flows } = result(
      'sweep',
      ensemble,
      '--sigma-w',
      '1,2',
      '--no-progress',
      '--workers',
      '1'
    )
    expect(flows).toHaveLength(1)
    expect(flows[0].exact.slope).toBeCloseTo(-3, 9)
    expect(flows[0].measured.converged).toEqual([true, true])
    expect(flows[0].measured.effectiveSampleSize).toHaveLength(2)
    expect(flows[0].measured.largestShare).toHaveLength(2)
    expect(flows[0].exact).not.toHaveProperty('converged')
    flows[0].measured.u.forEach((u: number, i: number) => {
      expect(Math.abs(u - flows[0].exact.u[i]) / flows[0].measured.errors[i]).toBeLessThan(4.5)
    })
  })
})
