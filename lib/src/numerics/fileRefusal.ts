import { ParameterError } from './parameterError.js'

/** What a path must be instead, by the code of the file system's error, where it is the path that is to blame. */
const pathRules: Readonly<Record<string, string>> = {
  EACCES: 'a path that this user has the right to use',
  EDQUOT: 'on a disk with room left for this user',
  EEXIST: 'a path below folders, not below a file',
  EINVAL: 'a path that this file system takes',
  EISDIR: 'a file, not a folder',
  ELOOP: 'a path without links that lead back to themselves',
  ENAMETOOLONG: 'short enough for the file system (most take 255 bytes a name and 4095 a path)',
  ENOENT: 'a path that is there or can be made',
  ENOSPC: 'on a disk with room left',
  ENOTDIR: 'a path below folders, not below a file',
  EPERM: 'a path that this user has the right to use',
  ERR_INVALID_ARG_VALUE: 'a path without null characters',
  EROFS: 'on a disk that can be written'
}

/** The code of an error of the file system, undefined of other errors. */
export function fileErrorCode(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * What work on files gives. Where a path is to blame for an error of the file system, the parameter that gave it is named.
 *
 * @throws ParameterError with the path as given, what is allowed and the system's code; its cause is the system's error
 */
export async function refusingPath<T>(
  source: string,
  parameter: string,
  path: string,
  work: () => Promise<T>
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = fileErrorCode(error) ?? ''
    const rule = pathRules[code] as string | undefined
    if (rule === undefined) throw error
    throw new ParameterError(source, parameter, `${rule} (${code})`, path, { cause: error })
  }
}
