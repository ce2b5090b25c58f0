export const mean = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0) / x.length;
export const variance = (x: ArrayLike<number>): number => {
  const m = mean(x);
  return mean(Array.from(x, (v) => (v - m) ** 2));
};
