import { workerAddress } from '../renderer/workerAddress.js'
import type { ExplorerAnswer, ExplorerRequest } from './explorerMessages.js'

type Request = Exclude<ExplorerRequest, { kind: 'stop' }>
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** The worker that computes for the explorer, so that the page never waits. */
export class ExplorerWorkerClient {
  private readonly worker: Worker
  private readonly latest = new Map<Request['kind'], number>()
  /** Curves asked for while others are being computed: the last one is sent after the answer. */
  private waiting: WithoutId<Request> | undefined
  private computing = false
  private count = 0

  /** @param onAnswer called with answers to the latest request of each kind; older ones are dropped */
  constructor(onAnswer: (answer: ExplorerAnswer) => void, onFailure: (reason: string) => void) {
    this.worker = new Worker(workerAddress('explorerWorker'))
    this.worker.onmessage = ({ data }: MessageEvent<ExplorerAnswer>) => {
      if (data.kind === 'curves') this.sendWaiting()
      if ([...this.latest.values()].includes(data.id)) onAnswer(data)
    }
    this.worker.onerror = (event) => onFailure(event.message)
  }

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
    this.worker.postMessage({ ...request, id })
  }

  private sendWaiting(): void {
    const { waiting } = this
    this.waiting = undefined
    this.computing = false
    if (waiting) this.send(waiting)
  }

  /** Ends a live sampling run. */
  stop(): void {
    this.latest.delete('sample')
    this.worker.postMessage({ kind: 'stop' } satisfies ExplorerRequest)
  }

  dispose(): void {
    this.worker.terminate()
  }
}
