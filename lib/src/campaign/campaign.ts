import * as z from 'zod'
import { ensemble, type Ensemble, type EnsembleParameters } from '../networks/ensemble.js'
import { jsonText } from '../numerics/jsonText.js'
import {
  ParameterError,
  requireInteger,
  requireKeys,
  requireList,
  requireObject
} from '../numerics/parameterError.js'
import { requireSchema } from '../numerics/requireSchema.js'
import { samplerDigest } from '../sampling/resultIdentity.js'
import { version } from '../version.js'

/** Values of fields of an ensemble, by the field's name: any that `ensemble` knows. */
export type EnsembleFields = Readonly<Record<string, unknown>>

/** A campaign as its JSON file states it: many ensembles that are drawn into one store, by many hosts if wished. */
export interface CampaignParameters {
  /** Fields that all ensembles share. */
  readonly ensemble: EnsembleFields
  /** Ensembles of every combination of these values, the last field varying fastest. */
  readonly grid?: Readonly<Record<string, readonly unknown[]>>
  /** Ensembles that differ in several fields at once; each of them with every combination of the grid. */
  readonly list?: readonly EnsembleFields[]
  /** Minutes that a task should take, default 10. */
  readonly minutes?: number
  /** Cores of a task, default 1. */
  readonly workers?: number
  /** Further options of sbatch, such as "--partition=long". */
  readonly sbatch?: readonly string[]
  /** Folder of store, plans and logs, relative to the file; default: the file's name without `.json`. */
  readonly folder?: string
  /** The sampler that draws it, `samplerDigest`; stated by a plan, so that no host draws with another one. */
  readonly sampler?: string
}

/** A checked campaign. */
export interface Campaign {
  /** As it was given, with the sampler that draws it. */
  readonly parameters: CampaignParameters
  /** All its ensembles, in the order of the list, then of the grid. */
  readonly ensembles: readonly Ensemble[]
  /** What is special to each of them, the values of the list and the grid as given. */
  readonly points: readonly EnsembleFields[]
}

const keys: readonly (keyof CampaignParameters)[] = [
  'ensemble',
  'grid',
  'list',
  'minutes',
  'workers',
  'sbatch',
  'folder',
  'sampler'
]

/** Fewest minutes that a task may be wished to take. */
export const leastMinutes = 0.01

const fields = z.record(z.string(), z.unknown(), 'an object with fields of an ensemble')

const schema = z.object({
  ensemble: fields,
  grid: z
    .record(
      z.string(),
      z.array(z.unknown(), 'a list of values').nonempty('a list of at least one value'),
      'an object with a list of values for each field'
    )
    .optional(),
  list: z.array(fields, 'a list of objects').nonempty('a list of at least one object').optional(),
  minutes: z
    .number('a number >= 0.01')
    .min(leastMinutes, 'a number >= 0.01')
    .max(1e5, 'at most 1e5')
    .optional(),
  workers: z.int('an integer >= 1').min(1, 'an integer >= 1').max(1024, 'at most 1024').optional(),
  sbatch: z
    .array(
      z.string('a text').regex(/^-\P{Cc}*$/u, 'an option of sbatch, such as "--partition=long"'),
      'a list of options'
    )
    .optional(),
  folder: z
    .string('a text')
    .refine((path) => path !== '' && !path.includes('\0'), 'the path of a folder')
    .optional(),
  sampler: z.string('a text').optional()
})

/** Most ensembles of a campaign. */
const mostEnsembles = 1e5

/**
 * A checked campaign: its ensembles, each checked by `ensemble`.
 *
 * @example campaign({ ensemble: { network: 'gauss' }, grid: { sigmaW: [1, 2], sigmaB: [0.3, 0.5, 0.7] } }).ensembles.length // 6
 * @throws ParameterError naming the field, the rule and the value; also if `sampler` is another one than this library's
 */
export function campaign(parameters: CampaignParameters): Campaign {
  requireKeys('campaign', 'parameters', parameters, keys)
  const checked = requireSchema('campaign', schema, parameters)
  // The schema would take a hole in a list for a value.
  for (const [field, values] of Object.entries(parameters.grid ?? {})) {
    requireList('campaign', `grid.${field}`, values)
  }
  requireSampler(checked.sampler)
  // Of what was given: a schema drops a field of the name __proto__ instead of refusing it.
  const points = pointsOf(parameters)
  const ensembles = points.map((point) =>
    atPoint('campaign', point, () =>
      ensemble({ ...parameters.ensemble, ...point } as unknown as EnsembleParameters)
    )
  )
  const seen = new Set<string>()
  ensembles.forEach((one, i) => {
    const text = JSON.stringify(one)
    if (seen.has(text)) {
      const repeated = checked.list ? 'list' : 'grid'
      const refuse = () => {
        throw new ParameterError('campaign', repeated, 'free of repeats', points[i])
      }
      atPoint('campaign', points[i], refuse)
    }
    seen.add(text)
  })
  return { parameters: { ...checked, sampler: samplerDigest() }, ensembles, points }
}

/** Refuses anything but what `campaign` yields. */
export function requireCampaign(source: string, value: unknown): asserts value is Campaign {
  requireObject(source, 'campaign', value)
  if (Array.isArray((value as Partial<Campaign>).ensembles)) return
  throw new ParameterError(source, 'campaign', 'what campaign() yields', value)
}

/** Most tasks that a campaign is divided into. */
export const mostTasks = 1e5

/** Refuses a number of tasks, or a task's number, that is none. */
export function requireShard(source: string, shard: unknown, of: unknown): void {
  requireInteger(source, 'of', of, 1, mostTasks)
  requireInteger(source, 'shard', shard, 1, of)
}

function requireSampler(planned: string | undefined): void {
  const own = samplerDigest()
  if (planned === undefined || planned === own) return
  const rule =
    `the sampler of this host's nnqft ${version}, ${own}: ` +
    'install the version that made the plan on every host, or plan again with this one'
  throw new ParameterError('campaign', 'sampler', rule, planned)
}

function pointsOf({ grid = {}, list = [{}], ensemble }: CampaignParameters): EnsembleFields[] {
  const axes = Object.entries(grid)
  const count = axes.reduce((product, [, values]) => product * values.length, list.length)
  if (count > mostEnsembles) {
    throw new ParameterError('campaign', 'grid', `of at most ${mostEnsembles} ensembles`, count)
  }
  for (const [field] of axes) {
    const stated = Object.hasOwn(ensemble, field) ? 'ensemble' : 'list'
    if (stated === 'ensemble' || list.some((one) => Object.hasOwn(one, field))) {
      const rule = `stated in one place, not in "${stated}" too`
      throw new ParameterError('campaign', `grid.${field}`, rule, grid[field])
    }
  }
  return axes.reduce<EnsembleFields[]>(
    (points, [field, values]) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [field]: value }))),
    [...list]
  )
}

/** Runs `compute`; what it refuses is of this point of a campaign. */
export function atPoint<T>(source: string, point: EnsembleFields, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error
    const place = Object.keys(point).length > 0 ? ` (at ${jsonText(point)})` : ''
    throw new ParameterError(source, error.parameter, error.rule + place, error.value, {
      cause: error
    })
  }
}
