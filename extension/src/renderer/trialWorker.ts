import { mostMarks, paceTask } from './trialLimits.js'
import { compiledFigure, withRows, type FigureSource } from './compiledFigure.js'
import { embeddedLook, type LookOptions } from './embeddedLook.js'
import { figureLoader, nothing } from './figureLoader.js'
import { FigureLog } from './figureLog.js'
import { vegaEngine } from './vegaEngine.js'

/** The part of a dedicated worker's scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<TrialSource>) => void) | null
  postMessage(answer: TrialAnswer): void
}

/** A figure, and how its author wants it to look. */
export interface TrialSource extends FigureSource {
  readonly embed: LookOptions
}

/**
 * The engine is loaded; how many milliseconds the work of `paceTask` took, before a figure; it was computed to its end, with or without success; or it was, and
 * drawing it would take long.
 */
export type TrialAnswer = 'ready' | { readonly pace: number } | 'done' | 'many marks'

/** A mark of Vega's scene graph, or a group of them. */
interface SceneNode {
  readonly items?: readonly SceneNode[]
}

const scope = globalThis as unknown as WorkerScope

scope.onmessage = ({ data }) => {
  scope.postMessage({ pace: paceTask() })
  void tryOut(data).then(
    (marks) => scope.postMessage(marks > mostMarks ? 'many marks' : 'done'),
    // What fails here fails on the page too, and is told there.
    () => scope.postMessage('done')
  )
}
void vegaEngine().then(() => scope.postMessage('ready'))

/** Computes a figure without a picture. @returns the number of its marks */
async function tryOut(source: TrialSource): Promise<number> {
  const engine = await vegaEngine()
  const config = embeddedLook(engine, source.config, source.embed)
  const compiled = compiledFigure(engine, { ...source, config })
  const runtime = engine.vega.parse(withRows(compiled), {}, { ast: true })
  const view = new engine.vega.View(runtime, {
    expr: engine.expressionInterpreter,
    renderer: 'none',
    loader: figureLoader(nothing),
    logger: new FigureLog().logger
  })
  await view.runAsync()
  // The typings leave out the root.
  const { root } = view.scenegraph() as unknown as { readonly root: SceneNode }
  const marks = markCount(root)
  view.finalize()
  return marks
}

function markCount({ items = [] }: SceneNode): number {
  return items.reduce((sum, item) => sum + 1 + markCount(item), 0)
}
