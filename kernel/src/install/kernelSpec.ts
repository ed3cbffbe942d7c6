import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../language/makeFolder.js'

/** Name under which Jupyter knows the kernel. */
export const kernelName = 'nnqft'

/** What Jupyter reads from kernel.json. */
export interface KernelSpec {
  readonly argv: readonly string[]
  readonly display_name: string
  readonly language: string
  readonly interrupt_mode: 'message' | 'signal'
  readonly metadata: Readonly<Record<string, unknown>>
}

/**
 * The kernelspec of this installation.
 * @param packageFolders absolute folders in which packages are looked for after the notebook's own
 */
export function kernelSpec(packageFolders: readonly string[]): KernelSpec {
  const program = fileURLToPath(new URL('../bin/nnqft-kernel.js', import.meta.url))
  return {
    argv: [
      process.execPath,
      program,
      '--connection-file',
      '{connection_file}',
      ...packageFolders.flatMap((folder) => ['--packages', folder])
    ],
    display_name: 'TypeScript (NNQFT)',
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { debugger: true }
  }
}

/** Writes the kernelspec and its logos below `jupyterPath`; returns the folder. */
export function installKernelSpec(jupyterPath: string, spec: KernelSpec): string {
  const folder = join(jupyterPath, 'kernels', kernelName)
  makeFolder(folder)
  writeFileSync(join(folder, 'kernel.json'), `${JSON.stringify(spec, undefined, 2)}\n`)
  const logos = fileURLToPath(new URL('../logo/', import.meta.url))
  for (const file of readdirSync(logos)) copyFileSync(join(logos, file), join(folder, file))
  return folder
}

/** Removes the kernelspec below `jupyterPath`; returns its folder, or undefined if it was not there. */
export function removeKernelSpec(jupyterPath: string): string | undefined {
  const folder = join(jupyterPath, 'kernels', kernelName)
  if (!existsSync(folder)) return undefined
  rmSync(folder, { recursive: true })
  return folder
}
