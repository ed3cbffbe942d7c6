import { expect, it } from 'vitest'
import { SendQueue } from '../../../kernel/src/wire/sendQueue.js'

it('a send starts when the one before has ended, in the order of the calls', async () => {
  const sent: number[] = []
  let pending = 0
  const queue = new SendQueue(
    {
      send: async ([frame]) => {
        if (pending++ > 0) throw new Error('busy')
        await new Promise((resolve) => setTimeout(resolve, 1))
        sent.push(frame?.[0] ?? -1)
        pending--
      }
    },
    (error) => {
      throw error
    }
  )
  for (let i = 0; i < 10; i++) void queue.send([Uint8Array.of(i)])
  await queue.drained()
  expect(sent).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})

it('a failed send is reported and the next one goes on', async () => {
  const errors: unknown[] = []
  const sent: number[] = []
  const queue = new SendQueue(
    {
      send: async ([frame]) => {
        if (frame?.[0] === 1) throw new Error('no route')
        sent.push(frame?.[0] ?? -1)
      }
    },
    (error) => errors.push(error)
  )
  for (const i of [0, 1, 2]) void queue.send([Uint8Array.of(i)])
  await queue.drained()
  expect(sent).toEqual([0, 2])
  expect(errors.map(String)).toEqual(['Error: no route'])
})
