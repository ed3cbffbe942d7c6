import { isBuiltin } from 'node:module'
import { installedManifest } from './installedPackages.js'
import { InvalidManifestError, manifestsAbove, readManifest } from './packageManifests.js'
import type { Manifest } from './peerVersions.js'

/** Where cells look for packages, and what the kernel says of those that it is made for. */
export interface PackagePlaces {
  /** The notebook's folder, then others, which are searched with those above them. */
  readonly folders: readonly [string, ...string[]]
  readonly kernel: Manifest
}

/** A name that npm may have a package under, with or without the path of a part of it. */
const packagePath = /^((?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)(?:\/.*)?$/

/**
 * Why the module of a name is not found, and what to type; undefined for what is no package.
 *
 * npm leaves a package out that does not agree with the version that the kernel asks for, and says so in a warning alone. It is
 * told apart by the package.json that lists it. One that cannot be read is the reason itself.
 */
export function missingPackage(specifier: string, places: PackagePlaces): string | undefined {
  try {
    return reasonFor(specifier, places)
  } catch (error) {
    if (error instanceof InvalidManifestError) return error.message
    throw error
  }
}

function reasonFor(specifier: string, places: PackagePlaces): string | undefined {
  const [, name] = packagePath.exec(specifier) ?? []
  if (name === undefined || isBuiltin(specifier)) return undefined
  const { folders, kernel } = places
  const [folder] = folders
  for (const place of folders) {
    const manifest = installedManifest(name, place)
    if (manifest !== undefined) return missingPart(specifier, name, manifest)
  }
  const wanted = Object.hasOwn(kernel.peerDependencies, name)
    ? kernel.peerDependencies[name]
    : undefined
  const listed = listedVersion(name, folder)
  if (wanted === undefined) {
    const command = listed === undefined ? `npm install ${name}` : 'npm install'
    return `${name} is not installed in ${folder} or above it: ${command}`
  }
  const made = `${kernel.name} ${kernel.version} is made for ${name} ${wanted}`
  if (listed === undefined) {
    return `${name} is not installed in ${folder} or above it, and ${made}: npm install ${name}@${wanted}`
  }
  return (
    `${name} is not installed, though package.json asks for ${listed}: npm leaves out what does not agree, and ${made}. ` +
    `Install versions that agree: npm install ${name}@${wanted}, or the ${kernel.name} that is made for yours`
  )
}

/** What a package that is there does not have. */
function missingPart(specifier: string, name: string, manifest: string): string | undefined {
  if (specifier === name) return undefined
  const { version = '', exports } = readManifest(manifest)
  const doors =
    typeof exports === 'object' && exports !== null
      ? Object.keys(exports).filter((door) => /^\.\/[\w-]+$/.test(door))
      : []
  const known =
    doors.length === 0 ? '' : `; it has ${doors.map((door) => name + door.slice(1)).join(', ')}`
  return `${name} ${version} has no '${specifier.slice(name.length + 1)}'${known}`
}

/** What the nearest package.json asks for under a name. */
function listedVersion(name: string, folder: string): string | undefined {
  const [nearest] = manifestsAbove(folder)
  return { ...nearest?.devDependencies, ...nearest?.dependencies }[name]
}
