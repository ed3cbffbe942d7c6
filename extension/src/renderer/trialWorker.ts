import { compiledFigure, withRows, type FigureSource } from './compiledFigure.js'
import { failureLogger } from './failureLogger.js'
import { refusingLoader } from './refusingLoader.js'
import { vegaEngine } from './vegaEngine.js'

/** The part of a dedicated worker's scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<FigureSource>) => void) | null
  postMessage(answer: TrialAnswer): void
}

/** The engine is loaded, or a figure was computed to its end, with or without success. */
export type TrialAnswer = 'ready' | 'done'

const scope = globalThis as unknown as WorkerScope

scope.onmessage = ({ data }) => {
  const done = () => scope.postMessage('done')
  // What fails here fails on the page too, and is told there.
  void tryOut(data).then(done, done)
}
void vegaEngine().then(() => scope.postMessage('ready'))

/** Computes a figure without a picture. */
async function tryOut(source: FigureSource): Promise<void> {
  const engine = await vegaEngine()
  const compiled = compiledFigure(engine, source)
  const runtime = engine.vega.parse(withRows(compiled), {}, { ast: true })
  const view = new engine.vega.View(runtime, {
    expr: engine.expressionInterpreter,
    renderer: 'none',
    loader: refusingLoader(),
    logger: failureLogger([])
  })
  await view.runAsync()
  view.finalize()
}
