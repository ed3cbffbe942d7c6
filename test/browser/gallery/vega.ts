import { animals, shares, tree } from './rows.js'

type Spec = Record<string, unknown>

const stratified = (layout: object) => [
  {
    name: 'tree',
    values: tree,
    transform: [{ type: 'stratify', key: 'id', parentKey: 'parent' }, layout]
  },
  {
    name: 'links',
    source: 'tree',
    transform: [
      { type: 'treelinks' },
      { type: 'linkpath', orient: 'horizontal', shape: 'diagonal' }
    ]
  }
]

const words = 'charts of strangers are drawn as strangers wrote them and stay legible on every page'

/** Full Vega specifications. */
export const vegaCharts: Readonly<Record<string, Spec>> = {
  'two groups with rows of their own, under one name': {
    width: 120,
    height: 60,
    scales: [{ name: 'x', domain: [0, 4], range: 'width' }],
    marks: [
      { y: 10, data: { values: [{ v: 1 }, { v: 2 }] } },
      { y: 40, data: { values: 'v\n2\n3\n4', format: { type: 'csv', parse: { v: 'number' } } } }
    ].map(({ y, data }) => ({
      type: 'group',
      encode: { enter: { y: { value: y }, width: { value: 120 }, height: { value: 20 } } },
      data: [{ name: 'table', ...data }],
      marks: [
        {
          type: 'symbol',
          from: { data: 'table' },
          encode: {
            enter: { x: { scale: 'x', field: 'v' }, y: { value: 5 }, fill: { value: 'teal' } }
          }
        }
      ]
    }))
  },
  'bars with a tooltip that follows the pointer': {
    width: 300,
    height: 150,
    padding: 5,
    data: [{ name: 'table', values: shares }],
    signals: [
      {
        name: 'tip',
        value: {},
        on: [
          { events: 'rect:pointerover', update: 'datum' },
          { events: 'rect:pointerout', update: '{}' }
        ]
      }
    ],
    scales: [
      {
        name: 'x',
        type: 'band',
        domain: { data: 'table', field: 'category' },
        range: 'width',
        padding: 0.1
      },
      { name: 'y', domain: { data: 'table', field: 'value' }, nice: true, range: 'height' }
    ],
    axes: [
      { orient: 'bottom', scale: 'x' },
      { orient: 'left', scale: 'y', title: 'value' }
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'table' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'category' },
            width: { scale: 'x', band: 1 },
            y: { scale: 'y', field: 'value' },
            y2: { scale: 'y', value: 0 }
          },
          update: { fill: { value: 'steelblue' } },
          hover: { fill: { value: 'red' } }
        }
      },
      {
        type: 'text',
        encode: {
          enter: { align: { value: 'center' } },
          update: { text: { signal: "tip.value || ''" }, x: { value: 150 } }
        }
      }
    ]
  },
  'a tidy tree': {
    width: 300,
    height: 160,
    padding: 10,
    data: stratified({
      type: 'tree',
      method: 'tidy',
      size: [{ signal: 'height' }, { signal: 'width - 80' }],
      as: ['y', 'x', 'depth', 'children']
    }),
    marks: [
      {
        type: 'path',
        from: { data: 'links' },
        encode: { update: { path: { field: 'path' }, stroke: { value: '#ccc' } } }
      },
      {
        type: 'symbol',
        from: { data: 'tree' },
        encode: {
          enter: { size: { value: 60 }, fill: { value: 'teal' } },
          update: { x: { field: 'x' }, y: { field: 'y' } }
        }
      },
      {
        type: 'text',
        from: { data: 'tree' },
        encode: {
          enter: { text: { field: 'name' }, dx: { value: 6 } },
          update: { x: { field: 'x' }, y: { field: 'y' } }
        }
      }
    ]
  },
  'a radial tree': {
    width: 240,
    height: 240,
    padding: 20,
    signals: [
      { name: 'ox', update: 'width / 2' },
      { name: 'oy', update: 'height / 2' }
    ],
    data: [
      {
        name: 'tree',
        values: tree,
        transform: [
          { type: 'stratify', key: 'id', parentKey: 'parent' },
          {
            type: 'tree',
            method: 'cluster',
            size: [1, 100],
            as: ['alpha', 'radius', 'depth', 'children']
          },
          { type: 'formula', expr: '2 * PI * datum.alpha', as: 'angle' },
          { type: 'formula', expr: 'ox + datum.radius * cos(datum.angle)', as: 'x' },
          { type: 'formula', expr: 'oy + datum.radius * sin(datum.angle)', as: 'y' }
        ]
      },
      {
        name: 'links',
        source: 'tree',
        transform: [
          { type: 'treelinks' },
          {
            type: 'linkpath',
            shape: 'line',
            sourceX: 'source.x',
            sourceY: 'source.y',
            targetX: 'target.x',
            targetY: 'target.y'
          }
        ]
      }
    ],
    marks: [
      {
        type: 'path',
        from: { data: 'links' },
        encode: { update: { path: { field: 'path' }, stroke: { value: '#999' } } }
      },
      {
        type: 'symbol',
        from: { data: 'tree' },
        encode: {
          update: {
            x: { field: 'x' },
            y: { field: 'y' },
            size: { value: 50 },
            fill: { value: 'orange' }
          }
        }
      }
    ]
  },
  'a tree map': {
    width: 300,
    height: 180,
    data: [
      {
        name: 'tree',
        values: tree,
        transform: [
          { type: 'stratify', key: 'id', parentKey: 'parent' },
          {
            type: 'treemap',
            field: 'size',
            sort: { field: 'value' },
            method: 'squarify',
            paddingInner: 2,
            size: [{ signal: 'width' }, { signal: 'height' }]
          }
        ]
      },
      { name: 'leaves', source: 'tree', transform: [{ type: 'filter', expr: '!datum.children' }] }
    ],
    scales: [
      {
        name: 'colour',
        type: 'ordinal',
        domain: { data: 'leaves', field: 'name' },
        range: 'category'
      }
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'leaves' },
        encode: {
          update: {
            x: { field: 'x0' },
            x2: { field: 'x1' },
            y: { field: 'y0' },
            y2: { field: 'y1' },
            fill: { scale: 'colour', field: 'name' }
          }
        }
      },
      {
        type: 'text',
        from: { data: 'leaves' },
        encode: {
          update: {
            x: { signal: '(datum.x0 + datum.x1) / 2' },
            y: { signal: '(datum.y0 + datum.y1) / 2' },
            text: { field: 'name' },
            align: { value: 'center' }
          }
        }
      }
    ]
  },
  'circles packed into circles': {
    width: 200,
    height: 200,
    data: [
      {
        name: 'tree',
        values: tree,
        transform: [
          { type: 'stratify', key: 'id', parentKey: 'parent' },
          { type: 'pack', field: 'size', sort: { field: 'value' }, size: [200, 200] }
        ]
      }
    ],
    marks: [
      {
        type: 'symbol',
        from: { data: 'tree' },
        encode: {
          enter: {
            shape: { value: 'circle' },
            fillOpacity: { value: 0.4 },
            fill: { value: 'purple' }
          },
          update: {
            x: { field: 'x' },
            y: { field: 'y' },
            size: { signal: '4 * datum.r * datum.r' }
          }
        }
      }
    ]
  },
  'a network of forces at rest': {
    width: 260,
    height: 200,
    data: [
      {
        name: 'nodes',
        values: Array.from({ length: 9 }, (_, index) => ({ index, group: index % 3 }))
      },
      {
        name: 'edges',
        values: Array.from({ length: 8 }, (_, i) => ({ source: Math.floor(i / 2), target: i + 1 }))
      }
    ],
    scales: [
      {
        name: 'colour',
        type: 'ordinal',
        domain: { data: 'nodes', field: 'group' },
        range: { scheme: 'category20c' }
      }
    ],
    legends: [{ fill: 'colour', title: 'group' }],
    marks: [
      {
        name: 'points',
        type: 'symbol',
        zindex: 1,
        from: { data: 'nodes' },
        encode: {
          enter: { fill: { scale: 'colour', field: 'group' } },
          update: { size: { value: 90 } }
        },
        transform: [
          {
            type: 'force',
            iterations: 100,
            static: true,
            signal: 'force',
            forces: [
              { force: 'center', x: 130, y: 100 },
              { force: 'collide', radius: 8 },
              { force: 'nbody', strength: -20 },
              { force: 'link', links: 'edges', distance: 30 }
            ]
          }
        ]
      },
      {
        type: 'path',
        from: { data: 'edges' },
        interactive: false,
        encode: { update: { stroke: { value: '#ccc' } } },
        transform: [
          {
            type: 'linkpath',
            require: { signal: 'force' },
            shape: 'line',
            sourceX: 'datum.source.x',
            sourceY: 'datum.source.y',
            targetX: 'datum.target.x',
            targetY: 'datum.target.y'
          }
        ]
      }
    ]
  },
  'words of a sentence by their number': {
    width: 300,
    height: 120,
    data: [
      {
        name: 'words',
        values: [{ text: words }],
        transform: [
          { type: 'countpattern', field: 'text', case: 'upper', pattern: '[\\w]{3,}' },
          { type: 'window', ops: ['row_number'], as: ['rank'] }
        ]
      }
    ],
    scales: [
      { name: 'size', type: 'sqrt', domain: { data: 'words', field: 'count' }, range: [10, 24] }
    ],
    marks: [
      {
        type: 'text',
        from: { data: 'words' },
        encode: {
          enter: {
            text: { field: 'text' },
            fontSize: { scale: 'size', field: 'count' },
            x: { signal: '(datum.rank % 4) * 75' },
            y: { signal: 'floor(datum.rank / 4) * 28 + 10' }
          }
        }
      }
    ]
  },
  'contours of a density': {
    width: 260,
    height: 200,
    data: [
      { name: 'points', values: animals },
      {
        name: 'density',
        source: 'points',
        transform: [
          {
            type: 'kde2d',
            size: [260, 200],
            x: { expr: "scale('x', datum.length)" },
            y: { expr: "scale('y', datum.depth)" },
            counts: true
          }
        ]
      },
      {
        name: 'contours',
        source: 'density',
        transform: [{ type: 'isocontour', field: 'grid', levels: 5 }]
      }
    ],
    scales: [
      { name: 'x', domain: { data: 'points', field: 'length' }, range: 'width', zero: false },
      { name: 'y', domain: { data: 'points', field: 'depth' }, range: 'height', zero: false },
      {
        name: 'colour',
        type: 'linear',
        zero: true,
        domain: { data: 'contours', field: 'contour.value' },
        range: 'heatmap'
      }
    ],
    axes: [
      { scale: 'x', orient: 'bottom', grid: true },
      { scale: 'y', orient: 'left', title: 'depth' }
    ],
    legends: [{ fill: 'colour', type: 'gradient' }],
    marks: [
      {
        type: 'path',
        clip: true,
        from: { data: 'contours' },
        encode: {
          enter: {
            strokeWidth: { value: 1 },
            fill: { scale: 'colour', field: 'contour.value' },
            fillOpacity: { value: 0.3 }
          }
        },
        transform: [{ type: 'geopath', field: 'datum.contour' }]
      }
    ]
  }
}
