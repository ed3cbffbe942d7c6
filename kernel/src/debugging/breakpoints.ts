import { pathToFileURL } from 'node:url'
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

/** Files that Node loads itself, as they were written. */
const ofPackage = /[\\/]node_modules[\\/]/

/** The breakpoints of cells and files, also of those that have not run yet. */
export class Breakpoints {
  readonly #main: MainThread
  readonly #scripts: Scripts
  readonly #byPath = new Map<string, Breakpoint[]>()
  /** V8's own ids, by path. */
  readonly #set = new Map<string, string[]>()
  /** V8's id of the stop before every script. */
  #everyScript: string | undefined
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

  /** Forgets all of them, as V8 does when it is to debug no more. */
  clear(): void {
    this.#byPath.clear()
    this.#set.clear()
    this.#everyScript = undefined
  }

  /** Has V8 stop before scripts that are about to run, as breakpoints are put into them there. */
  async stopBeforeScripts(): Promise<void> {
    await this.#stopBefore('beforeScriptWithSourceMapExecution')
  }

  async #stopBefore(instrumentation: string): Promise<string> {
    const { breakpointId } = await this.#main.post<{ breakpointId: string }>(
      'Debugger.setInstrumentationBreakpoint',
      { instrumentation }
    )
    return breakpointId
  }

  /** What was written in another form has a source map; JavaScript of files, run as it was written, may have none. */
  async #stopBeforeEveryScript(): Promise<void> {
    const isWanted = [...this.#byPath.keys()].some((path) => /\.[cm]?jsx?$/.test(path))
    if (isWanted) this.#everyScript ??= await this.#stopBefore('beforeScriptExecution')
    else if (this.#everyScript !== undefined) {
      await this.#main.post('Debugger.removeBreakpoint', { breakpointId: this.#everyScript })
      this.#everyScript = undefined
    }
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
    await this.#stopBeforeEveryScript()
    const scripts = await this.#scripts.ofPath(path)
    for (const script of scripts) await this.#enter(path, script)
    if (scripts.length === 0 && ofPackage.test(path)) await this.#enterAhead(path, made)
    return this.#byPath.get(path) ?? []
  }

  /** V8 does not stop before CommonJS that Node loads itself, and puts them in by the address as it reads the file. */
  async #enterAhead(path: string, breakpoints: readonly Breakpoint[]): Promise<void> {
    const url = pathToFileURL(path).href
    for (const { line, verified, condition } of breakpoints) {
      if (!verified) continue
      const place = { url, lineNumber: line - 1 }
      await this.#post(path, 'Debugger.setBreakpointByUrl', place, condition)
    }
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
    await this.#post(path, 'Debugger.setBreakpoint', { location }, given, url, { line, column })
  }

  /** Has V8 set one, with the condition in JavaScript, as that is at a place of the script. */
  async #post(
    path: string,
    method: string,
    parameters: object,
    given: string | undefined,
    ...place: readonly unknown[]
  ): Promise<void> {
    const condition =
      given === undefined
        ? {}
        : { condition: await this.#main.call('expression', given, false, ...place) }
    try {
      const answer = await this.#main.post<{ breakpointId: string }>(method, {
        ...parameters,
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
