import { Matrix } from 'ml-matrix'

/** A square matrix from its entries by their place, row-major. */
export function squareMatrix(size: number, entry: (place: number) => number): Matrix {
  return new Matrix(
    Array.from({ length: size }, (_, a) =>
      Array.from({ length: size }, (__, b) => entry(a * size + b))
    )
  )
}
