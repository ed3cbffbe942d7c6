// Files that cells in the browser write: in the private storage that the browser keeps for the site.

/** Whether a part of a path is a name: paths lead no higher than the storage's root. */
const isName = (/** @type {string} */ part) => !['', '.', '..'].includes(part)

/**
 * A folder below the storage's root, made where it is missing.
 * @param {string[]} names
 */
async function folderAt(names) {
  let folder = await navigator.storage.getDirectory()
  for (const name of names) {
    if (isName(name)) {
      folder = await folder.getDirectoryHandle(name, { create: true })
    }
  }
  return folder
}

/**
 * Whether a folder or a file is at a path. Throws as Node does, with the code ENOENT, where nothing is.
 * @param {string} path
 */
export async function stat(path) {
  const names = path.split('/').filter(isName)
  let folder = await navigator.storage.getDirectory()
  for (const [i, name] of names.entries()) {
    try {
      folder = await folder.getDirectoryHandle(name)
    } catch (error) {
      const isFile = /** @type {Error} */ (error).name === 'TypeMismatchError'
      if (isFile && i === names.length - 1) return { isDirectory: () => false }
      const message = `ENOENT: no such file or directory, stat '${path}'`
      throw Object.assign(new Error(message, { cause: error }), { code: 'ENOENT' })
    }
  }
  return { isDirectory: () => true }
}

/** @param {string} path */
export async function mkdir(path) {
  await folderAt(path.split('/'))
}

/** @param {string} path @param {string | BufferSource} content */
export async function writeFile(path, content) {
  const names = path.split('/')
  const folder = await folderAt(names.slice(0, -1))
  const file = await folder.getFileHandle(names.at(-1) ?? '', { create: true })
  const stream = await file.createWritable()
  await stream.write(/** @type {FileSystemWriteChunkType} */ (content))
  await stream.close()
}
