import { figureColors } from './colorScales.js'

/**
 * The channel `strokeDash` of lines whose colour stands for something else, which names them in the legend: of rows
 * with their kind in the field `kind`.
 *
 * @param dashes of each kind, [1, 0] for a full line
 * @param color of the lines in the legend; default: grey, where they have several
 */
export function lineKinds(
  dashes: Readonly<Record<string, readonly number[]>>,
  color: string = figureColors.grey
) {
  return {
    field: 'kind',
    type: 'nominal',
    title: null,
    scale: { domain: Object.keys(dashes), range: Object.values(dashes) },
    legend: {
      symbolType: 'stroke',
      symbolSize: 300,
      symbolStrokeWidth: 1.5,
      symbolStrokeColor: color
    }
  }
}
