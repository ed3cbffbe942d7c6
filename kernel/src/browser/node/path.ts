// What the language layer and tslab's converter ask of `node:path`. All paths have slashes.

export const sep = '/'

export const isAbsolute = (path: string): boolean => path.startsWith('/')

export function join(...parts: readonly string[]): string {
  const all = parts.filter((part) => part !== '').join('/')
  const path = normalized(all)
  return all.endsWith('/') && path !== '/' ? `${path}/` : path
}

export function resolve(...parts: readonly string[]): string {
  const first = parts.findLastIndex(isAbsolute)
  return normalized((first < 0 ? ['', ...parts] : parts.slice(first)).join('/'))
}

/** A path without `.`, `..` and empty parts, as far as that is possible. */
function normalized(path: string): string {
  const kept: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    // There is nothing above the root.
    else if (part === '..' && isAbsolute(path)) continue
    else if (part !== '' && part !== '.') kept.push(part)
  }
  return `${isAbsolute(path) ? '/' : ''}${kept.join('/')}` || '.'
}

export function dirname(path: string): string {
  const at = path.lastIndexOf('/')
  if (at < 0) return '.'
  return at === 0 ? '/' : path.slice(0, at)
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

export function extname(path: string): string {
  return /.(\.[^./]*)$/.exec(basename(path))?.[1] ?? ''
}

/** The way from one folder to a path. */
export function relative(from: string, to: string): string {
  const parts = (path: string) => resolve(path).split('/').filter(Boolean)
  const [start, end] = [parts(from), parts(to)]
  const common = start.findIndex((name, i) => name !== end[i])
  const shared = common < 0 ? start.length : common
  return [...start.slice(shared).map(() => '..'), ...end.slice(shared)].join('/')
}

export default { basename, dirname, extname, isAbsolute, join, relative, resolve, sep }
