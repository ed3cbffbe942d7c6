/**
 * The files that the compiler reads, in memory: declarations of the language and of packages, and the
 * manifests by which packages are found.
 */
class MemoryFiles {
  readonly #texts = new Map<string, string>()
  readonly #folders = new Set<string>(['/'])

  /** Adds files by their absolute paths. */
  add(texts: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(texts)) {
      this.#texts.set(path, text)
      for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
        this.#folders.add(path.slice(0, at))
      }
    }
  }

  read(path: string): string | undefined {
    return this.#texts.get(path)
  }

  isFile(path: string): boolean {
    return this.#texts.has(path)
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path.length > 1 ? path.replace(/\/$/, '') : path)
  }

  /** Names of the folders in a folder. */
  foldersIn(path: string): string[] {
    const start = path.endsWith('/') ? path : `${path}/`
    return [...this.#folders]
      .filter((folder) => folder.startsWith(start) && !folder.includes('/', start.length))
      .map((folder) => folder.slice(start.length))
      .filter((name) => name !== '')
  }
}

/** Those of this worker. */
export const memoryFiles = new MemoryFiles()

/** Where cells are, for the compiler. */
export const notebookFolder = '/notebook'
