import { spawn, type ChildProcess } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { labConfiguration, projectPython, quietLab } from '../../.ci/setup/checkout.mjs'

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A cell output of a test notebook: MIME bundle, shown as it stands, no kernel needed. */
export type Bundle = Record<string, unknown>

/** An installation of JupyterLab that is not the checkout's. */
interface OtherInstallation {
  readonly python: string
  readonly jupyterPath?: string
}

/**
 * A real JupyterLab server in folders of its own: it reads and writes nothing of the user's. It is
 * the project's, with this checkout's extension and kernel, or that of another Python environment
 * with what is installed there. Close it when done.
 */
export class JupyterLabServer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly address: string,
    private readonly token: string
  ) {}

  /**
   * Starts a server and waits until it answers; its log is in the error if it does not.
   *
   * @param others - another installation than the checkout's: its Python, and where its extensions are beside those
   * of this Python
   */
  static async start(others?: OtherInstallation): Promise<JupyterLabServer> {
    for (;;) {
      const port = await freePort()
      try {
        return await JupyterLabServer.startAt(port, others)
      } catch (error) {
        // Until the server listened, another program may have taken it.
        if (!String(error).includes(`port ${port} is not available`)) throw error
      }
    }
  }

  private static async startAt(
    port: number,
    others?: OtherInstallation
  ): Promise<JupyterLabServer> {
    const folder = mkdtempSync(join(tmpdir(), 'nnqft-lab-'))
    const environment = serverEnvironment(folder)
    const { python, jupyterPath = '' } = others ?? {
      python: projectPython(),
      jupyterPath: checkoutJupyterPath(folder)
    }
    environment.JUPYTER_PATH = [join(folder, 'jupyter'), jupyterPath].join(delimiter)
    const token = 'nnqft-test'
    const settings = {
      ip: '127.0.0.1',
      port,
      port_retries: 0,
      root_dir: join(folder, 'notebooks'),
      open_browser: 'False',
      allow_root: 'True'
    }
    const options = Object.entries(settings).map(([key, value]) => `--ServerApp.${key}=${value}`)
    options.push(`--IdentityProvider.token=${token}`, '--LabApp.expose_app_in_browser=True')
    const server = spawn(python, ['-m', 'jupyterlab', '--no-browser', ...quietLab, ...options], {
      env: environment,
      cwd: folder
    })
    const log: string[] = []
    server.stderr.on('data', (text: Buffer) => log.push(String(text)))
    const address = `http://127.0.0.1:${port}`
    try {
      await answering(`${address}/api/status?token=${token}`, server)
    } catch (error) {
      server.kill('SIGKILL')
      throw new Error(`JupyterLab did not start: ${String(error)}\n${log.join('')}`, {
        cause: error
      })
    }
    return new JupyterLabServer(server, folder, address, token)
  }

  /** Writes a notebook with one code cell per bundle, optionally signed as trusted. */
  async writeNotebook(name: string, bundles: readonly Bundle[], trusted = true): Promise<void> {
    this.write(name, {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {},
      cells: bundles.map((data, i) => ({
        cell_type: 'code',
        id: `cell-${i}`,
        execution_count: i + 1,
        metadata: {},
        source: `figure${i}`,
        outputs: [{ output_type: 'display_data', data, metadata: {} }]
      }))
    })
    if (trusted) await this.trust(name)
  }

  /** Writes a file into the server's folder, objects as JSON; its folders are made. */
  write(name: string, content: object | string): void {
    const path = join(this.folder, 'notebooks', name)
    mkdirSync(dirname(path), { recursive: true })
    const isJson = typeof content === 'object' && !Buffer.isBuffer(content)
    writeFileSync(path, isJson ? JSON.stringify(content) : content)
  }

  /** Registers a kernel for this server alone, by the content of its kernel.json. */
  addKernel(name: string, spec: object): void {
    const path = join(this.folder, 'jupyter', 'kernels', name)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'kernel.json'), JSON.stringify(spec))
  }

  /** The text of a file in the server's folder. */
  read(name: string): string {
    return readFileSync(join(this.folder, 'notebooks', name), 'utf8')
  }

  /** Signs a notebook as trusted. */
  async trust(name: string): Promise<void> {
    const url = this.url(`api/contents/${encodeURI(name)}/trust`)
    const { ok, status } = await fetch(url, { method: 'POST' })
    if (!ok) throw new Error(`trust of ${name}: status ${status}`)
  }

  /** Ends the kernels of all notebooks, those of a page that was closed too. */
  async endSessions(): Promise<void> {
    const answer = await fetch(this.url('api/sessions'))
    for (const { id } of (await answer.json()) as { id: string }[]) {
      const { ok, status } = await fetch(this.url(`api/sessions/${id}`), { method: 'DELETE' })
      if (!ok) throw new Error(`end of the session ${id}: status ${status}`)
    }
  }

  /** Address of a page of this server. */
  url(path: string): string {
    return `${this.address}/${path}${path.includes('?') ? '&' : '?'}token=${this.token}`
  }

  /** Writes a notebook of code cells for this project's kernel. */
  writeProgram(name: string, sources: readonly string[]): void {
    this.write(name, {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: 'nnqft', display_name: 'TypeScript (NNQFT)' } },
      cells: sources.map((source, i) => ({
        cell_type: 'code',
        id: `cell-${i}`,
        execution_count: null,
        metadata: {},
        source,
        outputs: []
      }))
    })
  }

  /** Opens a notebook in an empty JupyterLab, which is loaded if need be; one that names no kernel gets none. */
  async openNotebook(page: Page, name: string, kernel = false): Promise<void> {
    if (await emptyLab(page)) {
      await runCommand(page, 'docmanager:open', { path: name, factory: 'Notebook' })
    } else {
      const workspace = name.replace(/\W/g, '-')
      await page.goto(this.url(`lab/workspaces/${workspace}/tree/${encodeURI(name)}?reset`))
    }
    if (!kernel) await page.locator('.jp-Dialog button', { hasText: 'No Kernel' }).click()
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor()
    // Cells that are run before the kernel is known make JupyterLab ask for one.
    if (kernel) await page.locator('#jp-main-statusbar', { hasText: '(NNQFT) | Idle' }).waitFor()
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve))
    this.process.kill('SIGTERM')
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(timer)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A headless Chromium that speaks to nobody but the page's server. */
export function launchBrowser(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run'
  ]
  return chromium.launch({ executablePath: browserPath(), args })
}

