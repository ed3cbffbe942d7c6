import { Command } from 'commander'
import type { Terminal } from '../terminal.js'
import { flowActiveCommand } from './flowActive.js'
import { flowCutoffCommand } from './flowCutoff.js'
import { flowPassiveCommand } from './flowPassive.js'
import { flowPointsCommand } from './flowPoints.js'
import { flowPotentialCommand } from './flowPotential.js'

const examples = `
Examples:
  nnqft flow passive --dimension 1 --sigma-w 1 --u4 -32.2442 --u6 50 --k 0.1,1,10
  nnqft flow active --width 1000 --order 4 --sigma-w 1,2,4,8
  nnqft flow potential --dimension 0 --couplings 1,1 --k 1,0 --field-max 6
  nnqft flow points --net relu --width 10 --sigma-b 0.5 --points '[[0.4],[1]]' --k 0,1,30
  nnqft flow cutoff --net relu --width 10 --cutoffs 7,100,10000
`

/** `nnqft flow`: the renormalization groups, one subcommand each. */
export function flowCommand(terminal: Terminal): Command {
  const command = new Command('flow')
    .summary('renormalization group flows: passive, active, potential, cutoff, points')
    .description('Renormalization group flows; each subcommand has its own help.')
    .addHelpText('after', examples)
  for (const make of [
    flowPassiveCommand,
    flowActiveCommand,
    flowPotentialCommand,
    flowCutoffCommand,
    flowPointsCommand
  ]) {
    command.addCommand(make(terminal))
  }
  return command
}
