import { ensemble, type Ensemble, type EnsembleParameters } from '../networks/ensemble.js'
import { requireArchitecture } from '../networks/networkParameters.js'
import { ParameterError } from '../numerics/parameterError.js'
import { jsonOption, namingFlags } from './optionValues.js'
import type { Terminal } from './terminal.js'

/**
 * The ensemble of a command's argument: its JSON, `@file`, or `-` for standard input; at least two bags.
 *
 * @throws ParameterError naming the argument, or the ensemble's field, and the rule
 */
export async function ensembleArgument(
  source: string,
  argument: string,
  terminal: Terminal
): Promise<Ensemble> {
  const text = await ensembleText(source, argument, terminal)
  const rule = 'the JSON of an ensemble such as {"network":"gauss"}, @file or -'
  const parsed = jsonOption(source, '<ensemble>', text, rule) as EnsembleParameters
  const checked = namingFlags(source, { parameters: '<ensemble>' }, () => ensemble(parsed))
  if (checked.bags >= 2) return checked
  throw new ParameterError(source, 'bags', '>= 2 to know the spread', checked.bags)
}

async function ensembleText(source: string, argument: string, terminal: Terminal): Promise<string> {
  if (argument === '-') return terminal.readInput()
  if (!argument.startsWith('@')) return argument
  const { readFile } = await import('node:fs/promises')
  try {
    return await readFile(argument.slice(1), 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new ParameterError(source, '<ensemble>', `@ and a readable file (${reason})`, argument)
  }
}

/**
 * Refuses an ensemble without the moments that a coupling needs, before anything is sampled: of several hidden layers the
 * two-point function too, since it depends on the width.
 */
export function requireOrders(source: string, ensemble: Ensemble, coupling: number): void {
  const { orders } = ensemble
  const single = requireArchitecture(source, ensemble).layers.length === 1
  for (let order = single ? 4 : 2; order <= coupling; order += 2) {
    if (!orders.includes(order)) {
      throw new ParameterError(source, 'orders', `with ${order}, for u${coupling}`, orders)
    }
  }
}
