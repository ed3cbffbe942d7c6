/** Numbers of components on the way from 1, the last one included: potential and field grow with M + 2 in good approximation. */
export function componentSteps(components: number): number[] {
  const distance = Math.log((components + 2) / 3)
  const count = Math.ceil(Math.abs(distance) / 0.25)
  return Array.from({ length: count }, (_, i) =>
    i + 1 === count ? components : 3 * Math.exp((distance * (i + 1)) / count) - 2
  )
}
