/**
 * Computes levels 0, 1, … below `level` that are not known yet, from the lowest on. What asks for the level below it, a layer
 * of a network, say, then finds it: a recursion through a thousand levels would leave no stack.
 */
export function fromBelow(
  level: number,
  isKnown: (level: number) => boolean,
  compute: (level: number) => void
): void {
  let next = level
  while (next > 0 && !isKnown(next - 1)) next--
  for (; next < level; next++) compute(next)
}
