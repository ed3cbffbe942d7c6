/** MIME type under which the metadata of a notebook hold the states of its widgets. */
export const statesMimeType = 'application/vnd.jupyter.widget-state+json'

const viewMimeType = 'application/vnd.jupyter.widget-view+json'
const referencePrefix = 'IPY_MODEL_'

/** States of models by id, in the form in which they are saved. */
export type WidgetStates = Readonly<Record<string, unknown>>

/**
 * Of the states that were known before, those that a notebook still needs and that are not saved now: of the models that its
 * outputs show, and of those which these name, as their children or in what an output widget holds.
 */
export function missingStates(
  outputs: unknown,
  saved: WidgetStates,
  known: WidgetStates
): WidgetStates {
  const missing: Record<string, unknown> = {}
  const seen = new Set<string>()
  const reach = (part: unknown) => {
    for (const id of namedModels(part)) {
      if (seen.has(id)) continue
      seen.add(id)
      if (id in saved) reach(saved[id])
      else if (id in known) reach((missing[id] = known[id]))
    }
  }
  reach(outputs)
  return missing
}

/** Ids of the models that something in JSON names: by a reference, or as what an output shows. */
function* namedModels(part: unknown): Generator<string, void, undefined> {
  if (typeof part === 'string' && part.startsWith(referencePrefix)) {
    yield part.slice(referencePrefix.length)
  }
  if (typeof part !== 'object' || part === null) return
  for (const [name, value] of Object.entries(part)) {
    if (name === viewMimeType) yield (value as { model_id: string }).model_id
    else yield* namedModels(value)
  }
}
