/** No normal of the sampler is larger: its tail draws end at 4.2164 + 36.75/4.2164. */
export const largestNormal = 13
