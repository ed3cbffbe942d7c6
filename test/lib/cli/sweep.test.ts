import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

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

describe('nnqft as a program', () => {
  it('couplings measures u4 and u6 of a sampled ensemble', () => {
    const shown = result('couplings', JSON.stringify(small), '--no-progress', '--workers', '1')
    const [{ width, u4, u6 }] = shown.measurements
    expect(width).toBe(2)
    // Exact: -3 (exp(4 sigmaB^2) - 1)/(2 sqrt(pi/2)) = -0.2077.
    expect(Math.abs(u4.mean + 0.20768) / u4.meanError).toBeLessThan(4.5)
    expect(u6.meanError).toBeGreaterThan(0)
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
    flows[0].measured.u.forEach((u: number, i: number) => {
      expect(Math.abs(u - flows[0].exact.u[i]) / flows[0].measured.errors[i]).toBeLessThan(4.5)
    })
  })
})
