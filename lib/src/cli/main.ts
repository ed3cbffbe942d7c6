import { Command, CommanderError } from 'commander'
import { ParameterError } from '../numerics/parameterError.js'
import { version } from '../version.js'
import { campaignCommand } from './commands/campaign.js'
import { couplingsCommand } from './commands/couplings.js'
import { covarianceCommand } from './commands/covariance.js'
import { depthCommand } from './commands/depth.js'
import { exactCommand } from './commands/exact.js'
import { fixedPointCommand } from './commands/fixedPoint.js'
import { flowCommand } from './commands/flow.js'
import { measureCommand } from './commands/measure.js'
import { storeCommand } from './commands/store.js'
import { sweepCommand } from './commands/sweep.js'
import { vertexCommand } from './commands/vertex.js'
import type { Terminal } from './terminal.js'

/** Exit codes: done, unexpected failure, wrong use, interrupted by the user. */
const exitCodes = { done: 0, failure: 1, usage: 2, interrupted: 130 } as const

/** One entry per command; each file of `commands/` makes one. */
const commands: readonly ((terminal: Terminal) => Command)[] = [
  exactCommand,
  covarianceCommand,
  vertexCommand,
  depthCommand,
  measureCommand,
  couplingsCommand,
  sweepCommand,
  flowCommand,
  fixedPointCommand,
  campaignCommand,
  storeCommand
]

/**
 * Runs the command line `nnqft …` and returns its exit code. Results go to standard output as one
 * line of JSON, errors and progress to standard error.
 *
 * @param args arguments after the program's name
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('nnqft')
    .description('Neural-network / quantum-field-theory correspondence: numbers as JSON')
    .version(version)
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .exitOverride()
  for (const command of commands) {
    const added = command(terminal).copyInheritedSettings(program)
    for (const nested of added.commands) nested.copyInheritedSettings(added)
    for (const one of [added, ...added.commands]) {
      requireOptionsLast(one)
      refuseRepeatedOptions(one)
    }
    program.addCommand(added)
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
    if (terminal.signal.aborted) {
      terminal.err('nnqft: interrupted\n')
      return exitCodes.interrupted
    }
    terminal.err(`${error instanceof Error ? error.message : String(error)}\n`)
    return isRefusal(error) ? exitCodes.usage : exitCodes.failure
  }
}

/** What a command could not do as asked: under its own name (see `namingFlags`), or with the parameter that is to blame. */
function isRefusal(error: unknown): boolean {
  if (error instanceof ParameterError) return true
  return error instanceof RangeError && error.message.startsWith('nnqft ')
}

/** Refuses values of an option that is given twice, of which Commander takes the last silently. Signs without values may be repeated. */
function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options.filter((one) => one.required)) {
    let isGiven = false
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (isGiven) {
        const source = command.parent?.parent
          ? `nnqft ${command.parent.name()} ${command.name()}`
          : `nnqft ${command.name()}`
        throw new ParameterError(source, `--${option.name()}`, 'given once', value)
      }
      isGiven = true
    })
  }
}

/**
 * Asks for options that must be given after all that were given are known. Commander asks first, and says that one is missing
 * where it was mistyped.
 */
function requireOptionsLast(command: Command): void {
  const required = command.options.filter(({ mandatory }) => mandatory)
  for (const option of required) option.mandatory = false
  command.hook('preAction', () => {
    const missing = required.find(
      (option) => command.getOptionValue(option.attributeName()) === undefined
    )
    if (missing) command.error(`error: required option '${missing.flags}' not specified`)
  })
}
