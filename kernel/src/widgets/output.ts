import { currentContext, runIn, type CellContext } from '../language/cellContext.js'
import { InterruptedError } from '../language/cellInterrupt.js'
import type { CellOutcome } from '../language/cellRunner.js'
import type { EngineEvent } from '../language/engineMessages.js'
import type { Display } from '../protocol/display/displayHelpers.js'
import { requireFunction } from './arguments.js'
import { OutputList } from './outputList.js'
import { Widget, type ValueForm } from './widget.js'

/** What runs work for an output. */
export interface OutputParts {
  readonly display: Display
  readonly guard: (work: () => Promise<void>) => Promise<CellOutcome>
}

export const outputForm: ValueForm<readonly object[]> = {
  fields: ['outputs'],
  read: ({ outputs }) => outputs as readonly object[],
  write: (outputs) => ({ outputs })
}

/** Time in which what is shown is gathered, in milliseconds: a picture a screen can show. */
const gathering = 15

/** A place for outputs, with at most one run that fills it. */
export class Output extends Widget<readonly object[]> implements JupyterOutput {
  readonly #parts: OutputParts
  #running: CellContext | undefined

  constructor(
    models: ConstructorParameters<typeof Widget>[0],
    own: ConstructorParameters<typeof Widget>[1],
    form: ValueForm<readonly object[]>,
    parts: OutputParts
  ) {
    super(models, own, form)
    this.#parts = parts
  }

  async run(work: () => unknown): Promise<void> {
    requireFunction('run', work)
    this.cancel()
    const list = new OutputList()
    let timer: NodeJS.Timeout | undefined
    const show = () => {
      clearTimeout(timer)
      timer = undefined
      // What a run that was cancelled still has to say is for nobody.
      if (this.#running === context) this.value = list.outputs
    }
    const output = (event: EngineEvent) => {
      list.add(event)
      timer ??= setTimeout(show, gathering)
    }
    const asker = currentContext()?.id ?? ''
    const context: CellContext = { id: asker, allowsInput: false, interrupt: undefined, output }
    this.#running = context
    const { error } = await runIn(context, () =>
      this.#parts.guard(() => this.#shown(work, context))
    )
    if (error) list.add({ type: 'publish', messageType: 'error', content: { ...error } })
    show()
    if (this.#running === context) this.#running = undefined
  }

  async #shown(work: () => unknown, context: CellContext): Promise<void> {
    const { display } = this.#parts
    const result = await work()
    // Said again: in a browser what follows an await runs in no context.
    if (result !== undefined && this.#running === context) {
      runIn(context, () => display.display(result))
    }
    await display.settled(context)
  }

  cancel(): void {
    const running = this.#running
    this.#running = undefined
    running?.interrupt?.end(new InterruptedError())
  }

  clear(): void {
    this.value = []
  }
}
