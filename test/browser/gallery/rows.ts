/** Rows for the charts of the gallery: invented, fixed, and small. */

/** Numbers between 0 and 1 that look random: the fractions of multiples of the golden ratio's kin. */
export const scattered = (count: number, seed = 1): number[] =>
  Array.from({ length: count }, (_, i) => (Math.sin(12.9898 * (i + seed)) * 43758.5453) % 1).map(
    (x) => Math.round(1000 * Math.abs(x)) / 1000
  )

const species = ['Adelie', 'Chinstrap', 'Gentoo']

/** Measured animals of three kinds. */
export const animals = scattered(90).map((u, i) => {
  const kind = i % 3
  const v = scattered(90, 7)[i]
  return {
    species: species[kind],
    island: ['Biscoe', 'Dream'][Math.floor(i / 3) % 2],
    length: Math.round(350 + 60 * kind + 80 * u) / 10,
    depth: Math.round(150 + 20 * u + 30 * v - 10 * kind) / 10,
    mass: Math.round(3000 + 900 * kind + 1500 * (u + v) * 0.5)
  }
})

/** Prices of four firms at the first of twelve months. */
export const prices = ['AAA', 'BBB', 'CCC', 'DDD'].flatMap((symbol, s) =>
  Array.from({ length: 12 }, (_, month) => ({
    symbol,
    date: `2024-${String(month + 1).padStart(2, '0')}-01`,
    price: Math.round(100 * (20 + 15 * s + 8 * Math.sin(month / 2 + s) + month * s)) / 100
  }))
)

/** Days of one year with weather and temperatures. */
export const days = scattered(73).map((u, i) => ({
  date: new Date(Date.UTC(2023, 0, 1 + 5 * i)).toISOString().slice(0, 10),
  low: Math.round(10 * (5 + 10 * Math.sin(i / 12) + 3 * u)) / 10,
  high: Math.round(10 * (12 + 11 * Math.sin(i / 12) + 6 * u)) / 10,
  weather: ['sun', 'rain', 'fog', 'snow'][Math.floor(4 * scattered(73, 3)[i])]
}))

/** Shares of a whole. */
export const shares = [
  { category: 'A', value: 4 },
  { category: 'B', value: 6 },
  { category: 'C', value: 10 },
  { category: 'D', value: 3 },
  { category: 'E', value: 7 }
]

/** Yields of varieties at sites in two years. */
export const yields = ['North', 'South', 'West'].flatMap((site, s) =>
  ['Manchuria', 'Trebi', 'Velvet', 'Peatland'].flatMap((variety, v) =>
    [1931, 1932].map((year) => ({
      site,
      variety,
      year,
      yield: Math.round(10 * (20 + 6 * s + 3 * v + (year - 1931) * (v - 1.5) * 4)) / 10
    }))
  )
)

/** Opening, closing, highest and lowest prices of days. */
export const trades = scattered(20, 5).map((u, i) => {
  const open = 30 + 3 * Math.sin(i / 3)
  const close = 30 + 3 * Math.sin((i + 1) / 3) + u - 0.5
  const date = `2024-06-${String(i + 1).padStart(2, '0')}`
  return { date, open, close, high: Math.max(open, close) + u, low: Math.min(open, close) - u }
})

/** Two countries of a map: polygons by longitude and latitude, with a population each. */
export const countries = {
  type: 'FeatureCollection',
  features: [
    {
      name: 'Westland',
      population: 30,
      ring: [
        [0, 40],
        [0, 50],
        [12, 52],
        [10, 41],
        [0, 40]
      ]
    },
    {
      name: 'Eastland',
      population: 55,
      ring: [
        [10, 41],
        [12, 52],
        [24, 50],
        [22, 38],
        [10, 41]
      ]
    }
  ].map(({ name, population, ring }) => ({
    type: 'Feature',
    properties: { name, population },
    geometry: { type: 'Polygon', coordinates: [ring] }
  }))
}

/** A tree of parts. */
export const tree = [
  { id: 1, name: 'root' },
  { id: 2, parent: 1, name: 'analytics' },
  { id: 3, parent: 1, name: 'display' },
  { id: 4, parent: 2, name: 'cluster', size: 30 },
  { id: 5, parent: 2, name: 'graph', size: 20 },
  { id: 6, parent: 3, name: 'line', size: 12 },
  { id: 7, parent: 3, name: 'rect', size: 18 },
  { id: 8, parent: 3, name: 'text', size: 9 }
]

/** A picture of one orange pixel, as an address that holds it. */
export const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='
