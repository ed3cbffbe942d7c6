import {
  canonicalNetwork,
  type NetworkParameters,
  type Point
} from '../networks/networkParameters.js'

/** An active flow asks for the theories of all its sigmaW at one width after the other. */
const mostKept = 64

/**
 * Theories in use, by the parameters and points that define them, so that what one has computed serves the next question;
 * the one used longest ago is dropped.
 */
export class KeptTheories<T> {
  private readonly theories = new Map<string, T>()

  constructor(
    private readonly source: string,
    private readonly make: (parameters: NetworkParameters, points: readonly Point[]) => T
  ) {}

  of(parameters: NetworkParameters, points: readonly Point[]): T {
    const network = canonicalNetwork(this.source, parameters)
    const key = JSON.stringify([network, points])
    const theory = this.theories.get(key) ?? this.make(network, points)
    this.theories.delete(key)
    this.theories.set(key, theory)
    if (this.theories.size > mostKept) {
      this.theories.delete(this.theories.keys().next().value as string)
    }
    return theory
  }
}
