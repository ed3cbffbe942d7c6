// What cells know of the cells before them, and frontends of the time that they took.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CellRecords } from '../../../kernel/src/protocol/cellRecords.js'
import { errorOf, executeContent, KernelClient, resultText } from '../kernelClient.js'

let client: KernelClient
beforeAll(async () => {
  client = await KernelClient.start()
})
afterAll(() => client.stop())

const counted = async (code: string, options = {}) =>
  Number((await client.execute(code, options)).reply.execution_count)
const shown = async (code: string) => resultText(await client.execute(code))

describe('In, Out and _', () => {
  it('hold text and result of a cell, the value itself', async () => {
    const count = await counted('const made = { a: [1] }; made')
    expect(await shown(`Out[${count}] === made && _ === made`)).toBe('true')
    expect(await shown(`In[${count}]`)).toBe("'const made = { a: [1] }; made'")
  })

  it('hold a promise as it is, and false, null and 0 too', async () => {
    const promise = await counted('Promise.resolve(5)')
    expect(await shown(`await Out[${promise}]`)).toBe('5')
    for (const code of ['false', 'null', '0', "''"]) {
      const count = await counted(code)
      expect(await shown(`[_ === ${code}, Out[${count}] === ${code}].join()`)).toBe("'true,true'")
    }
  })

  it.each([
    ['returned nothing', 'undefined', {}],
    ['failed', "throw new Error('no')", { stop_on_error: false }],
    ['was silent', '99', { silent: true }],
    ['was not to be stored', '98', { store_history: false }]
  ])('pass over a cell that %s', async (_, code, options) => {
    const before = await counted("'result'")
    await client.execute(code, options)
    expect(await shown(`[_, Out[${before}], Object.keys(Out).length > 0].join()`)).toBe(
      "'result,result,true'"
    )
  })

  it('are names that a cell may declare, and parameters may have', async () => {
    await client.execute('[1, 2].map((_, i) => i)')
    expect(await shown('_.length')).toBe('2')
    await client.execute('const { length: _ } = [1, 2, 3]')
    await client.execute("'later'")
    expect(await shown('_ + 1')).toBe('4')
  })

  it('are not assigned, as the checker says', async () => {
    expect(errorOf(await client.execute('Out[1] = 5'))?.evalue).toContain('TS2542')
  })

  it('keep the last 1000 cells', () => {
    const records = new CellRecords()
    const found = globalThis as unknown as Record<'In' | 'Out', Record<number, unknown>>
    records.install()
    for (let count = 1; count <= 1003; count++) {
      records.keepInput(count, `${count}`)
      if (count % 2 === 1) records.keepResult(count, count)
    }
    expect(Object.keys(found.In)).toHaveLength(1000)
    expect([found.In[3], found.In[4], found.Out[3], found.Out[5]]).toEqual([
      undefined,
      '4',
      undefined,
      5
    ])
  })
})

describe('Jupyter.cell', () => {
  it('is the number of a cell and its id in the notebook, in callbacks too, where it has one', async () => {
    const code =
      'const seen = () => JSON.stringify(Jupyter.cell)\n' +
      'const later = new Promise<string>((done) => setTimeout(() => done(seen()), 1))\n' +
      ';[seen(), await later]'
    const content = executeContent(code)
    const metadata = { cellId: 'cell-a' }
    const id = await client.send('execute_request', content, 'shell', [], {}, {}, metadata)
    const answer = await client.answer(id)
    const cell = JSON.stringify({ id: 'cell-a', count: answer.reply.execution_count })
    expect(resultText(answer)).toBe(`[ '${cell}', '${cell}' ]`)
    expect(await shown('Jupyter.cell?.id === undefined && (Jupyter.cell?.count ?? 0) > 0')).toBe(
      'true'
    )
  })

  it('is the cell that listens in the listener of a widget', async () => {
    const answer = await client.execute(
      'const { slider } = Jupyter.widgets\nlet inListener: unknown = 0\n' +
        'const watched = slider({ min: 0, max: 1 }); watched.onChange(() => { inListener = Jupyter.cell })\n' +
        'watched.id'
    )
    const comm_id = String(resultText(answer)).slice(1, -1)
    const data = { method: 'update', state: { value: 0.5 }, buffer_paths: [] }
    const sent = await client.send('comm_msg', { comm_id, data })
    await client.waitFor(
      (m) => m.parent_header.msg_id === sent && m.content.execution_state === 'idle'
    )
    const count = answer.reply.execution_count
    expect(await shown('[watched.value, (inListener as any).count].join()')).toBe(`'0.5,${count}'`)
  })
})

it('the reply to a cell says when the cell was started, which JupyterLab keeps as its timing', async () => {
  const before = Date.now()
  const id = await client.send(
    'execute_request',
    executeContent("'a'; await new Promise(setImmediate)")
  )
  await client.answer(id)
  const [reply] = client.received(
    ({ header, parent_header }) =>
      parent_header.msg_id === id && header.msg_type === 'execute_reply'
  )
  const started = String(reply?.metadata.started)
  expect(started).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(Date.parse(started)).toBeGreaterThanOrEqual(before)
  const { date } = reply?.header as unknown as { date: string }
  expect(Date.parse(started)).toBeLessThanOrEqual(Date.parse(date))
})

describe('help with widgets', () => {
  const help = async (type: 'complete' | 'inspect', marked: string) => {
    const [code, cursor_pos] = [marked.replace('▮', ''), marked.indexOf('▮')]
    return (await client.request(`${type}_request`, { code, cursor_pos })).reply
  }

  it.each([
    ['Jupyter.wid▮', ['widgets']],
    ['Jupyter.widgets.▮', ['slider', 'interact', 'tabs', 'widget']],
    ['const { sl▮ } = Jupyter.widgets', ['slider']],
    ['Jupyter.widgets.slider({ min: 0, max: 1, ▮ })', ['step', 'readoutFormat', 'description']],
    ["Jupyter.widgets.slider({ min: 0, max: 1, orientation: '▮' })", ['horizontal', 'vertical']],
    ['Jupyter.widgets.slider({ min: 0, max: 1 }).▮', ['value', 'onChange', 'link', 'close']],
    ["Jupyter.widgets.interact(({ a }) => a.▮, { a: 'text' })", ['toUpperCase']],
    ['Jupyter.cell?.▮', ['id', 'count']]
  ])('%s completes', async (code, expected) => {
    const { matches } = await help('complete', code)
    expect(matches).toEqual(expect.arrayContaining(expected))
  })

  it.each([
    ['Jupyter.widgets.sli▮der', 'slider', 'number'],
    ['Jupyter.widgets.slider({ min: 0, max: 1, st▮ep: 1 })', 'step', 'neighbouring'],
    ['Jupyter.widgets.inter▮act', 'interact', 'Drawn at most'],
    ['Jupyter.widgets.button({}).on▮Click', 'onClick', 'click'],
    ['Ou▮t[1]', 'Out', 'number of the cell'],
    ['Jupyter.ce▮ll', 'cell', 'its number']
  ])('%s explains', async (code, name, text) => {
    const { data } = await help('inspect', code)
    const plain = (data as Record<string, string>)['text/plain'] ?? ''
    expect(plain).toContain(name)
    expect(plain).toMatch(new RegExp(text))
  })
})
