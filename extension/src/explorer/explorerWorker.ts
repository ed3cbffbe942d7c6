import {
  deviationSummary,
  measuredGreenFunction,
  ensemble,
  localRunner,
  sampleEnsemble,
  type EnsembleMoments
} from 'nnqft'
import { explorerCurves, networkCouplings, trajectoryRows } from './explorerCurves.js'
import type { ExplorerAnswer, ExplorerRequest, SampledDeviation } from './explorerMessages.js'
import { explorerEnsemble, type ExplorerState } from './explorerState.js'

/** The part of a dedicated worker's scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ExplorerRequest>) => void) | null
  postMessage(answer: ExplorerAnswer): void
}

const scope = globalThis as unknown as WorkerScope
let sampling = new AbortController()

scope.onmessage = ({ data }) => {
  if (data.kind === 'stop') sampling.abort()
  else void answer(data)
}

async function answer(request: Exclude<ExplorerRequest, { kind: 'stop' }>): Promise<void> {
  const { id, state } = request
  try {
    if (request.kind === 'curves') {
      scope.postMessage({ kind: 'curves', id, curves: explorerCurves(state) })
    } else if (request.kind === 'trajectory') {
      scope.postMessage({ kind: 'trajectory', id, rows: trajectoryRows(state, request.start) })
    } else if (request.kind === 'couplings') {
      scope.postMessage({ kind: 'couplings', id, couplings: networkCouplings(state) })
    } else await sample(id, state)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    scope.postMessage({ kind: 'failed', id, reason })
  }
}

/** One run at a time: a new one stops the one before. */
async function sample(id: number, state: ExplorerState): Promise<void> {
  sampling.abort()
  sampling = new AbortController()
  const drawn = ensemble(explorerEnsemble(state))
  const showing = everyHalfSecond()
  // This is a worker already, and what a slider passes over is not worth keeping.
  const moments = await sampleEnsemble(drawn, {
    runner: localRunner(),
    store: false,
    signal: sampling.signal,
    onProgress: ({ done, total, momentsSoFar }) => {
      const soFar = showing() ? partialDeviation(momentsSoFar(), state) : undefined
      scope.postMessage({ kind: 'progress', id, fraction: done / total, ...(soFar && { soFar }) })
    }
  })
  scope.postMessage({ kind: 'sampled', id, sampled: sampledDeviation(moments, state) })
}

/** Tells whether half a second has passed since it last said so: more redraws nobody can follow. */
function everyHalfSecond(): () => boolean {
  let last = performance.now()
  return () => {
    const due = performance.now() - last >= 500
    if (due) last = performance.now()
    return due
  }
}

/** An error needs two bags. */
function partialDeviation(
  moments: EnsembleMoments | undefined,
  state: ExplorerState
): SampledDeviation | undefined {
  return moments && moments.ensemble.bags >= 2 ? sampledDeviation(moments, state) : undefined
}

function sampledDeviation(
  moments: EnsembleMoments,
  { order, width }: ExplorerState
): SampledDeviation {
  const { mean, standardError } = deviationSummary(moments, order, width)
  const measured = measuredGreenFunction(moments, order, width)
  return {
    bags: moments.ensemble.bags,
    order,
    width,
    mean,
    standardError,
    greenFunction: Array.from(measured.mean),
    errors: Array.from(measured.standardError)
  }
}
