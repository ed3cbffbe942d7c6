import type * as TypeScript from 'typescript'
import { memoryFiles, notebookFolder } from './memoryFiles.js'
import { resolve } from './node/path.js'

/** The computer as TypeScript sees it: files in memory that nobody writes. */
export function memorySystem(compiler: string): TypeScript.System {
  const system = {
    args: [],
    newLine: '\n',
    useCaseSensitiveFileNames: true,
    write: () => undefined,
    writeFile: () => undefined,
    readFile: (path: string) => memoryFiles.read(path),
    fileExists: (path: string) => memoryFiles.isFile(path),
    directoryExists: (path: string) => memoryFiles.isFolder(path),
    createDirectory: () => undefined,
    getExecutingFilePath: () => compiler,
    getCurrentDirectory: () => notebookFolder,
    getDirectories: (path: string) => memoryFiles.foldersIn(path),
    readDirectory: () => [],
    resolvePath: (path: string) => resolve(path),
    realpath: (path: string) => path,
    watchFile: () => ({ close: () => undefined }),
    exit: () => undefined as never
  }
  return system
}
