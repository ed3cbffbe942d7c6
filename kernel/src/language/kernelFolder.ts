import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Folder in which the kernel keeps what outlives a session (history, compiled code): inside
 * Jupyter's data folder, so that it moves with JUPYTER_DATA_DIR.
 */
export function kernelFolder(): string {
  const data = process.env.JUPYTER_DATA_DIR ?? join(homedir(), '.local', 'share', 'jupyter')
  return join(data, 'nnqft-kernel')
}
