// The cells of docs/typescript.md, from top to bottom in one kernel: each must run, and show what stands behind its arrow.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorOf, KernelClient, resultText } from '../kernelClient.js'

const page = readFileSync('docs/typescript.md', 'utf8')
const cells = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code)

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start({ args: ['--packages', process.cwd()] })
})
afterAll(() => client.stop())

it.each(cells.map((code) => [code.split('\n')[0], code]))('%s …', async (_, code) => {
  const answer = await client.execute(code)
  expect(errorOf(answer)).toBeUndefined()
  expect(answer.reply).toMatchObject({ status: 'ok' })
  const [, expected] = /\/\/ → (.*)\n$/.exec(code) ?? []
  if (expected !== undefined) expect(resultText(answer)).toBe(expected)
})
