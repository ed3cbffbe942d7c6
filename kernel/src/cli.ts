import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runCommand } from './install/commands.js'
import { whenParentEnds } from './protocol/parentWatch.js'
import { Supervisor, type SupervisorOptions } from './protocol/supervisor.js'

/** What the kernelspec says. @throws TypeError if it is anything else */
function kernelOptions(): SupervisorOptions {
  const { values } = parseArgs({
    options: {
      'connection-file': { type: 'string', default: '' },
      packages: { type: 'string', multiple: true, default: [] }
    }
  })
  const packageFolders = values.packages.map((folder) => resolve(folder))
  return { connectionFile: values['connection-file'], packageFolders }
}

function runKernel(options: SupervisorOptions): void {
  // Who reads the log may end before the kernel, with Jupyter: then the rest is lost, and nothing else.
  process.stderr.on('error', () => undefined)
  const supervisor = new Supervisor(options)
  process.on('uncaughtException', (error) => supervisor.fault(error))
  process.on('SIGINT', () => supervisor.interrupt())
  whenParentEnds(() => void supervisor.shutdown())
  process.on('SIGTERM', () => void supervisor.shutdown())
}

const isKernel = process.argv.some((argument) => argument.startsWith('--connection-file'))
try {
  if (isKernel) runKernel(kernelOptions())
  else await runCommand()
} catch (error) {
  // A wrong argument, no such file, or a folder that cannot be made.
  process.stderr.write(`error: ${(error as Error).message}\n`)
  process.exitCode = 1
}
