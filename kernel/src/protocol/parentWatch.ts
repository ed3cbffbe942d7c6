const interval = 1000

/**
 * Calls `ended` when the Jupyter server that started the kernel (JPY_PARENT_PID) is gone: nobody
 * else would end the kernel. Without that variable nothing is watched.
 */
export function whenParentEnds(ended: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID)
  if (!Number.isInteger(parent) || parent <= 1) return
  const timer = setInterval(() => {
    if (isAlive(parent)) return
    clearInterval(timer)
    ended()
  }, interval)
  timer.unref()
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0)
    return true
  } catch (error) {
    // The process exists but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
