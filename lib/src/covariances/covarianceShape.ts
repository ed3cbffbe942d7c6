import { activationOf } from '../networks/activations/activations.js'
import type { Activation } from '../networks/activations/activation.js'
import type { AffineMap } from '../networks/architecture.js'
import { hasNormalPreactivations } from '../networks/featureMoment.js'
import { requireArchitecture, type NetworkParameters } from '../networks/networkParameters.js'

/** What integrals of K_W over data space have to know of it. */
export interface CovarianceShape {
  /** Whether it comes from several hidden layers. */
  readonly deep: boolean
  /** Whether every value is a quadrature, or several layers, and takes its time. */
  readonly costly: boolean
  /** Whether the first preactivations are normal. */
  readonly normal: boolean
  /** Its Gaussians, where it decays like one: with one hidden layer and normal preactivations alone. */
  readonly images?: Activation['images']
  /** Whether it is homogeneous of degree one in each argument. */
  readonly homogeneous: boolean
  /** Whether it has a kink where its arguments are parallel. */
  readonly kinked: boolean
  /** The smallest scale of preactivations over which an activation bends; 0 if none does but at a kink. */
  readonly bend: number
  /** The map from the inputs, which sets the length over which the covariance changes. */
  readonly hidden: AffineMap
}

/** @throws ParameterError for parameters outside their domain */
export function covarianceShape(source: string, parameters: NetworkParameters): CovarianceShape {
  const { layers } = requireArchitecture(source, parameters)
  const activations = layers.map(({ activation }) => activationOf(activation))
  const bends = activations.map(({ bend }) => bend).filter((bend) => bend > 0)
  const { images } = activations[0]
  const normal = hasNormalPreactivations(layers[0])
  return {
    deep: layers.length > 1,
    costly: layers.length > 1 || !normal || !activations[0].pairKnown,
    normal,
    ...(layers.length === 1 && normal && images && { images }),
    homogeneous:
      activations.every(({ homogeneous }) => homogeneous) &&
      layers.every(({ sigmaB }) => sigmaB === 0),
    kinked: activations.some(({ kinks }) => kinks.length > 0),
    bend: bends.length > 0 ? Math.min(...bends) : 0,
    hidden: layers[0]
  }
}
