// The ten tasks of docs/first-hour.md, from top to bottom: cells in one kernel, commands and Python in its folder. Each block must run, and
// show what stands behind its arrow or be refused with what stands behind its cross; no task may have more than five.
import { execFile } from 'node:child_process'
import { readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { projectPython } from '../../../.ci/setup/checkout.mjs'
import { errorOf, executeContent, KernelClient, printed, resultText } from '../kernelClient.js'

const page = readFileSync('docs/first-hour.md', 'utf8')
const blocksOf = (text: string) =>
  [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, code]) => ({ language, code }))
const tasks = page
  .split(/^## /m)
  .slice(1)
  .map((text) => {
    const [title] = text.split('\n')
    return { title, blocks: blocksOf(text).filter(({ language }) => language !== 'csv') }
  })
const data = blocksOf(page).find(({ language }) => language === 'csv')!.code

const program = join(process.cwd(), 'lib/bin/nnqft.js')
const run = promisify(execFile)
let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({
    args: ['--packages', process.cwd()],
    env: { NNQFT_STORE: undefined },
    files: { 'inputs.csv': data }
  })
})
afterAll(() => client.stop())

/** What stands behind a sign at the end of a block. */
const behind = (sign: string, code: string) =>
  new RegExp(`(?://|#) ${sign} (.*)\n$`).exec(code)?.[1]

async function runCell(code: string): Promise<void> {
  const answer = await client.execute(code)
  const refusal = behind('✗', code)
  if (refusal !== undefined) {
    const error = errorOf(answer)
    return void expect(`${error?.evalue}\n${error?.traceback?.join('\n')}`).toContain(refusal)
  }
  expect(errorOf(answer)).toBeUndefined()
  expect(answer.reply).toMatchObject({ status: 'ok' })
  const expected = behind('→', code)
  if (expected !== undefined) expect(resultText(answer)).toBe(expected)
}

async function runProgram(language: string, code: string): Promise<void> {
  const options = { cwd: client.folder }
  const command = code.replace('npx nnqft', `"${process.execPath}" "${program}"`)
  const { stdout } =
    language === 'python'
      ? await run(projectPython(), ['-c', code], options)
      : await run('sh', ['-ec', command], options)
  const expected = behind('→', code)
  if (expected !== undefined) expect(stdout.trim()).toBe(expected)
}

/** Interrupts a cell when the first bags are kept. */
async function interrupt(code: string): Promise<void> {
  const told = code.replace('(many)', "(many, { onProgress: () => console.log('at work') })")
  const id = await client.send('execute_request', executeContent(told))
  await client.waitFor(
    ({ parent_header, header }) => parent_header.msg_id === id && header.msg_type === 'stream'
  )
  await client.request('interrupt_request', {}, 'control')
  const answer = await client.answer(id)
  expect(errorOf(answer)?.ename).toBe('KeyboardInterrupt')
  expect(printed(answer)).toMatch(/^\d+ of 20 bags kept; run the cell again to go on$/m)
}

it('the page has ten tasks of at most five cells or commands', () => {
  expect(tasks).toHaveLength(10)
  for (const { title, blocks } of tasks) {
    expect(blocks.length, title).toBeGreaterThan(0)
    expect(blocks.length, title).toBeLessThanOrEqual(5)
  }
})

describe.each(tasks)('$title', ({ title, blocks }) => {
  it.each(blocks.map(({ language, code }) => [code.split('\n')[0], language, code]))(
    '%s …',
    async (_, language, code) => {
      if (language !== 'ts') return runProgram(language, code)
      if (title.includes('Interrupt')) await interrupt(code)
      await runCell(code)
    }
  )
})

it('the figure is on disk', () => {
  expect(existsSync(join(client.folder, 'u4.pdf'))).toBe(true)
})
