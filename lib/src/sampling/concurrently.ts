/** How much is asked of a disk at once: one behind a network answers many requests in the time of one. */
const atOnce = 16

/** What `work` yields of every item, in their order; some are at work at a time. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  const queue = items.entries()
  const lane = async () => {
    for (const [i, item] of queue) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane))
  return results
}
