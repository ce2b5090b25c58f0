/**
 * Deals groups to parts, one after the other, each to the part where the classes end up most evenly dealt: where the
 * standard deviation over the parts of how full each is of a class, averaged over the classes, is least. Of equally
 * good parts the emptiest, then the first.
 *
 * @param groups [groups][classes]: how many rows
 * @param shares [parts]: of all rows, what each part is to have; they add up to 1
 * @returns [groups]: the part
 * @see scikit-learn, `StratifiedGroupKFold`, which this is where the shares are equal
 */
export function dealtEvenly(groups: readonly (readonly number[])[], shares: readonly number[]): number[] {
  const classes = groups[0]?.length ?? 0;
  const totals = Array.from({ length: classes }, (_, k) => groups.reduce((sum, group) => sum + (group[k] ?? 0), 0));
  const parts = shares.map((share) => ({
    counts: new Float64Array(classes),
    wanted: totals.map((total) => Math.max(1, total) * share),
  }));
  const rows = shares.map(() => 0);
  const fullness = (part: number): number => (rows[part] ?? 0) / (shares[part] ?? 1);
  const add = (part: number, group: readonly number[], sign: 1 | -1): void => {
    const counts = parts[part]?.counts;
    if (counts) for (let k = 0; k < classes; k++) counts[k] = (counts[k] as number) + sign * (group[k] ?? 0);
  };
  return groups.map((group) => {
    let [best, least] = [0, Infinity];
    for (let part = 0; part < parts.length; part++) {
      add(part, group, 1);
      const spread = spreadOf(parts, classes);
      add(part, group, -1);
      const isSame = Math.abs(spread - least) <= 1e-8;
      if (isSame ? fullness(part) < fullness(best) : spread < least) [best, least] = [part, spread];
    }
    add(best, group, 1);
    rows[best] = (rows[best] ?? 0) + group.reduce((sum, n) => sum + n, 0);
    return best;
  });
}

interface Part {
  /** [classes]: rows it has. */
  readonly counts: Float64Array;
  /** [classes]: rows it is to have. */
  readonly wanted: readonly number[];
}

/** Mean over the classes of the standard deviation over the parts. */
function spreadOf(parts: readonly Part[], classes: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) {
    let mean = 0;
    for (const part of parts) mean += fullOf(part, k) / parts.length;
    let squares = 0;
    for (const part of parts) squares += (fullOf(part, k) - mean) ** 2;
    sum += Math.sqrt(squares / parts.length);
  }
  return sum / classes;
}

const fullOf = ({ counts, wanted }: Part, k: number): number => (counts[k] as number) / (wanted[k] as number);
