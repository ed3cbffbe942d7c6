import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CampaignFile } from './campaignFile.js'
import { mergeName, usualArray } from './taskScript.js'

const execute = promisify(execFile)

/** Slurm does not do what it is asked for; the message says what to do. */
export class SlurmError extends Error {
  override readonly name = 'SlurmError'
}

/** A task of a campaign that Slurm knows of. */
export interface QueuedTask {
  readonly job: string
  /** What is drawn, `CampaignFile.names`. */
  readonly campaign: string
  readonly tasks: number
  readonly shard: number
  readonly running: boolean
}

/** Standard output of a program of Slurm. */
async function slurm(program: string, args: readonly string[]): Promise<string> {
  try {
    return (await execute(program, args, { maxBuffer: 2 ** 28 })).stdout
  } catch (error) {
    const { code, stderr, message } = error as { code?: unknown; stderr?: string; message: string }
    if (code === 'ENOENT') {
      throw new SlurmError(
        `${program} is not there: run this where jobs are submitted (a login node of the cluster), or draw without Slurm: ` +
          'nnqft campaign run FILE --shard i/n, see docs/cluster.md'
      )
    }
    const reason = (stderr?.trim() ?? '') || message
    const unreached = /configuration source|contact slurm|connect/i.test(reason)
    const advice = unreached
      ? '\nThis host does not reach a Slurm controller: try a login node'
      : ''
    throw new SlurmError(`${program}: ${reason}${advice}`, { cause: error })
  }
}

/** Whether there is a Slurm here. */
export async function hasSlurm(): Promise<boolean> {
  return slurm('sbatch', ['--version']).then(
    () => true,
    () => false
  )
}

/** What Slurm's queue has of a campaign's folder. */
export interface Queue {
  /** Tasks that wait or run. */
  readonly tasks: readonly QueuedTask[]
  /** Whether a job that merges waits or runs. */
  readonly merge: boolean
}

/** What Slurm's queue has of a campaign's folder. */
export async function campaignQueue(file: CampaignFile): Promise<Queue> {
  const text = await slurm('squeue', ['--noheader', '--array', '--format=%j|%K|%T|%A'])
  const lines = text
    .split('\n')
    .map((line) => line.trim().split('|'))
    .filter(([, , state]) => state !== 'COMPLETING')
  const tasks = lines.flatMap(([name, index, state, job]) => {
    const [, folder, campaign, tasks, offset] = name.split('-')
    if (folder !== file.names.folder || offset === undefined) return []
    const shard = Number(offset) + Number(index)
    return [{ job, campaign, tasks: Number(tasks), shard, running: state === 'RUNNING' }]
  })
  return { tasks, merge: lines.some(([name]) => name === mergeName(file)) }
}

/** How many tasks an array may have: the largest index is one less than Slurm's MaxArraySize. */
export async function largestArray(): Promise<number> {
  const text = await slurm('scontrol', ['show', 'config'])
  const found = /^MaxArraySize\s*=\s*(\d+)/m.exec(text)
  return found ? Math.max(Number(found[1]) - 1, 1) : usualArray
}

/** Submits a script and returns the job's number. */
export async function submitScript(options: readonly string[]): Promise<string> {
  try {
    return (await slurm('sbatch', ['--parsable', ...options])).trim().split(';')[0]
  } catch (error) {
    const { message } = error as Error
    if (!/partition/i.test(message)) throw error
    const partitions = (await slurm('sinfo', ['--noheader', '--format=%R'])).trim().split('\n')
    const advice = `state one of those here, ${partitions.join(', ')}, as "--partition=NAME" in the campaign's "sbatch"`
    throw new SlurmError(`${message}: ${advice}`, { cause: error })
  }
}
