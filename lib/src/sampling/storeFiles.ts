/**
 * The files of a store, by their names: `<folder>/<file>`, or a file of the store itself. They are in a folder on disk, or
 * in a browser's database.
 */
export interface StoreFiles {
  /** The folder, or what stands for it, in messages. */
  readonly place: string
  /** Names in a folder, `.` for the store itself, in order; none where there is no such folder. */
  names(folder: string): Promise<string[]>
  /** Bytes of a file, undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Writes a file: a reader sees all of it or nothing. */
  write(name: string, bytes: Uint8Array): Promise<void>
  /** Size and milliseconds since 1970 of the last use, undefined where there is no such file. */
  status(name: string): Promise<{ readonly bytes: number; readonly used: number } | undefined>
  /** Notes that a file has been used. */
  touch(name: string): Promise<void>
  rename(name: string, other: string): Promise<void>
  /** Removes a file, if it is there. */
  remove(name: string): Promise<void>
  /** Removes the folder of a file, if nothing is left in it. */
  sweep(name: string): Promise<void>
}

/** Ends the name of a file that is being written. */
export const scratch = '.unfinished'
