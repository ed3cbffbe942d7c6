import { expect, test } from 'vitest'
import { splitTexts, withTextSignals } from '../../../extension/src/renderer/figureTexts.js'

const signals = [{ name: 'own', value: 1 }]

test('title, subtitle, description and notes leave a specification, and come back as values of signals', () => {
  const title = { text: 'at 60', subtitle: ['two', 'lines'], frame: 'group' }
  const whole = { description: 'a figure', usermeta: { at: 60 }, width: 5, title, signals } as const
  const bare = {
    width: 5,
    title: {
      text: { signal: 'nnqft_title' },
      subtitle: { signal: 'nnqft_subtitle' },
      frame: 'group'
    }
  }
  expect(splitTexts(whole as never)).toEqual({
    spec: { ...bare, signals },
    titles: { nnqft_title: 'at 60', nnqft_subtitle: ['two', 'lines'] },
    description: 'a figure'
  })
  expect(withTextSignals(whole as never)).toEqual({
    ...bare,
    description: 'a figure',
    signals: [
      { name: 'nnqft_title', value: 'at 60' },
      { name: 'nnqft_subtitle', value: ['two', 'lines'] },
      ...signals
    ]
  })
  expect(splitTexts({ title: 'short' }).spec).toEqual({
    title: { text: { signal: 'nnqft_title' } }
  })
})

test('an empty title and one that is computed stay as they are', () => {
  for (const title of ['', { text: { signal: 'own' }, subtitle: '' }, { text: [] }, undefined]) {
    const spec = { title, signals } as never
    expect(splitTexts(spec)).toEqual({ spec, titles: {}, description: undefined })
  }
})
