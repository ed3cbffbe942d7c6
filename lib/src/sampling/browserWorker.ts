import { taskSampler, type BlockAnswer, type BlockTask } from './blockRunner.js'

/** What a worker of a browser sends: that it runs, without an answer, then an answer to every task. */
export type WorkerMessage = { readonly answer?: BlockAnswer } | { readonly failure: string }

/** The scope of a worker, of which the project's types know nothing. */
interface WorkerScope {
  postMessage(message: WorkerMessage): void
  addEventListener(type: 'message', listener: (event: { readonly data: BlockTask }) => void): void
}

const scope = globalThis as unknown as WorkerScope
const run = taskSampler()

scope.addEventListener('message', ({ data }) => {
  try {
    scope.postMessage({ answer: run(data) })
  } catch (error) {
    scope.postMessage({ failure: error instanceof Error ? error.message : String(error) })
  }
})
scope.postMessage({})
