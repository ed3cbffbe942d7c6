// A prebuilt extension of JupyterLite: registers the kernel with the page, and spares that work at its start. The page hands over its own copies of
// shared modules when it starts (the protocol of module federation, of which no more is needed than this).
import { browserKernel, type Interruptible } from './browserKernel.js'
import { EngineStart } from './engine.js'
import type { KernelOptions, LiteServices, Plugin } from './jupyterLite.js'
import { trustDefaults, type SettingServices } from './settingDefaults.js'

/** Shared modules by name and version. */
type ShareScope = Readonly<
  Record<string, Readonly<Record<string, { get(): Promise<() => unknown> }>>>
>

/** The folder of this script. */
const here = new URL('.', (document.currentScript as HTMLScriptElement).src).href
const engines = new EngineStart({ worker: `${here}engineWorker.js`, packages: `${here}packages/` })

let scope: ShareScope = {}

async function shared(name: string): Promise<unknown> {
  const [offer] = Object.values(scope[name] ?? {})
  if (!offer) throw new Error(`this page has no ${name}: the kernel needs JupyterLite`)
  return (await offer.get())()
}

function pluginOf(services: LiteServices): Plugin {
  return {
    id: 'nnqft-kernel:browser',
    description: 'A TypeScript kernel in the browser.',
    autoStart: true,
    requires: [services.IKernelSpecs, services.IKernelClient],
    activate(_app, specs, client) {
      const Kernel = browserKernel(services, engines)
      const kernels = new Map<string, Interruptible>()
      const create = async (options: KernelOptions) => {
        const kernel = new Kernel(options)
        kernels.set(options.id, kernel)
        return kernel
      }
      const spec = {
        name: 'nnqft',
        display_name: 'TypeScript (NNQFT)',
        language: 'typescript',
        argv: [],
        resources: { 'logo-svg': `${here}logo-svg.svg`, 'logo-64x64': `${here}logo-64x64.png` }
      }
      specs.register({ spec, create })
      // JupyterLite drops the cells that wait, and does not tell the one that runs.
      const interrupt = client.interrupt.bind(client)
      client.interrupt = async (id) => {
        await interrupt(id)
        kernels.get(id)?.interrupt()
      }
    }
  }
}

const container = {
  init(given: ShareScope) {
    scope = given
  },
  async get() {
    const services = (await shared('@jupyterlite/services')) as LiteServices
    const settings = (await shared('@jupyterlab/settingregistry')) as SettingServices
    trustDefaults(settings.DefaultSchemaValidator.prototype)
    return () => ({ __esModule: true, default: [pluginOf(services)] })
  }
}

const registry = globalThis as { _JUPYTERLAB?: Record<string, unknown> }
registry._JUPYTERLAB = { ...registry._JUPYTERLAB, 'nnqft-kernel': container }
