import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { isAbsolute, join, posix, resolve, win32 } from 'node:path'

/** Where a kernelspec goes, at most one of these. */
export interface Destination {
  readonly user?: boolean
  readonly sysPrefix?: boolean
  readonly prefix?: string
  readonly jupyterPath?: string
}

/** What decides where a user's folders are. */
interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Undefined in a container whose user id has none. */
  readonly home: string | undefined
}

/**
 * The Jupyter data folder of a destination. Without any: the user's.
 * @throws RangeError if more than one is given, or the user has none
 */
export function dataFolder(destination: Destination): string {
  const { user, sysPrefix, prefix, jupyterPath } = destination
  const given = [user, sysPrefix, prefix, jupyterPath].filter(Boolean)
  if (given.length > 1) {
    throw new RangeError('give one of --user, --sys-prefix, --prefix and --jupyter-path')
  }
  if (jupyterPath) return resolve(jupyterPath)
  if (prefix) return join(resolve(prefix), 'share', 'jupyter')
  const folder = sysPrefix ? join(pythonPrefix(), 'share', 'jupyter') : userDataFolder()
  if (folder === undefined) {
    throw new RangeError(
      'this user has no home folder: set HOME or JUPYTER_DATA_DIR, or give --prefix or --jupyter-path'
    )
  }
  return folder
}

/**
 * Folder in which the kernel keeps what outlives a session (history, startup snapshots): inside Jupyter's
 * data folder, so that it moves with that. Undefined for a user without any.
 */
export function kernelFolder(): string | undefined {
  const data = userDataFolder()
  // Absolute: what makes the startup snapshot runs in another folder.
  return data === undefined ? undefined : resolve(data, 'nnqft-kernel')
}

/** Removes what outlives a session, once no session will ask for it; returns its folder, or undefined if nothing was there. */
export function removeKernelFolder(): string | undefined {
  const folder = kernelFolder()
  if (folder === undefined || !existsSync(folder)) return undefined
  const isEmpty = readdirSync(folder).length === 0
  rmSync(folder, { recursive: true })
  return isEmpty ? undefined : folder
}

/** `jupyter --data-dir`, by the rules of jupyter_core; undefined where they name no folder. */
export function userDataFolder(surroundings?: Surroundings): string | undefined {
  const { platform, environment, home } = surroundings ?? {
    platform: process.platform,
    environment: process.env,
    home: homeFolder()
  }
  const { JUPYTER_DATA_DIR: given } = environment
  if (given) return given
  const { join } = platform === 'win32' ? win32 : posix
  const atHome = (...names: string[]) => (home === undefined ? undefined : join(home, ...names))
  const below = (parent: string | undefined, name: string) =>
    parent === undefined ? undefined : join(parent, name)
  const shared = environment.XDG_DATA_HOME || undefined
  if (usesPlatformFolders(environment)) {
    if (platform === 'win32') {
      return below(environment.LOCALAPPDATA || atHome('AppData', 'Local'), 'jupyter')
    }
    const usual = platform === 'darwin' ? ['Library', 'Application Support'] : ['.local', 'share']
    return below(shared ?? atHome(...usual), 'jupyter')
  }
  if (platform === 'darwin') return atHome('Library', 'Jupyter')
  if (platform === 'win32') {
    const { APPDATA: data, JUPYTER_CONFIG_DIR: configuration } = environment
    return data ? join(data, 'jupyter') : below(configuration || atHome('.jupyter'), 'data')
  }
  return below(shared ?? atHome('.local', 'share'), 'jupyter')
}

/** JUPYTER_PLATFORM_DIRS is set to anything but a no. */
function usesPlatformFolders({ JUPYTER_PLATFORM_DIRS: set }: Surroundings['environment']): boolean {
  return set !== undefined && !/^(no?|false|off|0|0\.0)$/i.test(set)
}

/** HOME, or what the system's list of users says: in a container the user id often stands in none. */
function homeFolder(): string | undefined {
  for (const lookUp of [homedir, () => userInfo().homedir]) {
    try {
      const home = lookUp()
      // HOME may be set to nothing.
      if (isAbsolute(home)) return home
    } catch {
      // This one does not know the user.
    }
  }
  return undefined
}

/** `sys.prefix` of the active Python: that of the virtual or conda environment, if one is active. */
function pythonPrefix(): string {
  const active = process.env.VIRTUAL_ENV ?? process.env.CONDA_PREFIX
  if (active) return active
  const python = process.platform === 'win32' ? 'python' : 'python3'
  return execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], { encoding: 'utf8' }).trim()
}
