// Small linear algebra.

/** Solve A·x = b for a symmetric, positive definite A (rows), by Cholesky. */
export function solve(A, b) {
  const n = b.length;
  const L = A.map((row) => Float64Array.from(row));
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) L[i][j] -= L[i][k] * L[j][k];
    const root = Math.sqrt(Math.max(L[j][j], 1e-300));
    for (let i = j; i < n; i++) L[i][j] /= root;
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i][k] * x[k];
    x[i] /= L[i][i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k][i] * x[k];
    x[i] /= L[i][i];
  }
  return x;
}

/** Weights that bring rows·w nearest to y: (XᵀX + λ·diag(penalty))·w = Xᵀy. */
export function leastSquares(rows, y, lambda, penalty = rows[0].map(() => 1)) {
  const n = rows[0].length;
  const A = Array.from({ length: n }, () => new Float64Array(n));
  const b = new Float64Array(n);
  rows.forEach((row, r) => {
    for (let i = 0; i < n; i++) {
      b[i] += row[i] * y[r];
      for (let j = 0; j <= i; j++) A[i][j] += row[i] * row[j];
    }
  });
  for (let i = 0; i < n; i++) {
    A[i][i] += lambda * penalty[i];
    for (let j = 0; j < i; j++) A[j][i] = A[i][j];
  }
  return solve(A, b);
}

export const dot = (a, b) => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** Standard normal numbers from a generator of numbers in [0, 1). */
export function normals(draw, n) {
  return Float64Array.from({ length: n }, () =>
    Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw()));
}
