import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What is read of a package.json. */
export interface PackageManifest {
  readonly name?: string
  readonly version?: string
  readonly type?: string
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** A package.json that cannot be read, as one that is being edited. Node has no class of its own for it, but this code. */
export class InvalidManifestError extends Error {
  override readonly name = 'InvalidManifestError'
  readonly code = 'ERR_INVALID_PACKAGE_CONFIG'
}

/** @throws InvalidManifestError if the file is not an object in JSON */
export function readManifest(path: string): PackageManifest {
  const text = readFileSync(path, 'utf8')
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new InvalidManifestError(`${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content
  throw new InvalidManifestError(`${path} must hold an object, got ${text.trim().slice(0, 40)}`)
}

/**
 * The package.json files of a folder and of those above it, from the nearest on.
 * @throws InvalidManifestError when one is reached that is not an object in JSON
 */
export function* manifestsAbove(start: string): Generator<PackageManifest, void> {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json')
    if (existsSync(manifest)) yield readManifest(manifest)
    if (folder === dirname(folder)) return
  }
}
