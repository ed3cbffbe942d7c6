import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where a kernelspec goes, at most one of these. */
export interface Destination {
  readonly user?: boolean
  readonly sysPrefix?: boolean
  readonly prefix?: string
  readonly jupyterPath?: string
}

/**
 * The Jupyter data folder of a destination. Without any: the user's.
 * @throws RangeError if more than one is given
 */
export function dataFolder(destination: Destination): string {
  const { user, sysPrefix, prefix, jupyterPath } = destination
  const given = [user, sysPrefix, prefix, jupyterPath].filter(Boolean)
  if (given.length > 1) {
    throw new RangeError('give one of --user, --sys-prefix, --prefix and --jupyter-path')
  }
  if (jupyterPath) return resolve(jupyterPath)
  if (prefix) return join(resolve(prefix), 'share', 'jupyter')
  return sysPrefix ? join(pythonPrefix(), 'share', 'jupyter') : userFolder()
}

/** `jupyter --data-dir`, by the rules of jupyter_core. */
function userFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return process.env.JUPYTER_DATA_DIR
  const home = homedir()
  if (process.platform === 'darwin') return join(home, 'Library', 'Jupyter')
  if (process.platform === 'win32') {
    return join(process.env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'jupyter')
  }
  return join(process.env.XDG_DATA_HOME ?? join(home, '.local', 'share'), 'jupyter')
}

/** `sys.prefix` of the active Python: that of the virtual or conda environment, if one is active. */
function pythonPrefix(): string {
  const active = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX
  if (active) return active
  const python = process.platform === 'win32' ? 'python' : 'python3'
  return execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim()
}
