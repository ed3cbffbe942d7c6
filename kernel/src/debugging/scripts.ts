import type { MainThread } from './mainThread.js'

/** A script that V8 has read. */
export interface Script {
  readonly scriptId: string
  /** What the code was run under: `In[3]`, a path, a URL. */
  readonly url: string
}

/** The scripts of the program, and where they come from. */
export class Scripts {
  readonly #main: MainThread
  readonly #all = new Map<string, Script>()
  /** Paths by script; null for the kernel's and Node's own. */
  readonly #paths = new Map<string, string | null>()

  constructor(main: MainThread) {
    this.#main = main
  }

  add(script: Script): void {
    this.#all.set(script.scriptId, script)
  }

  clear(): void {
    this.#all.clear()
    this.#paths.clear()
  }

  get(scriptId: string): Script | undefined {
    return this.#all.get(scriptId)
  }

  /** The path by which the client knows a script; undefined for code that is not shown. */
  async pathOf(scriptId: string): Promise<string | undefined> {
    if (!this.#paths.has(scriptId)) await this.#find()
    return this.#paths.get(scriptId) ?? undefined
  }

  /** Every script of a path: a cell that was run again, a file that was loaded again. */
  async ofPath(path: string): Promise<Script[]> {
    await this.#find()
    return [...this.#all.values()].filter(({ scriptId }) => this.#paths.get(scriptId) === path)
  }

  /** Paths of what is shown. */
  async shownPaths(): Promise<string[]> {
    await this.#find()
    return [...new Set(this.#paths.values())].filter((path) => path !== null)
  }

  async #find(): Promise<void> {
    const unknown = [...this.#all.values()].filter(({ scriptId }) => !this.#paths.has(scriptId))
    if (unknown.length === 0) return
    const paths = await this.#main.call(
      'paths',
      unknown.map(({ url }) => url)
    )
    for (const [i, { scriptId }] of unknown.entries()) this.#paths.set(scriptId, paths[i] ?? null)
  }
}
