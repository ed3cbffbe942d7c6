// Where things are in this checkout, and the environment in which its programs run. Nothing of the
// user's own Jupyter installation is read or written.
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const checkout = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const windows = process.platform === 'win32'
const jupyterFolder = join(checkout, '.jupyter')

export const folders = {
  jupyter: jupyterFolder,
  virtualEnvironment: join(checkout, '.venv'),
  notebooks: join(checkout, 'notebooks'),
  reproduction: join(checkout, 'build', 'reproduction'),
  reproductionStore: join(checkout, 'build', 'reproduction', 'store'),
  stamps: join(checkout, 'build', 'setup')
}

/** Settings of JupyterLab: its question about news is answered, and it looks for no newer version. */
export const labConfiguration = join(checkout, '.ci', 'lab')

/** The Python of the project: `NNQFT_PYTHON` if set (conda), else the one of `.venv`. */
export function projectPython() {
  if (process.env.NNQFT_PYTHON) return process.env.NNQFT_PYTHON
  return windows
    ? join(folders.virtualEnvironment, 'Scripts', 'python.exe')
    : join(folders.virtualEnvironment, 'bin', 'python')
}

/** Environment variables for every program that uses Jupyter, the kernel or the extension. */
export function projectEnvironment() {
  const python = projectPython()
  return {
    ...process.env,
    NNQFT_PYTHON: python,
    PATH: [dirname(python), join(checkout, 'node_modules', '.bin'), process.env.PATH].join(
      delimiter
    ),
    JUPYTER_PATH: jupyterFolder,
    JUPYTER_DATA_DIR: join(jupyterFolder, 'data'),
    JUPYTER_CONFIG_DIR: join(jupyterFolder, 'config'),
    JUPYTER_CONFIG_PATH: labConfiguration,
    JUPYTER_RUNTIME_DIR: join(jupyterFolder, 'runtime'),
    JUPYTERLAB_SETTINGS_DIR: join(jupyterFolder, 'lab', 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(jupyterFolder, 'lab', 'workspaces'),
    IPYTHONDIR: join(jupyterFolder, 'ipython')
  }
}

/** Options of JupyterLab for a server that asks nothing of the network, whatever its page asks for. */
export const quietLab = [
  '--LabApp.news_url=None',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate'
]
