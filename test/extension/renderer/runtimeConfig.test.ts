import { expect, test } from 'vitest'
import { parse, View, type LoggerInterface } from 'vega'
import { runtimeConfig } from '../../../extension/src/renderer/runtimeConfig.js'

/** What Vega complains of when a figure listens to a source of events outside its picture. */
async function complaints(events: string, trusted: boolean): Promise<string> {
  const said: unknown[] = []
  const note = (...words: unknown[]) => (said.push(...words), logger)
  const quiet = () => logger
  const logger = { level: () => 1, error: note, warn: note, info: quiet, debug: quiet }
  const spec = { signals: [{ name: 's', value: 0, on: [{ events, update: 's + 1' }] }] }
  const config = runtimeConfig({ config: {}, language: 'vega' }, trusted)
  const view = new View(parse(spec, config), {
    renderer: 'none',
    logger: logger as unknown as LoggerInterface
  })
  await view.runAsync()
  view.finalize()
  return said.join()
}

test.each(['timer{1000}', 'window:keydown'])(
  'an untrusted figure cannot listen to %s, even if its specification was not restricted',
  async (events) => {
    expect(await complaints(events, false)).toContain('Blocked')
    expect(await complaints(events, true)).not.toContain('Blocked')
  }
)
