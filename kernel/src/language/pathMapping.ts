import { resolve } from 'node:path'

/** Where a tsconfig.json says that modules are: its `paths` and `baseUrl`. */
export interface PathMapping {
  /** Folder in which names are looked for that no pattern fits. */
  readonly baseUrl?: string
  /** Folder that the targets are relative to. */
  readonly folder: string
  /** Targets by pattern, each with at most one `*`. */
  readonly patterns: Readonly<Record<string, readonly string[]>>
}

/** Paths under which a module named without `./` may be found, in order; its own package comes after. */
export function mappedPaths(specifier: string, mapping: PathMapping): string[] {
  const { baseUrl, folder, patterns } = mapping
  const pattern = bestPattern(specifier, Object.keys(patterns))
  const targets = pattern === undefined ? [] : (patterns[pattern] ?? [])
  const [prefix = '', suffix = ''] = (pattern ?? '').split('*')
  const matched = specifier.slice(prefix.length, specifier.length - suffix.length)
  // A function: the replacement is no pattern, whatever `$` it holds.
  const mapped = targets.map((target) =>
    resolve(
      folder,
      target.replace('*', () => matched)
    )
  )
  return baseUrl === undefined ? mapped : [...mapped, resolve(baseUrl, specifier)]
}

/** The pattern without `*` that is the name, else the one with the longest text before its `*`. */
function bestPattern(specifier: string, patterns: readonly string[]): string | undefined {
  if (patterns.includes(specifier)) return specifier
  const fits = patterns.filter((pattern) => {
    const [prefix = '', suffix] = pattern.split('*')
    if (suffix === undefined || specifier.length < prefix.length + suffix.length) return false
    return specifier.startsWith(prefix) && specifier.endsWith(suffix)
  })
  return fits.sort((a, b) => b.indexOf('*') - a.indexOf('*'))[0]
}
