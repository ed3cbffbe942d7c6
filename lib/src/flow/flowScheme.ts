/** Which exact equation is truncated to a local potential. */
export type FlowScheme = 'wetterich' | 'polchinski'
