import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Comms } from '../../../../kernel/src/protocol/comms.js'
import { jupyterDisplay } from '../../../../lib/src/figures/display/displayable.js'
import type { Figure } from '../../../../lib/src/figures/parts/figure.js'
import { plot } from '../../../../lib/src/figures/plot.js'

const rows = [
  { N: 2, u4: -3.1, label: 'a' },
  { N: 5, u4: 1 / 3, label: 'b' },
  { N: 10, u4: 1e-300, label: 'c' }
]
const figureOf = (seed: number) =>
  plot(
    rows.map((row) => ({ ...row, u4: row.u4 * seed })),
    { x: 'N', y: 'u4' }
  )
const hashOf = ({ spec }: Figure) =>
  (spec.usermeta as { nnqft: { provenance: { hash: string } } }).nnqft.provenance.hash

/** A message of the page as it comes through the wire. */
const asSent = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

describe('the selection in a figure', () => {
  const thrown: unknown[] = []
  const sent: unknown[] = []
  let comms: Comms
  let opened = false
  const receive = (data: unknown) => {
    if (!opened) deliver('comm_open', {})
    opened = true
    deliver('comm_msg', data)
  }
  const deliver = (kind: 'comm_open' | 'comm_msg', data: unknown) => {
    const content = { comm_id: 'page', target_name: 'nnqft.selection', data: asSent(data) }
    const request = { type: 'comm', kind, content, metadata: {}, buffers: [] }
    comms.receive(request as unknown as Parameters<Comms['receive']>[0])
  }

  beforeEach(() => {
    thrown.length = sent.length = 0
    comms = new Comms(
      (event) => sent.push(event),
      (error) => thrown.push(error)
    )
    vi.stubGlobal('Jupyter', { comms: { register: comms.register.bind(comms) } })
    opened = false
  })
  afterEach(() => vi.unstubAllGlobals())

  it('is empty where no Jupyter kernel runs, and nobody is called', async () => {
    vi.stubGlobal('Jupyter', undefined)
    const figure = figureOf(1)
    const called = vi.fn()
    const stop = figure.onSelect(called)
    await figure[jupyterDisplay]()
    expect(figure.selection).toEqual([])
    stop()
    expect(called).not.toHaveBeenCalled()
  })

  it('holds the rows of the figure itself, in their order, until it is taken back', async () => {
    const figure = figureOf(2)
    await figure[jupyterDisplay]()
    const [first, , last] = figure.rows()
    receive({ figure: hashOf(figure), rows: [last, first] })
    expect(figure.selection).toEqual([first, last])
    expect(figure.selection[1]).toBe(last)
    receive({ figure: hashOf(figure), rows: [] })
    expect(figure.selection).toEqual([])
    expect(thrown).toEqual([])
  })

  it('is told to a page that asks for it, and is empty before one is made', async () => {
    const figure = figureOf(9)
    await figure[jupyterDisplay]()
    const figureHash = hashOf(figure)
    receive({ figure: figureHash })
    receive({ figure: figureHash, rows: [figure.rows()[1]] })
    receive({ figure: figureHash })
    const told = (rows: unknown) => ({
      messageType: 'comm_msg',
      content: { data: { figure: figureHash, rows } }
    })
    expect(sent).toMatchObject([told([]), told([figure.rows()[1]])])
    expect(thrown).toEqual([])
  })

  it('is known whatever the order of the fields: a saved notebook has them sorted', async () => {
    const figure = figureOf(10)
    await figure[jupyterDisplay]()
    const [first] = figure.rows()
    receive({ figure: hashOf(figure), rows: [Object.fromEntries(Object.entries(first).reverse())] })
    expect(figure.selection).toEqual([first])
    expect(figure.selection[0]).toBe(first)
  })

  it('belongs to figures of the same numbers: another title shares it, another figure does not', async () => {
    const [one, other] = [figureOf(3), figureOf(4)]
    await one[jupyterDisplay]()
    receive({ figure: hashOf(one), rows: [one.rows()[1]] })
    expect(one.with({ title: 'Couplings' }).selection).toEqual([one.rows()[1]])
    expect(figureOf(3).selection).toEqual([one.rows()[1]])
    expect(other.selection).toEqual([])
  })

  it('knows the rows of a draft, and none that the figure does not draw', async () => {
    const figure = figureOf(5)
    await figure.draft('at work')[jupyterDisplay]()
    receive({ figure: hashOf(figure), rows: [{ x: 99 }, figure.rows()[0]] })
    expect(figure.selection).toEqual([figure.rows()[0]])
  })

  it('is told to each listener until it stops, and a listener that throws keeps none from hearing', async () => {
    const figure = figureOf(6)
    await figure[jupyterDisplay]()
    const heard: unknown[] = []
    const uncaught: unknown[] = []
    const ofRunner = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException').on('uncaughtException', (error) => {
      uncaught.push(error)
    })
    const stopThrowing = figure.onSelect(() => {
      throw new RangeError('mine')
    })
    const stop = figure.onSelect((selected) => heard.push(selected.map(({ x }) => x)))
    receive({ figure: hashOf(figure), rows: figure.rows().slice(1) })
    receive({ figure: hashOf(figure), rows: [] })
    expect(heard).toEqual([[5, 10], []])
    await new Promise(setImmediate)
    process.removeAllListeners('uncaughtException')
    for (const listener of ofRunner) process.on('uncaughtException', listener)
    expect(uncaught).toEqual([new RangeError('mine'), new RangeError('mine')])
    stopThrowing()
    stop()
    receive({ figure: hashOf(figure), rows: figure.rows() })
    expect(heard.length).toBe(2)
    expect(thrown).toEqual([])
  })

  it.each([null, 5, {}, { figure: 1, rows: [] }, { figure: 'h', rows: 'all' }])(
    'stays as it is when the page sends %j, which is reported',
    async (data) => {
      const figure = figureOf(7)
      await figure[jupyterDisplay]()
      receive({ figure: hashOf(figure), rows: figure.rows() })
      receive(data)
      expect(figure.selection.length).toBe(3)
      expect(String(thrown[0])).toMatch(/nnqft.selection must hold figure and rows/)
    }
  )

  it('is refused to what is no function', () => {
    expect(() => figureOf(8).onSelect('all' as never)).toThrow(/callback must be a function/)
  })
})
