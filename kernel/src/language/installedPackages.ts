import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The package.json of a package that code in a folder can import; undefined where it is not installed. */
export function installedManifest(name: string, folder: string): string | undefined {
  const manifest = join(folder, 'node_modules', name, 'package.json')
  if (existsSync(manifest)) return manifest
  return folder === dirname(folder) ? undefined : installedManifest(name, dirname(folder))
}
