import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { explainedFetch } from '../../../kernel/src/browser/cellGlobals.js'

const fetchOfCell = explainedFetch(fetch)

it('a request that fails is named, with what a page may reach; one that succeeds is as it was', async () => {
  const server = createServer((request, response) => {
    request.on('data', (sent: Buffer) => response.write(`${request.method} ${String(sent)}`))
    request.on('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/table.csv`
  const answer = await fetchOfCell(address, { method: 'POST', body: 'sent' })
  expect(await answer.text()).toBe('POST sent')
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  const failed = fetchOfCell(address)
  await expect(failed).rejects.toThrow(TypeError)
  await expect(failed).rejects.toThrow(`${address}\n→ a page reaches what is on its own site`)
})

it('what is no address, and what was aborted, says so as before', async () => {
  await expect(fetchOfCell('http://')).rejects.toThrow(/^Failed to parse URL from http:\/\/$/)
  const aborted = fetchOfCell('http://127.0.0.1:1/', { signal: AbortSignal.abort() })
  await expect(aborted).rejects.toMatchObject({ name: 'AbortError' })
  await expect(aborted).rejects.not.toThrow('CORS')
})
