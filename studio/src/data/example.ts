import { NumpyRandom, Table } from 'gradsheet';
import { writeCsv } from 'gradsheet/csv';

/** The tutorial's table: a hundred people drawn with NumPy's generator. */
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
