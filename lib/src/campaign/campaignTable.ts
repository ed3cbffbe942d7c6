import { refusedUnderLater } from '../numerics/refusedUnder.js'
import { gaussianGreenFunctions } from '../correlators/gaussianGreenFunction.js'
import { deviationSummary } from '../correlators/deviationSummary.js'
import { requireInteger } from '../numerics/parameterError.js'
import { requireMoments, type EnsembleMoments } from '../sampling/ensembleMoments.js'
import { tailDiagnosis } from '../statistics/convergenceSummary.js'
import { measuredGreenFunction } from '../correlators/measuredGreenFunction.js'
import { requireCampaign, type Campaign, type EnsembleFields } from './campaign.js'
import { leastBags } from './growingCampaign.js'
import { campaignMoments, type CampaignStore } from './storedCampaign.js'

/**
 * A row of a campaign's table: one Green function's order at one width of one ensemble, after the values of all fields of the campaign's grid
 * and list, those that its ensemble has by default too.
 */
export interface CampaignRow {
  readonly [field: string]: unknown
  /** Width N of the hidden layers. */
  readonly width: number
  /** Order n of the Green function: the number of fields in it. */
  readonly order: number
  /** Bags in the store, of as many as `bagsWanted`. */
  readonly bags: number
  /** Bags that the campaign asks for at this width. */
  readonly bagsWanted: number
  /** Mean of |m_n| over the combinations, m_n = (G - G0)/G0; null where the free function vanishes. */
  readonly deviation: number | null
  /** Standard error of `deviation`, by jackknife over bags; null where the free function vanishes. */
  readonly deviationError: number | null
  /** Mean over the combinations of background / |G0|, as in `DeviationSummary`; null where the free function vanishes. */
  readonly background: number | null
  /** Measured Green function at (x1, …, x1), x1 the first input. */
  readonly greenFunction: number
  /** Standard error of `greenFunction`, over bags. */
  readonly greenFunctionError: number
  /** Whether all combinations of this order count as converged, as in `convergenceSummary`. */
  readonly converged: boolean
  /** Smallest effective sample size of the combinations, in networks. */
  readonly effectiveSampleSize: number
}

/**
 * One row for each ensemble, width and order of a campaign that has two bags or more in the store, also while it is still being drawn;
 * for `plot`, `dataFrame` or `saveTable`. Node only.
 *
 * @example
 * const map = campaign(parameters)
 * await runCampaign(map)
 * await campaignTable(map)
 * @throws ParameterError if an argument is out of its domain
 * @throws StoreError if the store has different sums of one bag
 */
export async function campaignTable(
  campaign: Campaign,
  options: CampaignStore = {}
): Promise<CampaignRow[]> {
  requireCampaign('campaignTable', campaign)
  const rows: CampaignRow[] = []
  for (const index of campaign.ensembles.keys()) {
    const moments = await refusedUnderLater('campaignTable', () =>
      campaignMoments(campaign, index, options)
    )
    if (moments && moments.ensemble.bags >= leastBags) {
      rows.push(...campaignRows(campaign, moments, index))
    }
  }
  return rows
}

/**
 * Rows of a campaign's table, of one of its ensembles; for `liveCampaign`.
 *
 * @param index place of the ensemble in `campaign.ensembles`
 * @param moments its moments, of two bags at least
 * @example
 * const map = campaign(parameters)
 * await runCampaign(map)
 * campaignRows(map, (await campaignMoments(map, 0))!, 0)[0].bagsWanted // 5
 * @throws ParameterError if an argument is out of its domain
 */
export function campaignRows(
  campaign: Campaign,
  moments: EnsembleMoments,
  index: number
): CampaignRow[] {
  const source = 'campaignRows'
  requireCampaign(source, campaign)
  requireMoments(source, moments)
  requireInteger(source, 'index', index, 0, campaign.ensembles.length - 1)
  const whole = campaign.ensembles[index]
  const values: EnsembleFields = { ...whole, ...campaign.points[index] }
  const special = Object.fromEntries(
    fieldsOf(campaign).map((field) => [field, cell(values[field])])
  )
  return rowsOf(moments, special, whole.bags)
}

/** Names of the columns of a campaign's table, in their order, whatever is there of it. */
export function campaignColumns(campaign: Campaign): readonly string[] {
  return [...new Set([...fieldsOf(campaign), ...measuredColumns])]
}

/** Fields that are special to an ensemble of the campaign. */
function fieldsOf({ points }: Campaign): readonly string[] {
  return [...new Set(points.flatMap((point) => Object.keys(point)))]
}

const measuredColumns = [
  'width',
  'order',
  'bags',
  'bagsWanted',
  'deviation',
  'deviationError',
  'background',
  'greenFunction',
  'greenFunctionError',
  'converged',
  'effectiveSampleSize'
] as const satisfies readonly (keyof CampaignRow)[]

function rowsOf(
  moments: EnsembleMoments,
  special: EnsembleFields,
  bagsWanted: number
): CampaignRow[] {
  const { ensemble } = moments
  return ensemble.widths.flatMap((width) =>
    ensemble.orders.map((order) => {
      const { mean, standardError } = measuredGreenFunction(moments, order, width)
      const { converged, effectiveSampleSize } = tailDiagnosis(moments, [order], width)
      return {
        ...special,
        width,
        order,
        bags: ensemble.bags,
        bagsWanted,
        ...deviationOf(moments, order, width),
        greenFunction: mean[0],
        greenFunctionError: standardError[0],
        converged,
        effectiveSampleSize
      }
    })
  )
}

function deviationOf(moments: EnsembleMoments, order: number, width: number) {
  if (gaussianGreenFunctions(moments.ensemble, order).includes(0)) {
    return { deviation: null, deviationError: null, background: null }
  }
  const { mean, standardError, background } = deviationSummary(moments, order, width)
  return { deviation: mean, deviationError: standardError, background }
}

/** What a cell of a table holds: numbers and texts as they are, lists and objects as JSON; null for a field that an ensemble does not have. */
function cell(value: unknown): unknown {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : value
}
