import type { MainThread } from './mainThread.js'
import type { Script, Scripts } from './scripts.js'

/** A breakpoint, as the client is told of it; lines count from one. */
export interface Breakpoint {
  readonly id: number
  line: number
  readonly verified: boolean
  readonly message?: string
  readonly condition?: string
}

/** What a client asks for. */
type Wanted = Pick<Breakpoint, 'line' | 'condition'>

/** V8's places, zero-based. */
export interface Location {
  readonly scriptId: string
  readonly lineNumber: number
  readonly columnNumber: number
}

/** The breakpoints of cells and files, also of those that have not run yet. */
export class Breakpoints {
  readonly #main: MainThread
  readonly #scripts: Scripts
  readonly #byPath = new Map<string, Breakpoint[]>()
  /** V8's own ids, by path. */
  readonly #set = new Map<string, string[]>()
  #ids = 0
  /** Told of one that is another than the client knows: its file is there now, or has other lines. */
  changed: (path: string, breakpoint: Breakpoint) => void = () => undefined

  constructor(main: MainThread, scripts: Scripts) {
    this.#main = main
    this.#scripts = scripts
  }

  /** All of them, as the reply to `debugInfo` lists them. */
  list() {
    return [...this.#byPath].map(([source, breakpoints]) => ({ source, breakpoints }))
  }

  clear(): void {
    this.#byPath.clear()
    this.#set.clear()
  }

  /**
   * Those of a path from now on.
   * @param code the text behind the path, where there is one
   */
  async replace(
    path: string,
    code: string | undefined,
    wanted: readonly Wanted[]
  ): Promise<readonly Breakpoint[]> {
    for (const breakpointId of this.#set.get(path) ?? []) {
      await this.#main.post('Debugger.removeBreakpoint', { breakpointId })
    }
    this.#set.delete(path)
    const made = await Promise.all(wanted.map((one) => this.#make(path, code, one, ++this.#ids)))
    if (made.length > 0) this.#byPath.set(path, made)
    else this.#byPath.delete(path)
    for (const script of await this.#scripts.ofPath(path)) await this.#enter(path, script)
    return this.#byPath.get(path) ?? []
  }

  async #make(
    path: string,
    code: string | undefined,
    { line, condition }: Wanted,
    id: number
  ): Promise<Breakpoint> {
    const given = condition === undefined || condition.trim() === '' ? {} : { condition }
    if (code === undefined) {
      return { id, line, verified: false, message: `there is no file ${path}`, ...given }
    }
    try {
      if (given.condition !== undefined) await this.#main.call('expression', given.condition, false)
      const stop = await this.#main.call('lineToStop', code, line - 1)
      return { id, line: stop + 1, verified: true, ...given }
    } catch (error) {
      return { id, line, verified: false, message: String(error), ...given }
    }
  }

  /** Puts those of its path into a script that has just been read. */
  async enter(script: Script): Promise<void> {
    const path = await this.#scripts.pathOf(script.scriptId)
    if (path === undefined) return
    const before = new Map(this.#byPath.get(path)?.map((one) => [one.id, { ...one }]))
    await this.#enter(path, script)
    for (const breakpoint of this.#byPath.get(path) ?? []) {
      const { line, verified } = before.get(breakpoint.id) ?? {}
      const isSame = line === breakpoint.line && verified === breakpoint.verified
      if (!isSame) this.changed(path, breakpoint)
    }
  }

  async #enter(path: string, script: Script): Promise<void> {
    const wanted = await this.#checkedAgain(path)
    if (wanted.length === 0) return
    const places = await this.#places(script)
    for (const breakpoint of wanted) {
      const later = places.filter(({ line }) => line >= breakpoint.line - 1)
      const line = Math.min(...later.map((place) => place.line))
      const [first] = later
        .filter((place) => place.line === line)
        .sort((a, b) => a.column - b.column)
      if (!first || !breakpoint.verified) continue
      breakpoint.line = line + 1
      await this.#enterAt(path, script, first, breakpoint.condition)
    }
  }

  /** Those of a path, of which one without a file has one now. */
  async #checkedAgain(path: string): Promise<readonly Breakpoint[]> {
    const known = this.#byPath.get(path) ?? []
    if (known.every(({ verified }) => verified)) return known
    const code = (await this.#main.call('textOf', path)) ?? undefined
    const checked = known.map((one) => (one.verified ? one : this.#make(path, code, one, one.id)))
    const made = await Promise.all(checked)
    this.#byPath.set(path, made)
    return made
  }

  async #enterAt(
    path: string,
    { url }: Script,
    { location, line, column }: { location: Location; line: number; column: number },
    given: string | undefined
  ): Promise<void> {
    const condition =
      given === undefined
        ? {}
        : { condition: await this.#main.call('expression', given, false, url, { line, column }) }
    try {
      const answer = await this.#main.post<{ breakpointId: string }>('Debugger.setBreakpoint', {
        location,
        ...condition
      })
      this.#set.set(path, [...(this.#set.get(path) ?? []), answer.breakpointId])
    } catch (error) {
      // Two lines of which the first has nothing to stop at share a place.
      if (!String(error).includes('already exists')) throw error
    }
  }

  /** Where a script can stop, with the places in the text that was written. */
  async #places({ scriptId, url }: Script) {
    const { locations } = await this.#main.post<{ locations: Location[] }>(
      'Debugger.getPossibleBreakpoints',
      { start: { scriptId, lineNumber: 0, columnNumber: 0 } }
    )
    const originals = await this.#main.call(
      'originals',
      url,
      locations.map(({ lineNumber: line, columnNumber: column }) => ({ line, column }))
    )
    return locations.flatMap((location, i) => {
      const original = originals[i]
      return original ? [{ location, ...original }] : []
    })
  }
}
