import { brokenReason, workerAddress } from '../renderer/workerFile.js'
import type { ExplorerAnswer, ExplorerRequest } from './explorerMessages.js'

type Request = Exclude<ExplorerRequest, { kind: 'stop' }>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** The worker that computes for the explorer, so that the page never waits; one that broke down is replaced. */
export class ExplorerWorkerClient {
  private worker: Worker | undefined
  private readonly latest = new Map<Request['kind'], number>()
  /** Curves asked for while others are being computed: the last one is sent after the answer. */
  private waiting: WithoutId<Request> | undefined
  private computing = false
  private count = 0

  /**
   * @param onAnswer called with answers to the latest request of each kind; older ones are dropped
   * @param onFailure called when the worker broke down, without a reason if it could not be loaded;
   *   nothing that it was computing is answered
   */
  constructor(
    private readonly onAnswer: (answer: ExplorerAnswer) => void,
    private readonly onFailure: (reason: string | undefined) => void
  ) {}

  /** Sends a request; it replaces an unanswered one of its kind. */
  send(request: WithoutId<Request>): void {
    if (request.kind === 'curves') {
      if (this.computing) {
        this.waiting = request
        return
      }
      this.computing = true
    }
    const id = ++this.count
    this.latest.set(request.kind, id)
    this.worker ??= this.start()
    this.worker.postMessage({ ...request, id })
  }

  /** Ends a live sampling run. */
  stop(): void {
    this.latest.delete('sample')
    this.worker?.postMessage({ kind: 'stop' } satisfies ExplorerRequest)
  }

  dispose(): void {
    this.end()
  }

  private start(): Worker {
    const worker = new Worker(workerAddress('explorerWorker'))
    worker.onmessage = ({ data }: MessageEvent<ExplorerAnswer>) => {
      // Curves are computed one after the other: an answer to the latest is the end of all, failed or not.
      if (data.id === this.latest.get('curves')) this.computing = false
      if (!this.computing) this.sendWaiting()
      if ([...this.latest.values()].includes(data.id)) this.onAnswer(data)
    }
    worker.onerror = (event) => this.breakDown(brokenReason(event))
    return worker
  }

  private breakDown(reason: string | undefined): void {
    this.end()
    this.latest.clear()
    this.computing = false
    this.onFailure(reason)
    this.sendWaiting()
  }

  private end(): void {
    this.worker?.terminate()
    this.worker = undefined
  }

  private sendWaiting(): void {
    const { waiting } = this
    this.waiting = undefined
    if (waiting) this.send(waiting)
  }
}
