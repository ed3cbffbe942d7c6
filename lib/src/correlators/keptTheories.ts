import {
  canonicalNetwork,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'
import { jsonText } from '../numerics/jsonText.js'
import { RecentlyUsed } from '../numerics/recentlyUsed.js'

/** An active flow asks for the theories of all its sigmaW at one width after the other. */
export const mostKept = 64

/** Theories in use, by the parameters and points that define them, so that what one has computed serves the next question. */
export class KeptTheories<T> {
  private readonly theories = new RecentlyUsed<T>(mostKept)

  constructor(
    private readonly source: string,
    private readonly make: (parameters: NetworkParameters, points: readonly Point[]) => T
  ) {}

  of(parameters: NetworkParameters, points: readonly Point[]): T {
    const network = canonicalNetwork(this.source, parameters)
    const key = jsonText([network, points])
    return this.theories.get(key) ?? this.theories.set(key, this.make(network, points))
  }
}