/** Closes what is open in JupyterLab and ends its kernels. @returns false if the page shows none, or not an empty one now */
export function emptyLab(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    type Widgets = Iterable<{ isVisible: boolean; dispose(): void }>
    const { jupyterapp } = window as unknown as {
      jupyterapp?: {
        shell: { widgets(area: string): Widgets; collapseRight(): void; mode: string }
        serviceManager: { sessions: { shutdownAll(): Promise<void> } }
      }
    }
    if (!jupyterapp) return false
    const { shell, serviceManager } = jupyterapp
    if (document.fullscreenElement) await document.exitFullscreen()
    // What is hidden first: a notebook's toolbar fails if it goes in the moment it is shown.
    const widgets = ['main', 'down'].flatMap((area) => [...shell.widgets(area)])
    widgets.sort((a, b) => Number(a.isVisible) - Number(b.isVisible))
    for (const widget of widgets) widget.dispose()
    shell.mode = 'multiple-document'
    shell.collapseRight()
    await serviceManager.sessions.shutdownAll()
    return document.querySelector('.jp-Dialog, .lm-Menu') === null
  })
}

/** Runs a command of the JupyterLab in `page`. */
export async function runCommand(page: Page, id: string, args: object = {}): Promise<void> {
  await page.evaluate(
    ({ id, args }) => {
      const { jupyterapp } = window as unknown as {
        jupyterapp: { commands: { execute(id: string, args: object): Promise<unknown> } }
      }
      return jupyterapp.commands.execute(id, args).then(() => undefined)
    },
    { id, args }
  )
}

/** Switches JupyterLab's theme and waits until its splash screen is gone. */
export async function changeTheme(page: Page, theme: 'Light' | 'Dark'): Promise<void> {
  await runCommand(page, 'apputils:change-theme', { theme: `JupyterLab ${theme}` })
  await page
    .locator(`body[data-jp-theme-name="JupyterLab ${theme}"]`)
    .waitFor({ state: 'attached' })
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' })
}

function serverEnvironment(folder: string): NodeJS.ProcessEnv {
  const at = (...parts: string[]) => {
    const path = join(folder, ...parts)
    mkdirSync(path, { recursive: true })
    return path
  }
  at('notebooks')
  // Completions that take more than a second, as on a busy machine, would be dropped without a word.
  const patient = { '@jupyterlab/completer-extension:manager': { providerTimeout: 300_000 } }
  const overrides = join(at('config', 'labconfig'), 'default_setting_overrides.json')
  writeFileSync(overrides, JSON.stringify(patient))
  return {
    ...process.env,
    JUPYTER_CONFIG_DIR: at('config'),
    JUPYTER_CONFIG_PATH: labConfiguration,
    JUPYTER_DATA_DIR: at('data'),
    JUPYTER_RUNTIME_DIR: at('runtime'),
    JUPYTERLAB_WORKSPACES_DIR: at('workspaces'),
    JUPYTERLAB_SETTINGS_DIR: at('settings')
  }
}

/** Where the checkout's extension, which a server's own folder names, and its kernel are found. */
function checkoutJupyterPath(folder: string): string {
  const built = join(checkout, 'extension', 'labextension')
  if (!existsSync(join(built, 'package.json'))) {
    throw new Error('the extension is not built: npm run build -w extension')
  }
  const extensions = join(folder, 'jupyter', 'labextensions')
  mkdirSync(extensions, { recursive: true })
  symlinkSync(built, join(extensions, 'jupyterlab-nnqft'), 'junction')
  return join(checkout, '.jupyter')
}

function browserPath(): string {
  const usual = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser']
  const candidates = [process.env['CHROMIUM_PATH'], ...usual, chromium.executablePath()]
  const path = candidates.find((candidate) => candidate && existsSync(candidate))
  if (!path) throw new Error('no Chromium found: npm run setup -- --browser')
  return path
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  // Against hangs alone.
  const deadline = Date.now() + 300_000
  while (Date.now() < deadline) {
    if (server.exitCode !== null) throw new Error(`exit code ${server.exitCode}`)
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('no answer within 300 s')
}
