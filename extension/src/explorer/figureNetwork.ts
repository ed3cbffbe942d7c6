import { figureNotes } from '../instruments/figureNotes.js'
import { isObject, type JsonObject } from '../renderer/safeSpec.js'

/** Parameters of a figure's network, as the explorer names them; undefined where a figure has none. */
export function figureNetwork(spec: JsonObject): JsonObject | undefined {
  const { ensemble, samples, parameters } = figureNotes(spec)?.provenance ?? {}
  const sampled: unknown = Array.isArray(samples) ? samples[0] : undefined
  // What was sampled is known; parameters are what somebody says.
  const found = [ensemble, sampled, parameters].map(statedNetwork).find(isObject)
  if (!found) return undefined
  const { widths, inputs } = found
  return {
    ...found,
    ...(Array.isArray(widths) && { width: widths[0] }),
    ...(Array.isArray(inputs) && Array.isArray(inputs[0]) && { dIn: inputs[0].length })
  }
}

/** What states a network by its name, itself or inside its field `network`. */
function statedNetwork(given: unknown): JsonObject | undefined {
  if (!isObject(given)) return undefined
  if (isObject(given['network'])) return statedNetwork(given['network'])
  return 'network' in given ? given : undefined
}
