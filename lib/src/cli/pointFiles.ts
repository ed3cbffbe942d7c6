import { readPoints } from '../networks/readPoints.js'
import { fileErrorCode } from '../numerics/fileRefusal.js'
import { ParameterError } from '../numerics/parameterError.js'

/** Options that are points as JSON, or `@` and a file of them. */
interface PointOptions {
  readonly points?: string
  readonly inputs?: string
}

/**
 * The options with the points of files in their place: `@inputs.csv` or `@inputs.parquet`, a row a point, or `@inputs.json`.
 *
 * @throws ParameterError naming the flag where the file is none of points or can't be read
 */
export async function withPointFiles<T extends PointOptions>(
  source: string,
  options: T
): Promise<T> {
  const { points, inputs } = options
  return {
    ...options,
    ...(points?.startsWith('@') && { points: await pointsOf(source, '--points', points) }),
    ...(inputs?.startsWith('@') && { inputs: await pointsOf(source, '--inputs', inputs) })
  }
}

async function pointsOf(source: string, flag: string, text: string): Promise<string> {
  const path = text.slice(1)
  const { readFile } = await import('node:fs/promises')
  try {
    if (/\.json$/i.test(path)) return await readFile(path, 'utf8')
    return JSON.stringify(await readPoints(path))
  } catch (error) {
    const { cause, message } = error as Error
    const reason = fileErrorCode(cause ?? error) ?? message.replace(/^readPoints: /, '')
    const rule = `@ and a readable file of points, .csv, .parquet or .json (${reason})`
    throw new ParameterError(source, flag, rule, text, { cause: error })
  }
}
