/** Pearson's, over the rows that have both; 0 if these are fewer than 20, or one of them never changes. */
export function correlation(a: Float64Array, b: Float64Array, rows: readonly number[]): number {
  const both = rows.filter((row) => !Number.isNaN(a[row]) && !Number.isNaN(b[row]));
  if (both.length < 20) return 0;
  const mean = (values: Float64Array): number => both.reduce((sum, row) => sum + (values[row] ?? 0), 0) / both.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [aa, ab, bb] = [0, 0, 0];
  for (const row of both) {
    const da = (a[row] ?? 0) - meanA;
    const db = (b[row] ?? 0) - meanB;
    aa += da * da;
    ab += da * db;
    bb += db * db;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
