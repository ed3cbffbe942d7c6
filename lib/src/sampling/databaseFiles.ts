import type { StoreFiles } from './storeFiles.js'

/** When a file was used last, and how large it is. */
interface Use {
  readonly bytes: number
  readonly used: number
}

/** Tables of the database, both by the file's name: what is listed is not read. */
const [contents, uses] = ['contents', 'uses']

const open = new Map<string, Promise<IDBDatabase>>()

/** Files in the database that a browser keeps for the site of its pages, under the folder's name. */
export function databaseFiles(folder: string): StoreFiles {
  const change = async (work: (table: (name: string) => IDBObjectStore) => void) => {
    const transaction = (await database(folder)).transaction([contents, uses], 'readwrite')
    work((name) => transaction.objectStore(name))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
  }
  const ask = async <Result>(
    name: string,
    question: (table: IDBObjectStore) => IDBRequest<Result>
  ): Promise<Result> =>
    answered(question((await database(folder)).transaction(name).objectStore(name)))
  const status = (name: string): Promise<Use | undefined> =>
    ask<Use | undefined>(uses, (table) => table.get(name))
  return {
    place: folder,
    async names(parent) {
      const all = (await ask(uses, (table) => table.getAllKeys())) as string[]
      const below = parent === '.' ? all : namesBelow(parent, all)
      return [...new Set(below.map((name) => name.split('/', 1)[0]))].sort()
    },
    read: (name) => ask<Uint8Array | undefined>(contents, (table) => table.get(name)),
    write: (name, bytes) =>
      change((table) => {
        table(contents).put(bytes, name)
        table(uses).put({ bytes: bytes.length, used: Date.now() } satisfies Use, name)
      }),
    status,
    async touch(name) {
      const known = await status(name)
      if (known) await change((table) => table(uses).put({ ...known, used: Date.now() }, name))
    },
    rename: (name, other) =>
      change((table) => {
        for (const part of [contents, uses].map(table)) {
          const found = part.get(name)
          found.onsuccess = () => {
            part.put(found.result, other)
            part.delete(name)
          }
        }
      }),
    remove: (name) =>
      change((table) => {
        for (const part of [contents, uses]) table(part).delete(name)
      }),
    // A folder is there as long as a file is in it.
    sweep: async () => undefined
  }
}

const namesBelow = (folder: string, names: readonly string[]) =>
  names.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1))

/** The database of a folder, which is made where it is missing. */
function database(folder: string): Promise<IDBDatabase> {
  const known = open.get(folder) ?? opened(folder)
  open.set(folder, known)
  // Refused now, it may be granted later.
  known.catch(() => open.delete(folder))
  return known
}

async function opened(folder: string): Promise<IDBDatabase> {
  const request = indexedDB.open(`nnqft/${folder}`, 1)
  request.onupgradeneeded = () => {
    for (const name of [contents, uses]) request.result.createObjectStore(name)
  }
  const database = await answered(request)
  // Who deletes it, as a browser does for its user, does not wait for this page.
  database.onversionchange = () => {
    database.close()
    open.delete(folder)
  }
  return database
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
