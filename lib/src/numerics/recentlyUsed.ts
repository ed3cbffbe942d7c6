/** Results by the text that defines them: as many as `capacity`, the one used longest ago is dropped. */
export class RecentlyUsed<T> {
  private readonly results = new Map<string, T>()

  constructor(private readonly capacity: number) {}

  get(key: string): T | undefined {
    const found = this.results.get(key)
    return found === undefined ? undefined : this.set(key, found)
  }

  set(key: string, result: T): T {
    // A map keeps the order of insertion.
    this.results.delete(key)
    this.results.set(key, result)
    if (this.results.size > this.capacity) {
      this.results.delete(this.results.keys().next().value as string)
    }
    return result
  }
}
