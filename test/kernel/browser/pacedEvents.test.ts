import { expect, it } from 'vitest'
import type { WorkerEvent } from '../../../kernel/src/browser/engineMessages.js'
import { PacedEvents } from '../../../kernel/src/browser/pacedEvents.js'

const stream = (text: string, name: 'stdout' | 'stderr' = 'stdout', parent = 'cell') =>
  ({ type: 'stream', name, text, parent }) as const

/** Events that are sent one after the other, by a clock that goes on by a hundredth of a millisecond when it is read. */
function paced() {
  const posted: WorkerEvent[] = []
  let time = 0
  const events = new PacedEvents(
    (event) => posted.push(event),
    () => (time += 0.01)
  )
  return { posted, events, time: () => time }
}

// A loop that prints without end hung the page, as each line was a message of its own.
it('a loop that prints gives few messages, slowly, with all its text', () => {
  const { posted, events, time } = paced()
  const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\n`)
  for (const line of lines) events.send(stream(line))
  events.send({ type: 'ready', version: '' })
  expect(posted.length).toBeLessThan(1000)
  expect(posted.length).toBeLessThan(time() / 4)
  expect(lines.join('').length).toBeLessThan(time() * 200)
  expect(posted.map((event) => ('text' in event ? event.text : '')).join('')).toBe(lines.join(''))
  expect(posted.at(-1)).toEqual({ type: 'ready', version: '' })
})

it('a loop that prints to both streams is as slow', () => {
  const { posted, events, time } = paced()
  const lines = Array.from({ length: 10_000 }, (_, i) =>
    stream(`${i}\n`, i % 2 === 0 ? 'stdout' : 'stderr')
  )
  for (const line of lines) events.send(line)
  events.send({ type: 'ready', version: '' })
  expect(posted.slice(0, -1)).toEqual(lines)
  expect(posted.length).toBeLessThan(time())
})

const shown = (content: string) =>
  ({ type: 'publish', messageType: 'display_data', content, metadata: '{}' }) as const

// Each was drawn, and the page did not live to send the interrupt.
it.each([
  ['numbers', '{"data":{"text/plain":"1"}}', 200],
  ['figures', JSON.stringify('x'.repeat(20_000)), 50]
])('a loop that shows %s is as slow as a page that draws them', (_, content, mostInSecond) => {
  const { posted, events, time } = paced()
  const all = Array.from({ length: 1000 }, () => shown(content))
  for (const event of all) events.send(event)
  expect(posted).toEqual(all)
  expect(posted.length / (time() / 1000)).toBeLessThan(mostInSecond)
})

it('questions that nobody awaits are as slow', () => {
  const { posted, events, time } = paced()
  for (let question = 0; question < 10_000; question++) {
    events.send({ type: 'inputRequest', question, prompt: '', password: false })
  }
  expect(posted.length).toBeLessThan(time())
})

it('a picture that is redrawn as often as a screen can show it is not kept waiting', () => {
  let [time, readings] = [0, 0]
  const events = new PacedEvents(
    () => undefined,
    () => {
      // Who waits reads the clock, which stands still, without end.
      if (++readings > 10) throw new Error(`waits at ${time} ms`)
      return time
    }
  )
  const show = (size: number) => {
    readings = 0
    events.send(shown(JSON.stringify('x'.repeat(size))))
  }
  for (; time < 10_000; time += 20) show(5_000)
  for (; time < 20_000; time += 100) show(60_000)
  // So it is told from one that is.
  expect(() => {
    for (let i = 0; i < 3; i++) show(60_000)
  }).toThrow('waits at 20000 ms')
})

it('the first lines go out at once, and none is moved to another stream or cell', () => {
  const { posted, events } = paced()
  events.send(stream('a'))
  expect(posted).toEqual([stream('a')])
  const more = [stream('b'), stream('c', 'stderr'), stream('d', 'stderr', 'other')]
  const sent = Array.from({ length: 30 }, () => more).flat()
  for (const event of sent) events.send(event)
  events.send({ type: 'ready', version: '' })
  expect(posted.slice(1, -1)).toEqual(sent)
})

it('what is held back goes out by itself', async () => {
  const all = Array.from({ length: 50 }, (_, i) => `${i} `).join('')
  let text = ''
  await new Promise<void>((resolve) => {
    const events = new PacedEvents((event) => {
      text += (event as ReturnType<typeof stream>).text
      if (text.length >= all.length) resolve()
    })
    for (let i = 0; i < 50; i++) events.send(stream(`${i} `))
  })
  expect(text).toBe(all)
})
