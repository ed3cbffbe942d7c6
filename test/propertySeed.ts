import fc from 'fast-check'

// Properties try the same cases on every machine, so that a commit passes or fails everywhere alike.
// PROPERTY_SEED explores others: an integer, or `random` for a new one in every file.
const chosen = process.env.PROPERTY_SEED ?? '20210803'
if (chosen !== 'random') {
  const seed = Number(chosen)
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`PROPERTY_SEED must be an integer or 'random', got '${chosen}'`)
  }
  fc.configureGlobal({ seed })
}
