const slot = 1

/** Whether the main thread runs user code, which may be terminated, or the kernel's own. */
export class RunState {
  readonly #state: Int32Array

  constructor(shared: SharedArrayBuffer) {
    this.#state = new Int32Array(shared)
  }

  get runsUserCode(): boolean {
    return Atomics.load(this.#state, slot) === 1
  }

  set runsUserCode(value: boolean) {
    Atomics.store(this.#state, slot, value ? 1 : 0)
  }
}
