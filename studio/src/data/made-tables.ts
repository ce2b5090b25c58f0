import { NumpyRandom, Table } from 'gradsheet';
import { writeCsv } from 'gradsheet/csv';

/** The tutorial's table: a hundred people drawn with NumPy's generator; whether they are liked is a coin flip. */
export function likedCsv(): string {
  const np = new NumpyRandom(42);
  return writeCsv(
    Table.of({
      height: np.randint(150, 200, 100),
      age: np.randint(18, 40, 100),
      income: np.randint(30000, 100000, 100),
      considerate: np.randint(0, 2, 100),
      distance: np.randint(0, 2, 100),
      liked: np.randint(0, 2, 100),
    }),
  );
}

/** Made up: a salary grows by 1900 a year, by 6000 with a degree, by 3000 in town, and by chance. */
export function salariesCsv(): string {
  const np = new NumpyRandom(7);
  const years = np.randint(0, 25, 240);
  const degree = np.randint(0, 2, 240);
  const town = np.randint(0, 2, 240);
  const chance = np.randn(240);
  const salary = years.map(
    (y, i) => 33_000 + 1900 * y + 6000 * (degree[i] ?? 0) + 3000 * (town[i] ?? 0) + 3000 * (chance[i] ?? 0),
  );
  const yesNo = (list: readonly number[]): string[] => list.map((v) => (v === 1 ? 'yes' : 'no'));
  return writeCsv(
    Table.of({
      years,
      degree: yesNo(degree),
      town: yesNo(town),
      salary: salary.map((v) => Math.round(v / 100) * 100),
    }),
  );
}
