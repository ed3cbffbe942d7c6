/** Bytes that are not an authentic, well-formed message. They are dropped, with a line in the log. */
export class WireError extends Error {
  override readonly name = 'WireError'
}
