// JupyterLab without a server: the application, our extension, the kernel and the notebooks, as files.
import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkout, folders, projectEnvironment, projectPython } from '../setup/checkout.mjs'
import { run, runStep } from '../setup/steps.mjs'
import { writeBrowserPackages } from './browserPackages.mjs'

const requirements = join(dirname(fileURLToPath(import.meta.url)), 'requirements.txt')
const packages = join(checkout, 'build', 'site-packages')

const work = join(checkout, 'build', 'site-work')

/** Extensions that the pages load, each a folder as JupyterLab installs it. */
const extensions = [join(checkout, 'extension', 'labextension'), join(work, 'kernel')]

/** Kept out of the project's environment, which everyone sets up and few make the site with. */
function installPackages() {
  runStep('packages of the site', {
    inputs: [requirements],
    outputs: [join(packages, 'jupyterlite_core', '__init__.py')],
    work: () => {
      rmSync(packages, { recursive: true, force: true })
      const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--no-deps']
      run(projectPython(), [...pip, '--target', packages, '-r', requirements], {
        help: 'The packages come from PyPI: check the network and the proxy settings.'
      })
    }
  })
}

/** @param {string} folder where the application's files go */
export function buildJupyterLite(folder) {
  installPackages()
  for (const path of [folder, work]) rmSync(path, { recursive: true, force: true })
  cpSync(join(checkout, 'kernel', 'dist', 'browser'), join(work, 'kernel'), { recursive: true })
  writeBrowserPackages(join(work, 'kernel', 'static', 'packages'))
  // What has been visited is kept by the browser, so that it works without a network.
  const config = {
    enableServiceWorkerCache: 'true',
    exposeAppInBrowser: true,
    appName: 'NNQFT',
    defaultKernelName: 'nnqft'
  }
  const document = { 'jupyter-lite-schema-version': 0, 'jupyter-config-data': config }
  writeFileSync(join(work, 'jupyter-lite.json'), JSON.stringify(document))
  const options = [
    ...['--lite-dir', work, '--output-dir', folder, '--contents', folders.notebooks],
    ...['--apps', 'lab', '--no-sourcemaps', '--no-unused-shared-packages', '--force'],
    ...extensions.map((path) => `--LiteBuildConfig.federated_extensions=${path}`)
  ]
  run(projectPython(), ['-m', 'jupyterlite_core', 'build', ...options], {
    env: {
      ...projectEnvironment(),
      PYTHONPATH: [packages, process.env.PYTHONPATH].filter(Boolean).join(delimiter)
    }
  })
}
