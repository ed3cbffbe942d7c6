import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { planCampaign, type PlanOptions } from '../../campaign/planCampaign.js'
import { campaignProgress } from '../../campaign/storedCampaign.js'
import { makeFolder } from '../../numerics/makeFolder.js'
import { writePlan, type CampaignFile } from './campaignFile.js'
import {
  campaignQueue,
  largestArray,
  SlurmError,
  submitScript,
  type Queue,
  type QueuedTask
} from './slurm.js'
import { arrays, jobName, mergeScript, taskScript, type Tasks } from './taskScript.js'

/** What was submitted. */
export interface Submission {
  /** Tasks of the whole campaign. */
  readonly tasks: number
  /** Of them those that were submitted now: bags of theirs are missing, and they neither waited nor ran. */
  readonly submitted: number
  readonly queued: number
  readonly jobs: readonly string[]
  /** The job that merges; absent where it has run, or waits already. */
  readonly merge?: string
  readonly plan: string
}

/**
 * Submits the tasks of a campaign that are neither done nor in Slurm's queue, and a job behind them that merges; that one alone if
 * nothing but the merge is left to do.
 *
 * @throws SlurmError if there is no Slurm, or it refuses, or tasks of another version of the campaign are in its queue
 */
export async function submitCampaign(
  file: CampaignFile,
  { nnqft, ...options }: PlanOptions & Pick<Tasks, 'nnqft'>
): Promise<Submission> {
  // The queue before the store: a task that ends between the two is in the store or submitted again, and draws nothing twice.
  const queue = await campaignQueue(file)
  requireSameCampaign(file, queue.tasks)
  const planned = planCampaign(file.campaign, options)
  const tasks = queue.tasks[0]?.tasks ?? planned.tasks
  const plan = await writePlan(file)
  await writeFile(tasksPath(file), `${tasks}\n`)
  const busy = new Set(queue.tasks.map(({ shard }) => shard))
  const { missing, merged } = await campaignProgress(file.campaign, tasks, { folder: file.store })
  const shards = missing.filter((shard) => !busy.has(shard))
  const what = { plan, tasks, longestMinutes: planned.longestMinutes, nnqft }
  const jobs = await submitTasks(file, shards, what)
  const done = { tasks, submitted: shards.length, queued: busy.size, jobs, plan }
  if (shards.length === 0 && (merged || queue.merge)) return done
  return { ...done, merge: await submitMerge(file, queue, jobs, what) }
}

/** Submits tasks in arrays as large as the cluster takes, and returns their jobs. */
async function submitTasks(
  file: CampaignFile,
  shards: readonly number[],
  what: Tasks
): Promise<string[]> {
  if (shards.length === 0) return []
  const { tasks } = what
  const script = await writeScript(file, `task-${tasks}.sh`, taskScript(file, what))
  const jobs: string[] = []
  for (const { offset, array } of arrays(shards, await largestArray())) {
    const name = `--job-name=${jobName(file, tasks, offset)}`
    jobs.push(await submitScript([name, `--array=${array}`, script, `${offset}`]))
  }
  return jobs
}

/** Submits the job that merges, behind the tasks in the queue and those that were submitted now. */
async function submitMerge(
  file: CampaignFile,
  queue: Queue,
  jobs: readonly string[],
  what: Tasks
): Promise<string> {
  const before = [...new Set([...jobs, ...queue.tasks.map(({ job }) => job)])]
  return submitScript([
    ...(before.length > 0 ? [`--dependency=afterany:${before.join(':')}`] : []),
    await writeScript(file, 'merge.sh', mergeScript(file, what))
  ])
}

/** How many tasks the last submission had, undefined if there was none. */
export async function submittedTasks(file: CampaignFile): Promise<number | undefined> {
  const text = await readFile(tasksPath(file), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number(text)
}

function tasksPath({ folder, names }: CampaignFile): string {
  return join(folder, `tasks-${names.campaign}.txt`)
}

/** Tasks of an earlier version, of fewer bags for example, would draw what those of this one draw. */
function requireSameCampaign({ names, folder }: CampaignFile, queue: readonly QueuedTask[]): void {
  const others = queue.filter(({ campaign }) => campaign !== names.campaign)
  if (others.length === 0) return
  const jobs = [...new Set(others.map(({ job }) => job))].join(' ')
  throw new SlurmError(
    `tasks of another version of this campaign, in ${folder}, wait or run: ` +
      `let them end, or cancel them with scancel ${jobs}; then submit again`
  )
}

async function writeScript({ folder }: CampaignFile, name: string, text: string): Promise<string> {
  await makeFolder(folder)
  const path = join(folder, name)
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}
