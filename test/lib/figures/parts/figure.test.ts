import { samplerVersion } from '../../../../lib/src/sampling/samplingPlan.js'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { jupyterDisplay } from '../../../../lib/src/figures/display/displayable.js'
import { Figure } from '../../../../lib/src/figures/parts/figure.js'
import { version } from '../../../../lib/src/version.js'
import manifest from '../../../../lib/package.json' with { type: 'json' }

const figure = new Figure({
  name: 'a-line',
  title: 'A line',
  description: 'Two points joined by a line.',
  parameters: { seed: 3 },
  results: [],
  spec: {
    width: 120,
    height: 80,
    data: { values: [{ x: 1, y: 2 }, { x: 2, y: 3 }] }, // prettier-ignore
    mark: 'line',
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' }
    }
  },
  agreement: [
    {
      quantity: 'q',
      claim: 'c',
      measured: 1,
      standardError: 0.1,
      exact: 1.1,
      z: -1,
      kind: 'sampled',
      verdict: 'agrees'
    }
  ]
})

describe('Figure', () => {
  it('carries its name, provenance and agreement inside the specification', () => {
    expect(figure.spec.usermeta).toEqual({
      nnqft: {
        figure: 'a-line',
        title: 'A line',
        provenance: {
          parameters: { seed: 3 },
          samples: [],
          versions: {
            nnqft: version,
            sampler: samplerVersion,
            samplerDigest: expect.stringMatching(/^[0-9a-f]{64}$/)
          },
          hash: expect.stringMatching(/^[0-9a-f]{64}$/)
        },
        agreement: figure.agreement,
        width: 'container'
      }
    })
    expect(version).toBe(manifest.version)
  })

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(figure.spec))).toEqual(figure.spec)
  })

  it('shows itself as Vega-Lite, PNG and text', async () => {
    const bundle = await figure[jupyterDisplay]()
    expect(Object.keys(bundle)).toEqual([
      'application/vnd.vegalite.v5+json',
      'image/png',
      'text/plain'
    ])
    expect(bundle['text/plain']).toBe('Figure: A line\n  q: 1 (exact 1.1), agrees')
  })

  it('draws the same picture every time, at twice the CSS size, and says so in the file', async () => {
    const [first, second] = [await figure.png(), await figure.png()]
    expect(Buffer.from(first).equals(second)).toBe(true)
    const fields = new DataView(first.buffer, first.byteOffset)
    const at = Buffer.from(first).indexOf('pHYs')
    // 144 dots per inch; the chunk's checksum covers its type and data (PNG specification, 5.4).
    expect(fields.getUint32(at + 4)).toBe(5669)
    expect(fields.getUint32(at + 13)).toBe(crc32(first.subarray(at, at + 13)))
    const svg = await figure.svg()
    const [, width] = /<svg[^>]* width="(\d+)"/.exec(svg) ?? []
    expect(fields.getUint32(16)).toBe(2 * Number(width))
  })

  it('refuses a specification that Vega-Lite cannot read', async () => {
    const broken = new Figure({
      name: 'broken',
      title: '',
      description: '',
      parameters: {},
      results: [],
      spec: { data: { values: [] } }
    })
    await expect(broken.svg()).rejects.toThrow('Invalid specification')
  })
})
