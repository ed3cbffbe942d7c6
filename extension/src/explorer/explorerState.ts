import type { Normalisation, RegulatorName } from 'nnqft'
import { activationNames, paperInputsIn, type NetworkName } from 'nnqft/networks'
import type { Translation } from '../renderer/figureFailure.js'
import { isObject } from '../renderer/safeSpec.js'

/** Everything the RG explorer shows depends on this, and nothing else: plain JSON. */
export interface ExplorerState {
  readonly network: NetworkName
  readonly sigmaW: number
  readonly sigmaB: number
  /** Dimension of data space, 1 to 3. */
  readonly dIn: number
  /** Number of outputs, 1 to 3: components of the field that flows. */
  readonly outputs: number
  /** Width N of the hidden layer. */
  readonly width: number
  /** Order n of the Green functions shown: 2, 4 or 6. */
  readonly order: number
  readonly regulator: RegulatorName
  /** Highest power of the field in the potential: 4, 6 or 8. */
  readonly truncation: number
  /** Field whose exact couplings are taken: with kinetic term p^2, that of the flow, or the network's output. */
  readonly normalisation: Normalisation
  /** Infrared cutoff |x| < L of the couplings of networks whose covariance does not decay. */
  readonly cutoff: number
  /** Couplings of the canonical field at k = 0; u2 is the mass squared 2 sigmaW^2 / dIn. */
  readonly u4: number
  readonly u6: number
  /** Largest scale k of the flow. */
  readonly scale: number
  /** Networks per bag of a live sampling run, and its seed. */
  readonly networksPerBag: number
  readonly seed: number
}

/**
 * The talk's network at N = 100, at a bias where it can be sampled; the couplings at k = 0 are those at sigmaB = 1, u4 of
 * the canonical field as u2 is, and the talk's u6.
 */
export const initialState: ExplorerState = {
  network: 'gauss',
  sigmaW: 1,
  sigmaB: 0.3,
  dIn: 1,
  outputs: 1,
  width: 100,
  order: 4,
  regulator: 'litim',
  truncation: 6,
  normalisation: 'canonical',
  cutoff: 10,
  u4: -32.24,
  u6: 50,
  scale: 100,
  networksPerBag: 3000,
  seed: 0
}

/** Range of each number that a reader can set, with the step of its slider. */
export const numberRanges = {
  sigmaW: { minimum: 0.1, maximum: 3, step: 0.05 },
  sigmaB: { minimum: 0, maximum: 2, step: 0.05 },
  dIn: { minimum: 1, maximum: 3, step: 1 },
  outputs: { minimum: 1, maximum: 3, step: 1 },
  width: { minimum: 1, maximum: 1000, step: 1 },
  cutoff: { minimum: 1, maximum: 1000, step: 1 },
  u4: { minimum: -1e8, maximum: 1e8, step: 0, linear: 0.1 },
  u6: { minimum: -1e12, maximum: 1e12, step: 0, linear: 1 },
  scale: { minimum: 1, maximum: 200, step: 1 },
  networksPerBag: { minimum: 100, maximum: 30000, step: 100 },
  seed: { minimum: 0, maximum: 1000000, step: 1 }
} as const satisfies Partial<Record<keyof ExplorerState, NumberRange>>

/** Range of a number, both ends included. */
export interface NumberRange {
  readonly minimum: number
  readonly maximum: number
  /** Step of the slider; 0 for none. */
  readonly step: number
  /** Size up to which the slider is linear, and logarithmic beyond; absent for a linear slider. */
  readonly linear?: number
}

/** Values of each choice. */
export const choices = {
  network: activationNames,
  order: [2, 4, 6],
  regulator: ['litim', 'exponential', 'sharp', 'mass'],
  truncation: [4, 6, 8],
  normalisation: ['raw', 'canonical']
} as const satisfies { [K in keyof ExplorerState]?: readonly ExplorerState[K][] }

/**
 * A valid state from anything: known fields of the right kind are taken, numbers brought into their
 * range, all else has its initial value. States come from notebooks and from stored layouts.
 */
