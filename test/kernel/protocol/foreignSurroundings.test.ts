// Containers give the kernel a user id that no list knows, no home folder, or folders it may not write to.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { KernelClient, resultText } from '../kernelClient.js'

const folder = mkdtempSync(join(tmpdir(), 'nnqft-surroundings-'))
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A user id without an entry, where this process may take one and that user may read the checkout. */
function unknownUser(): number | undefined {
  const folders = [resolve('kernel')]
  for (let last = folders[0] ?? ''; dirname(last) !== last; last = dirname(last)) {
    folders.push(dirname(last))
  }
  const isOpen = folders.every((path) => (statSync(path).mode & 0o5) === 0o5)
  return process.getuid?.() === 0 && isOpen ? 12345 : undefined
}

const closed = join(folder, 'closed')
mkdirSync(closed, { mode: 0o555 })
const file = join(folder, 'file')
writeFileSync(file, '')

it.each<[string, Record<string, string | undefined>, RegExp]>([
  [
    'without a home folder',
    { HOME: undefined },
    /no home folder: the history lasts for the session/
  ],
  ['whose home folder is closed', { HOME: closed }, /history in .*closed.*EACCES/],
  ['whose data folder is a file', { JUPYTER_DATA_DIR: file }, /history in .*(ENOTDIR|EEXIST)/]
])('a user %s has a kernel, and is told what is missing', async (_, env, problem) => {
  const user = unknownUser()
  const surroundings = { NNQFT_KERNEL_HISTORY: '', JUPYTER_DATA_DIR: '', XDG_DATA_HOME: '', ...env }
  const client = await KernelClient.start({ env: surroundings, ...(user && { user }) })
  expect(resultText(await client.execute('process.getuid!() >= 0'))).toBe('true')
  const { reply } = await client.request('history_request', { hist_access_type: 'tail', n: 1 })
  expect(reply.history).toEqual([[1, 1, 'process.getuid!() >= 0']])
  if (user !== undefined) {
    await expect.poll(() => client.log).toMatch(problem)
    // It would be made some seconds after the start.
    await expect.poll(() => client.log).toMatch(/no startup snapshot/)
    expect(client.log).not.toMatch(/\n +at /)
  }
  await client.stop()
})
