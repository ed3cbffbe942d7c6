import { Command } from 'commander'
import { requireTensorSize, type FieldTensor } from '../../effectiveAction/fieldTensor.js'
import { infraredVertices } from '../../effectiveAction/infraredVertices.js'
import type { MeasuredScale } from '../../effectiveAction/measuredVertices.js'
import { latticeModes, pointLattice } from '../../effectiveAction/pointLattice.js'
import { requireRegulator } from '../../effectiveAction/pointRegulator.js'
import { vertexFlow, type PointFlowParameters } from '../../effectiveAction/vertexFlow.js'
import type { Vertices } from '../../effectiveAction/vertices.js'
import type { RegulatorName } from '../../flow/regulator.js'
import { ensemble, type Ensemble } from '../../networks/ensemble.js'
import type { Point } from '../../networks/networkParameters.js'
import { ParameterError, requireInteger } from '../../numerics/parameterError.js'
import {
  addArchitectureOptions,
  networkFlags,
  networkOfOptions,
  type ArchitectureOptions
} from '../networkOptions.js'
import { jsonOption, namingFlags, numberListOption, numberOption } from '../optionValues.js'
import { withPointFiles } from '../pointFiles.js'
import { addProgressOption, pieceOptions, type ProgressFlags } from '../samplingOptions.js'
import type { Terminal } from '../terminal.js'

const source = 'nnqft flow points'

/** Flags by the names of the library's parameters: points are given by the one or the other. */
const flagsOf = ({ lattice }: PointsOptions) => ({
  ...networkFlags,
  points: lattice === undefined ? '--points' : '--lattice.sides',
  inputs: lattice === undefined ? '--points' : '--lattice.sides',
  name: '--regulator',
  regulator: '--regulator',
  scales: '--k',
  networks: '--networks',
  bags: '--bags',
  seed: '--seed',
  outputs: '--d-out',
  widths: '--width',
  'ensemble.bags': '--bags'
})

const examples = `
Printed: {"k", "points", "pairs", "combinations", "measured": {"gamma2": [per k][per pair], "gamma4": [per k][per combination],
"errors": {"gamma2", "gamma4"}, "converged": per k, "effectiveSampleSize": per k}, "truncated": the flow of Gamma2, Gamma4 and Gamma6
from their exact values at k = 0, "infrared": those values, "microscopic": the limit k -> infinity, measured}. Pairs and
combinations are indices of fields: output times the number of points, plus the point. "truncated" is null where
the exact Gamma6 is not known (deep networks), and "microscopic" where f has no density or is drawn itself (weights W1 or biases
b1 that are not normal).

Examples:
  nnqft flow points --net relu --width 10 --sigma-b 0.5 --points '[[0.4],[1]]' --regulator mass --k 0,0.1,0.3,1,3,10,30 --networks 400000 --seed 1
  nnqft flow points --net cos --width 20 --sigma-b 3 --lattice '{"sides":[4],"spacing":1.5}' --regulator litim --k 0,1,10
  nnqft flow points --net tanh --depth 3 --width 50 --points '[[0.5],[2]]' --regulator litim --k 0,1,10 | jq .measured.gamma4
`

interface PointsOptions extends ArchitectureOptions, ProgressFlags {
  readonly width: string
  readonly points?: string
  readonly lattice?: string
  readonly stiffness?: string
  readonly regulator: string
  readonly k: string
  readonly networks: string
  readonly bags: string
  readonly seed: string
  readonly dOut?: string
}

/** `nnqft flow points`: the passive flow of a network on points, measured at every k, beside its truncation. */
export function flowPointsCommand(terminal: Terminal): Command {
  const command = new Command('points')
    .summary('the passive flow on points, measured by reweighting, and truncated')
    .description(
      'Vertices of the regulated effective action of a network on points, measured at every k from one sample, with the flow ' +
        'truncated after Gamma6 from the exact infrared vertices, and the microscopic action at the end.'
    )
    .requiredOption('--width <N>', 'width, an integer >= 1')
    .option('--sigma-w <number>', 'standard deviation of the weights, > 0 (default: 1)')
    .option(
      '--points <JSON>',
      'list of points, each a list of coordinates, or @ and a file of them'
    )
    .option(
      '--lattice <JSON>',
      'in place of points a regular lattice around the origin, {"sides":[4],"spacing":1}, with the regulator in its momenta'
    )
    .option(
      '--stiffness <Z>',
      'with --lattice: R_k = k r(Z p^2/k), p the momenta of the lattice (default: 1)'
    )
    .option(
      '--regulator <name>',
      'mass (R_k = k), litim, exponential or sharp (not on a lattice), in the modes of K',
      'mass'
    )
    .requiredOption('--k <numbers>', 'scales >= 0, increasing')
    .option('--networks <count>', 'networks drawn in all', '100000')
    .option('--bags <count>', 'bags that they are divided into, for errors, >= 2', '20')
    .option('--seed <number>', 'seed of the random streams', '0')
    .option('--d-out <M>', 'outputs (default: 1)')
  addProgressOption(command)
  return addArchitectureOptions(command)
    .addHelpText('after', examples)
    .action(async (options: PointsOptions) => {
      const given = await withPointFiles(source, options)
      terminal.out(`${JSON.stringify(await flowFromOptions(given, terminal))}\n`)
    })
}

