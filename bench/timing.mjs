export const median = (xs) => [...xs].sort((a, b) => a - b)[xs.length >> 1];
export const rounded = (x, digits = 3) => Number(x.toPrecision(digits));

/** Seconds of each of `times` calls, one after the other. */
export async function seconds(times, work) {
  const out = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await work(i);
    out.push((performance.now() - start) / 1000);
  }
  return out;
}
