import { waveCumulants } from '../../numerics/gaussian/waveCumulants.js'
import { define } from './define.js'
import { cosinePair, meanOverSigns, sinePair, waveSlopes } from './signs.js'

/** Cos-net: the network of arXiv:2112.04527 with a normal bias in place of a uniform phase. */
export const cos = define({
  name: 'cos',
  title: 'Cos-net',
  formula: 'cos(z)',
  value: (z) => Math.cos(z),
  derivative: (z) => -Math.sin(z),
  secondDerivative: (z) => -Math.cos(z),
  parity: 'even',
  strip: Infinity,
  periodic: { zero: Math.PI / 2, period: Math.PI },
  images: { direct: 0.5, mirrored: 0.5 },
  pairMoment: cosinePair,
  pairSlopes: waveSlopes(cosinePair, sinePair),
  moment: (vectors) => meanOverSigns(vectors, 1),
  cumulants: (vectors) => waveCumulants(vectors)?.cosine,
  independentMoment: (_, vectors, distributions) => meanOverSigns(vectors, 1, distributions),
  sampled: 'cosine',
  // The sampler's cosine is accurate up to 2^20 pi/2 = 1.65e6.
  largestPreactivation: 1.3e6
})