async function flowFromOptions(options: PointsOptions, terminal: Terminal) {
  const scales = numberListOption(source, '--k', options.k)
  const width = numberOption(source, '--width', options.width)
  const { points, modes } = placesOf(options)
  const bags = numberOption(source, '--bags', options.bags)
  const networks = numberOption(source, '--networks', options.networks)
  requireInteger(source, '--bags', bags, 2)
  requireInteger(source, '--networks', networks, bags)
  requireIncreasing(scales)
  const regulator = options.regulator as RegulatorName
  const flags = flagsOf(options)
  // All that can be refused is, before anything is drawn.
  const { drawn, infrared, truncated } = namingFlags(source, flags, () => {
    if ('modes' in modes) requireRegulator(source, regulator, modes.modes)
    const drawn = ensemble({
      ...networkOfOptions(source, options),
      ...(options.dOut !== undefined && {
        outputs: numberOption(source, '--d-out', options.dOut)
      }),
      inputs: points,
      bags,
      networksPerBag: Math.ceil(networks / bags),
      seed: numberOption(source, '--seed', options.seed)
    })
    return { drawn, ...truncatedFlow(drawn, width, { regulator, scales, ...modes }) }
  })
  const { isNormalGivenLayers, measuredVertices } =
    await import('../../effectiveAction/measuredVertices.js')
  const measure = (microscopic: boolean) =>
    measuredVertices(drawn, width, {
      regulator,
      scales,
      ...modes,
      highest: 4,
      microscopic,
      ...pieceOptions(options, terminal, 'sampling')
    })
  const measured = await namedRejection(flags, () =>
    isNormalGivenLayers(drawn) ? withDensity(measure) : measure(false)
  )
  const { gamma2, gamma4 } = measured.scales[0]
  return {
    k: scales,
    points,
    pairs: gamma2.combinations,
    combinations: gamma4.combinations,
    measured: measuredJson(measured.scales),
    truncated,
    infrared: verticesJson(infrared),
    microscopic: measured.microscopic
      ? {
          ...verticesJson(measured.microscopic),
          errors: verticesJson(measured.microscopic.errors),
          converged: measured.microscopic.converged
        }
      : null
  }
}

/** The points, with the modes of the regulator where they are a lattice. */
function placesOf({ points, lattice, stiffness }: PointsOptions) {
  if ((points === undefined) === (lattice === undefined)) {
    const given = points === undefined ? undefined : 'both'
    throw new ParameterError(source, '--points', 'given, or --lattice in its place', given)
  }
  if (points !== undefined) {
    if (stiffness !== undefined) {
      throw new ParameterError(source, '--stiffness', 'left out without --lattice', stiffness)
    }
    const rule = 'JSON, a list of points such as [[0.4],[1]], or @ and a file'
    return { points: jsonOption(source, '--points', points, rule) as readonly Point[], modes: {} }
  }
  const rule = 'JSON such as {"sides":[4],"spacing":1}'
  const given = jsonOption(source, '--lattice', lattice!, rule)
  const Z = numberOption(source, '--stiffness', stiffness ?? '1')
  const names = { lattice: '--lattice', sides: '--lattice.sides', spacing: '--lattice.spacing' }
  return namingFlags(source, { ...names, stiffness: '--stiffness' }, () => {
    const places = pointLattice(given as Parameters<typeof pointLattice>[0])
    // Waves on more points than have a vertex take seconds.
    requireTensorSize(source, '--lattice.sides', 4, places.points.length)
    return { points: places.points, modes: { modes: latticeModes(places, Z) } }
  })
}

function requireIncreasing(scales: readonly number[]): void {
  scales.forEach((k, i) => {
    if (i === 0 || !(k <= scales[i - 1])) return
    throw new ParameterError(source, `--k[${i}]`, 'larger than the one before', k)
  })
}

/** The exact vertices at k = 0 and their truncated flow; deep networks have no exact Gamma6. */
function truncatedFlow(drawn: Ensemble, width: number, parameters: PointFlowParameters) {
  const shallow = (drawn.depth ?? 1) === 1 && (drawn.layers?.length ?? 1) === 1
  const infrared = infraredVertices(drawn, drawn.inputs, width, shallow ? 6 : 4)
  if (!shallow) return { infrared, truncated: null }
  const flow = vertexFlow(infrared, parameters)
  return {
    infrared,
    truncated: {
      k: Array.from(flow.scales),
      gamma2: flow.vertices.map(({ gamma2 }) => numbers(gamma2)),
      gamma4: flow.vertices.map(({ gamma4 }) => numbers(gamma4)),
      ending: flow.ending
    }
  }
}

/** With the microscopic action, or without it where a network's f has no density. */
async function withDensity<T>(measure: (microscopic: boolean) => Promise<T>): Promise<T> {
  try {
    return await measure(true)
  } catch (error) {
    if (error instanceof RangeError && /f has no density/.test(error.message)) return measure(false)
    throw error
  }
}

/** Lets the library's errors name the flags. */
async function namedRejection<T>(
  flags: Readonly<Record<string, string>>,
  run: () => Promise<T>
): Promise<T> {
  try {
    return await run()
  } catch (error) {
    return namingFlags(source, flags, () => {
      throw error
    })
  }
}

function measuredJson(scales: readonly MeasuredScale[]) {
  return {
    gamma2: scales.map(({ gamma2 }) => numbers(gamma2)),
    gamma4: scales.map(({ gamma4 }) => numbers(gamma4)),
    errors: {
      gamma2: scales.map(({ errors }) => numbers(errors.gamma2)),
      gamma4: scales.map(({ errors }) => numbers(errors.gamma4))
    },
    converged: scales.map(({ converged }) => converged),
    effectiveSampleSize: scales.map(({ effectiveSampleSize }) => effectiveSampleSize)
  }
}

function verticesJson({ gamma2, gamma4 }: Vertices) {
  return { gamma2: numbers(gamma2), gamma4: numbers(gamma4) }
}

function numbers({ values }: FieldTensor): number[] {
  return Array.from(values)
}
