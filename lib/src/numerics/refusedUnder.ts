import { blamed, OutOfReach, type Sizes } from './outOfReach.js'
import { ParameterError } from './parameterError.js'

/**
 * What `compute` returns. What functions that it is made of can't do is refused under the name of the one that was called, which is
 * all that its user knows.
 *
 * @param sizes what the user gave that can put a result out of reach, by the names under which it was given
 */
export function refusedUnder<T>(source: string, compute: () => T, sizes?: () => Sizes): T {
  try {
    return compute()
  } catch (error) {
    throw refusal(source, error, sizes)
  }
}

/** `refusedUnder` of what takes its time. */
export async function refusedUnderLater<T>(
  source: string,
  compute: () => Promise<T>,
  sizes?: () => Sizes
): Promise<T> {
  try {
    return await compute()
  } catch (error) {
    throw refusal(source, error, sizes)
  }
}

function refusal(source: string, error: unknown, sizes?: () => Sizes): unknown {
  if (!(error instanceof RangeError)) return error
  // What a part has blamed by the names of its own parameters is blamed anew by those of the whole.
  const reach = error instanceof OutOfReach ? error : error.cause
  if (sizes && reach instanceof OutOfReach) {
    const found = blamed(source, reach, sizes())
    if (found) return found
  }
  if (error instanceof ParameterError) {
    if (error.source === source) return error
    const { parameter, rule, value, cause } = error
    return new ParameterError(source, parameter, rule, value, { cause })
  }
  if (error instanceof OutOfReach) return new OutOfReach(source, error.reason, error.blame)
  return new RangeError(error.message.replace(/^\w+: /, `${source}: `), { cause: error })
}
