import { ParameterError } from './parameterError.js'

/**
 * What `compute` returns. What functions that it is made of can't do is refused under the name of the one that was called, which is
 * all that its user knows.
 */
export function refusedUnder<T>(source: string, compute: () => T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ParameterError) {
      if (error.source === source) throw error
      throw new ParameterError(source, error.parameter, error.rule, error.value)
    }
    if (!(error instanceof RangeError)) throw error
    throw new RangeError(error.message.replace(/^\w+: /, `${source}: `), { cause: error })
  }
}

/** `refusedUnder` of what takes its time. */
export async function refusedUnderLater<T>(source: string, compute: () => Promise<T>): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    return refusedUnder(source, () => {
      throw error
    })
  }
}