export function explorerState(given: unknown): ExplorerState {
  if (!isObject(given)) return initialState
  const state: Record<string, unknown> = { ...initialState }
  for (const [key, { minimum, maximum, step }] of Object.entries<NumberRange>(numberRanges)) {
    const value = given[key]
    if (typeof value !== 'number' || !Number.isFinite(value)) continue
    const whole = isWhole(key, step) ? Math.round(value) : value
    state[key] = Math.min(maximum, Math.max(minimum, whole))
  }
  for (const [key, values] of Object.entries<readonly unknown[]>(choices)) {
    if (values.includes(given[key])) state[key] = given[key]
  }
  return state as unknown as ExplorerState
}

function isWhole(key: string, step: number): boolean {
  return step >= 1 && !['scale', 'cutoff'].includes(key)
}

/** Why another number is taken than the one that was typed, in words; `undefined` if it is that one. NaN is no number. */
export function typedMistake(
  { key, label, typed }: TypedNumber,
  taken: number,
  trans: Translation
): string | undefined {
  if (Object.is(typed, taken)) return undefined
  const { minimum, maximum, step } = numberRanges[key]
  const rule = isWhole(key, step)
    ? trans.__('%1 is a whole number from %2 to %3', label, minimum, maximum)
    : trans.__('%1 is a number from %2 to %3', label, minimum, maximum)
  return Number.isNaN(typed)
    ? trans.__('%1; it stays %2.', rule, taken)
    : trans.__('%1: %2 in place of %3.', rule, taken, typed)
}

/** A number that was typed for one of the parameters. */
export interface TypedNumber {
  readonly key: keyof typeof numberRanges
  /** As the page names the parameter. */
  readonly label: string
  readonly typed: number
}

/** Why couplings cannot be shown, in words: the first one beyond its range; `undefined` if none is. */
export function rangeMistake(
  couplings: Partial<Pick<ExplorerState, 'u4' | 'u6'>>,
  trans: Translation
): string | undefined {
  for (const name of ['u4', 'u6'] as const) {
    const { minimum, maximum } = numberRanges[name]
    const value = couplings[name]
    if (value === undefined || (value >= minimum && value <= maximum)) continue
    return trans.__('%1 is %2; the explorer goes to ±%3.', name, value.toPrecision(3), maximum)
  }
  return undefined
}

/** What the explorer samples in this state: the parameters of an ensemble. */
export function explorerEnsemble(state: ExplorerState) {
  const { network, sigmaW, sigmaB, dIn, outputs, width, order, networksPerBag, seed } = state
  return {
    network,
    sigmaW,
    sigmaB,
    ...(outputs > 1 && { outputs }),
    inputs: paperInputsIn(network, dIn),
    widths: [width],
    orders: order === 2 ? [2] : [2, order],
    bags: explorerBags,
    networksPerBag,
    seed
  }
}

/** TypeScript that continues in a notebook from this state. */
export function notebookCode(state: ExplorerState): string {
  const { sigmaW, dIn, outputs, width, order, regulator, truncation, u4, u6, scale } = state
  const ensemble = explorerEnsemble(state)
  const higher = [u4, u6, 0].slice(0, truncation / 2 - 1)
  return [
    "const nnqft = await import('nnqft')",
    `const network = nnqft.ensemble(${JSON.stringify(ensemble)})`,
    `const exact = nnqft.exactDeviation(network, ${order}, ${width})`,
    'const moments = await nnqft.sampleEnsemble(network)',
    `const measured = nnqft.deviationSummary(moments, ${order}, ${width})`,
    `const massSquared = nnqft.massSquared({ sigmaW: ${sigmaW}, dIn: ${dIn} })`,
    'const flow = nnqft.passiveFlow({',
    `  dimension: ${dIn},`,
    ...(outputs > 1 ? [`  components: ${outputs},`] : []),
    `  regulator: '${regulator}',`,
    `  couplings: [${['massSquared', ...higher].join(', ')}],`,
    `  scales: Array.from({ length: 101 }, (_, i) => (${scale} * i) / 100)`,
    '})'
  ].join('\n')
}

/** Bags of a live sampling run. */
export const explorerBags = 20

/** Part of theory space that is shown, dimensionless. */
export const theoryRange = { u2: [-0.8, 2], u4: [-4, 8] } as const

/** Where trajectories are followed: somewhat beyond what is shown, and above the pole at u2 = -k^2. */
export const trajectoryBounds = {
  u2: [Math.max(theoryRange.u2[0] - 0.2, -0.99), theoryRange.u2[1] + 1],
  u4: [theoryRange.u4[0] - 2, theoryRange.u4[1] + 4]
} as const
