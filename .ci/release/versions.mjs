// The library, the kernel and the extension have one version, which stands in several files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files that state the version, and where in them it stands. */
const places = [
  { file: 'package.json', pattern: /"version": "([^"]+)"/ },
  { file: 'lib/package.json', pattern: /"version": "([^"]+)"/ },
  { file: 'lib/src/version.ts', pattern: /version = '([^']+)'/ },
  { file: 'kernel/package.json', pattern: /"version": "([^"]+)"/ },
  { file: 'kernel/package.json', pattern: /"nnqft": "([^"]+)"/ },
  { file: 'extension/package.json', pattern: /"version": "([^"]+)"/ },
  { file: 'extension/package.json', pattern: /"nnqft": "([^"]+)"/ },
  { file: 'extension/src/versions/versionsPlugin.ts', pattern: /version = '([^']+)'/ },
  { file: 'extension/pyproject.toml', pattern: /^version = "([^"]+)"/m },
  { file: 'CITATION.cff', pattern: /^version: (\S+)/m },
  { file: 'CHANGELOG.md', pattern: /^## (\d\S*?),? /m }
]

export const versionFiles = [...new Set(places.map(({ file }) => file))]

/**
 * The one version of everything below a folder.
 * @param {string} folder
 * @throws Error that lists every file and its version if they differ
 */
export function commonVersion(folder) {
  const found = places.map(({ file, pattern }) => ({
    file,
    version: pattern.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? 'none'
  }))
  const [{ version }] = found
  if (found.every((place) => place.version === version)) return version
  const list = found.map((place) => `  ${place.file}: ${place.version}`).join('\n')
  throw new Error(`the versions differ:\n${list}`)
}
