import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { campaignCoreHours } from '../../campaign/planCampaign.js'
import { campaignProgress } from '../../campaign/storedCampaign.js'
import type { PieceOptions } from '../../numerics/inPieces.js'
import type { CampaignFile } from './campaignFile.js'
import { hasSlurm, largestArray, campaignQueue } from './slurm.js'
import { submittedTasks } from './submitCampaign.js'
import { logName } from './taskScript.js'

/** A submitted task with bags missing that neither waits nor runs. */
export interface FailedTask {
  readonly shard: number
  /** The last line that it wrote, null if it wrote none. */
  readonly reason: string | null
}

/** How far a campaign is: from its store, and from Slurm's queue where there is one. */
export async function campaignStatus(file: CampaignFile, how: PieceOptions) {
  const { tasks: queue } = (await hasSlurm()) ? await campaignQueue(file) : { tasks: [] }
  const submitted = queue[0]?.tasks ?? (await submittedTasks(file))
  const tasks = submitted ?? 1
  const { campaign, store } = file
  const { missing, share, ...bags } = await campaignProgress(campaign, tasks, {
    folder: store,
    ...how
  })
  const inQueue = new Map(queue.map(({ shard, running }) => [shard, running]))
  const running = queue.filter((task) => task.running).length
  const coreHours = share < 1 ? campaignCoreHours(campaign) * (1 - share) : 0
  const cores = running * (campaign.parameters.workers ?? 1)
  // Tasks that were never submitted have not failed: nothing is known of those that are run by hand.
  const failed = submitted ? missing.filter((shard) => !inQueue.has(shard)) : []
  return {
    folder: file.folder,
    ...bags,
    tasks,
    done: tasks - missing.length,
    running,
    waiting: queue.length - running,
    failed: await Promise.all(failed.map((shard) => failedTask(file, tasks, shard))),
    remainingCoreHours: coreHours,
    remainingMinutes: cores > 0 ? (60 * coreHours) / cores : null
  }
}

async function failedTask(file: CampaignFile, tasks: number, shard: number): Promise<FailedTask> {
  const bound = tasks > 1 && (await hasSlurm()) ? await largestArray() : tasks
  const offset = Math.floor((shard - 1) / bound) * bound
  const path = join(file.logs, logName(file, tasks, offset, shard - offset))
  const text = await readFile(path, 'utf8').catch(() => '')
  return { shard, reason: text.trim().split('\n').pop() || null }
}
