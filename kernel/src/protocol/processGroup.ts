import { setTimeout as sleep } from 'node:timers/promises'
import { signalGroup } from '../language/groupSignals.js'

/** Milliseconds between the request to end and its enforcement. */
const politeTime = 300
const pollTime = 10

/** Ends the processes that the leader of a group left behind when it ended: first asks, then forces them. */
export async function endGroup(leader: number): Promise<void> {
  if (!signalGroup(leader, 'SIGTERM')) return
  const deadline = performance.now() + politeTime
  while (performance.now() < deadline) {
    await sleep(pollTime)
    if (!signalGroup(leader, 0)) return
  }
  signalGroup(leader, 'SIGKILL')
}
