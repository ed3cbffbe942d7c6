import { fieldOf } from '../networks/field.js'
import type { Ensemble } from '../networks/ensemble.js'
import { textDigest } from '../numerics/randomStream.js'
import { drawNetworks } from '../sampling/drawNetworks.js'
import { pauses, type PieceOptions } from '../numerics/inPieces.js'
import { byRank, connectedOf, momentTables } from './connectedMoments.js'
import type { FieldModes } from './fieldModes.js'
import type { ModeScale, PairSums } from './pairMoments.js'
import { verticesOf, type ConnectedFunctions, type Vertices } from './vertices.js'

/** Networks that are drawn at once. */
const group = 4096

/**
 * Adds up what the regulated theory needs of networks whose last weights are not normal, so that f given the hidden layers is not
 * either: f itself is drawn, and reweighted with w = exp(-f R f/2). For finite k alone, as f is never exactly at 0.
 */
export class LiteralMoments {
  private readonly tables: readonly (readonly (readonly number[])[])[]
  /** The combinations of all tables, one after the other. */
  private readonly indices: readonly Int32Array[]
  private readonly fields: number
  private readonly products: Float64Array
  /** Of a network's amplitudes, by mode, outputs summed. */
  private readonly squares: Float64Array

  /**
   * @param outputs of the network
   * @param highest 4 or 6: the rank of the highest function
   */
  constructor(
    private readonly modes: FieldModes,
    private readonly scales: readonly ModeScale[],
    private readonly outputs: number,
    private readonly highest: 4 | 6
  ) {
    this.fields = modes.points * outputs
    this.tables = momentTables(this.fields, highest)
    this.indices = this.tables.flatMap((table) => table.map((one) => Int32Array.from(one)))
    this.products = new Float64Array(this.indices.length)
    this.squares = new Float64Array(modes.points)
  }

  /** Sums of zero: of w f … f by rank, and how single networks share in w f_m^n of every mode m, n = 2, 4, …. */
  empty(): PairSums {
    return {
      sums: new Float64Array(this.tables.reduce((count, table) => count + table.length, 0)),
      shares: new Float64Array((this.highest / 2) * this.modes.points * 3)
    }
  }

  /** Draws the bags and adds them to their sums, shape [bag][scale]. */
  async draw(
    ensemble: Ensemble,
    width: number,
    sums: readonly (readonly PairSums[])[],
    options: PieceOptions
  ): Promise<void> {
    const { bags, networksPerBag, seed } = ensemble
    const pause = pauses(bags * networksPerBag, options)
    let drawn = 0
    for (const [bag, ofBag] of sums.entries()) {
      for (let done = 0; done < networksPerBag; done += group) {
        const own = { ...ensemble, seed: groupSeed(seed, bag, done) }
        const count = Math.min(group, networksPerBag - done)
        this.add(drawNetworks(own, width, count), ofBag)
        await pause((drawn += count))
      }
    }
  }

  private add(drawn: Float64Array, sums: readonly PairSums[]): void {
    const { points } = this.modes
    const { squares } = this
    for (let start = 0; start < drawn.length; start += this.fields) {
      const f = drawn.subarray(start, start + this.fields)
      squares.fill(0)
      for (let output = 0; output < this.outputs; output++) {
        for (let m = 0; m < points; m++) {
          let amplitude = 0
          for (let a = 0; a < points; a++) {
            amplitude += this.modes.vectors[m * points + a] * f[output * points + a]
          }
          squares[m] += amplitude ** 2
        }
      }
      this.indices.forEach((combination, c) => {
        let product = 1
        for (let i = 0; i < combination.length; i++) product *= f[combination[i]]
        this.products[c] = product
      })
      this.scales.forEach((scale, i) => this.addNetwork(squares, scale, sums[i]))
    }
  }

  private addNetwork(
    squares: Float64Array,
    { regulator }: ModeScale,
    { sums, shares }: PairSums
  ): void {
    const { products } = this
    let exponent = 0
    for (let m = 0; m < squares.length; m++) exponent -= (regulator[m] * squares[m]) / 2
    const weight = Math.exp(exponent)
    for (let i = 0; i < products.length; i++) sums[i] += weight * products[i]
    let place = 0
    for (let n = 1; n <= this.highest / 2; n++) {
      for (const square of squares) {
        const value = weight * square ** n
        shares[place++] += value
        shares[place++] += value * value
        shares[place] = Math.max(shares[place], value)
        place++
      }
    }
  }

  /** Connected functions and vertices of sums; those with an odd number of fields of an output vanish, as all weights are symmetric. */
  evaluate(
    sums: Float64Array,
    { regulator }: ModeScale
  ): { readonly connected: ConnectedFunctions; readonly vertices: Vertices } {
    const connected = connectedOf(byRank(this.tables, sums), this.fields)
    const { gamma2, ...higher } = verticesOf(connected)
    const { points, vectors } = this.modes
    const values = gamma2.values.map((value, c) => {
      const [one, other] = gamma2.combinations[c].map((field) => fieldOf(field, points))
      if (one.output !== other.output) return value
      return regulator.reduce(
        (rest, r, m) =>
          rest - vectors[m * points + one.point] * r * vectors[m * points + other.point],
        value
      )
    })
    return { connected, vertices: { ...higher, gamma2: { ...gamma2, values } } }
  }
}

/** A seed of 52 bits for a group of networks of a bag. */
function groupSeed(seed: number, bag: number, first: number): number {
  return parseInt(textDigest(JSON.stringify(['literal', seed, bag, first])).slice(0, 13), 16)
}
