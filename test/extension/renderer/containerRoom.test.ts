import * as vega from 'vega'
import { expect, test } from 'vitest'
import {
  followingRoom,
  roomSignal,
  roomValue
} from '../../../extension/src/renderer/containerRoom.js'

const resize = { source: 'window', type: 'resize' }
const marks = [{ type: 'rect', encode: { update: { width: { signal: 'width' } } } }]

async function drawn(spec: object): Promise<vega.View> {
  return new vega.View(vega.parse(spec as vega.Spec), { renderer: 'none' }).runAsync()
}

/** Definitions of a width, and what it is in a room of 700 and of 500 pixels. */
const definitions: readonly (readonly [object, number, number])[] = [
  [{ update: 'containerSize()[0]' }, 700, 500],
  [{ init: 'containerSize()[0]' }, 700, 500],
  [{ init: 'isFinite(containerSize()[0]) ? containerSize()[0] : 200' }, 700, 500],
  [{ update: 'max(600, containerSize( )[0] - 50)' }, 650, 600],
  [
    {
      init: 'containerSize()[0]',
      on: [{ events: resize, update: 'containerSize()[0]' }]
    },
    700,
    500
  ],
  [{ value: '', on: [{ events: 'window:resize', update: 'containerSize()[0] / 2' }] }, 350, 250],
  [{ init: '90', on: [{ events: [resize], update: 'containerSize()[0]' }] }, 90, 500],
  // A click is no change of the room.
  [{ value: 123, on: [{ events: 'click', update: 'containerSize()[0]' }] }, 123, 500]
]

test.each(definitions)(
  'a width defined by %j follows its room',
  async (definition, wide, narrow) => {
    const spec = { signals: [{ name: 'width', ...definition }], height: 50, marks } as vega.Spec
    const view = await drawn(followingRoom(spec, { width: 700 })!)
    expect(view.width()).toBe(wide)
    await view.signal(roomSignal, roomValue({ width: 500 })).runAsync()
    expect(view.width()).toBe(narrow)
  }
)

test('sizes inside groups, marks and data follow the room as well, text about them does not', async () => {
  const spec = {
    title: 'containerSize()',
    data: [
      { name: 'rows', values: [{ update: 'containerSize()' }] },
      {
        name: 'wide',
        source: 'rows',
        transform: [{ type: 'formula', as: 'w', expr: 'containerSize()[0]' }]
      }
    ],
    marks: [
      {
        type: 'group',
        signals: [{ name: 'half', init: 'containerSize()[0] / 2' }],
        encode: { update: { width: { signal: 'containerSize()[1]' } } },
        marks: [{ type: 'rect', encode: { update: { width: { signal: 'half' } } } }]
      }
    ]
  }
  const following = followingRoom(spec as vega.Spec, { width: 800, height: 600 })!
  expect(following).toMatchObject({ title: spec.title, data: [spec.data[0], {}] })
  const view = await drawn(following)
  expect(view.data('wide')).toMatchObject([{ w: 800 }])
  interface SceneNode {
    readonly width?: number
    readonly items?: readonly SceneNode[]
  }
  const widths = ({ width = 0, items = [] }: SceneNode): number[] => [
    width,
    ...items.flatMap(widths)
  ]
  const { root } = view.scenegraph() as unknown as { root: SceneNode }
  expect(widths(root)).toEqual(expect.arrayContaining([600, 400]))
})

test('a specification that never asks for its room is left alone', () => {
  const spec = { width: 300, signals: [{ name: 'a', update: 'containerSizes()' }], marks }
  expect(followingRoom(spec as vega.Spec, { width: 700 })).toBeUndefined()
})
