import { Request } from 'zeromq'
import { expect, it } from 'vitest'
import { KernelSockets } from '../../../kernel/src/wire/kernelSockets.js'
import { freePorts } from '../kernelClient.js'

it('closing while a heartbeat is being echoed leaves no rejection', async () => {
  const rejections: unknown[] = []
  const record = (reason: unknown) => rejections.push(reason)
  process.on('unhandledRejection', record)
  const dropped: string[] = []
  for (let round = 0; round < 20; round++) {
    const [shell_port = 0, control_port = 0, stdin_port = 0, iopub_port = 0, hb_port = 0] =
      await freePorts(5)
    const ports = { shell_port, control_port, stdin_port, iopub_port, hb_port }
    const common = { transport: 'tcp', ip: '127.0.0.1', signature_scheme: 'hmac-sha256' }
    const connection = { ...common, ...ports, key: 'key' }
    const sockets = new KernelSockets(connection, {
      received: () => undefined,
      subscribed: () => undefined,
      dropped: (channel, reason) => dropped.push(`${channel}: ${reason}`)
    })
    await sockets.bind(connection)
    const clients = Array.from({ length: 8 }, () => new Request({ linger: 0, receiveTimeout: 50 }))
    for (const client of clients) client.connect(`tcp://127.0.0.1:${hb_port}`)
    const pinging = clients.map(async (client) => {
      // Ends by its time limit: the echo after the close never comes.
      for (;;) {
        await client.send('ping')
        await client.receive()
      }
    })
    await new Promise((resolve) => setTimeout(resolve, 10 + round))
    await sockets.close()
    await Promise.allSettled(pinging)
    for (const client of clients) client.close()
  }
  await new Promise((resolve) => setTimeout(resolve, 50))
  process.off('unhandledRejection', record)
  expect(rejections).toEqual([])
  expect(dropped).toEqual([])
})
