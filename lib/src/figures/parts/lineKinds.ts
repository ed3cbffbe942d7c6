import { figureColors } from './colorScales.js'

/**
 * Names lines in the legend where their colour stands for something else: the channel `strokeDash` of each kind.
 *
 * @param kinds dashes of each kind, [1, 0] for a full line
 */
export function lineKinds<Kind extends string>(kinds: Readonly<Record<Kind, readonly number[]>>) {
  const scale = { domain: Object.keys(kinds), range: Object.values(kinds) }
  const legend = {
    symbolType: 'stroke',
    symbolSize: 300,
    symbolStrokeWidth: 1.5,
    symbolStrokeColor: figureColors.grey
  }
  return (kind: Kind) => ({ datum: kind, type: 'nominal', title: null, scale, legend })
}
