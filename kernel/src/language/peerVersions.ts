import { dirname } from 'node:path'
import { manifestsAbove } from './packageManifests.js'

/** What a package.json says of the versions that a package is made for. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly peerDependencies: Readonly<Record<string, string>>
}

/**
 * Compares the packages that cells import with the versions that the kernel is made for: folders of notebooks have
 * packages of their own, which no package manager holds against the kernel.
 */
export class PeerVersions {
  readonly #told = new Set<string>()
  readonly #kernel: Manifest
  readonly #report: (problem: string) => void

  /** @param report told once of each package whose version is another one */
  constructor(kernel: Manifest, report: (problem: string) => void) {
    this.#kernel = kernel
    this.#report = report
  }

  /** Looks at what an import has found: a file of the package that it names. */
  compare(specifier: string, path: string): void {
    const { name, version, peerDependencies } = this.#kernel
    const peer = Object.keys(peerDependencies).find((one) => `${specifier}/`.startsWith(`${one}/`))
    if (peer === undefined || this.#told.has(peer)) return
    this.#told.add(peer)
    const wanted = peerDependencies[peer]
    const found = versionOf(peer, path)
    if (found === undefined || found === wanted) return
    this.#report(
      `${peer} ${found} is imported, and ${name} ${version} is made for ${peer} ${wanted}: install versions that agree, ` +
        `npm install ${peer}@${wanted}, or the ${name} that is made for ${peer} ${found}`
    )
  }
}

/** The version of the package that a file belongs to, if it is of this name. */
function versionOf(peer: string, path: string): string | undefined {
  for (const { name, version } of manifestsAbove(dirname(path))) if (name === peer) return version
  return undefined
}
