import { join } from 'node:path'

/**
 * The kernel's declaration files, which every cell sees.
 * @param scripts folder of the kernel's scripts
 */
export function ambientFiles(scripts: string): string[] {
  const types = join(scripts, '..', 'types')
  return ['globals.d.ts', 'node.d.ts', 'widgets.d.ts'].map((name) => join(types, name))
}
