import type { WorkerEvent, WorkerRequest } from './engineMessages.js'

/** Where the parts of the kernel are. */
export interface KernelPlaces {
  /** Address of the worker's script. */
  readonly worker: string
  /** Address of the folder of packages. */
  readonly packages: string
}

/** An engine in its worker, as the page sees it. What it says before anyone listens is kept until then. */
export class Engine {
  readonly #worker: Worker
  #early: WorkerEvent[] = []
  #hear: (event: WorkerEvent) => void = (event) => this.#early.push(event)

  constructor({ worker, packages }: KernelPlaces) {
    this.#worker = new Worker(worker)
    this.#worker.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) =>
      this.#hear(data)
    )
    this.#worker.addEventListener('error', ({ message }) =>
      this.#hear({ type: 'failed', reason: message })
    )
    this.post({ type: 'start', packages })
  }

  listen(hear: (event: WorkerEvent) => void): void {
    this.#hear = hear
    const early = this.#early
    this.#early = []
    for (const event of early) hear(event)
  }

  post(request: WorkerRequest): void {
    this.#worker.postMessage(request)
  }

  end(): void {
    this.#worker.terminate()
  }
}

/** Starts engines. One is ahead: it is made while the page starts, which takes longer than the engine. */
export class EngineStart {
  readonly #places: KernelPlaces
  #ahead: Engine | undefined

  constructor(places: KernelPlaces) {
    this.#places = places
    this.#ahead = new Engine(places)
  }

  take(): Engine {
    const engine = this.#ahead ?? new Engine(this.#places)
    this.#ahead = undefined
    return engine
  }
}
