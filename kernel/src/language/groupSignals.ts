/**
 * The engine leads a process group of its own, to which all belong that a cell starts: they are
 * interrupted with it, as under a terminal, and end with it. Who asked for a life of its own (`detached`)
 * has a group of its own. Windows knows no such groups.
 */
export const hasGroups = process.platform !== 'win32'

/** Signals all processes of the group that `leader` leads or led; false if there are none. */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  if (!hasGroups) return false
  try {
    return process.kill(-leader, signal)
  } catch {
    // Nobody is left, or (EPERM) nobody whom this user may signal.
    return false
  }
}
