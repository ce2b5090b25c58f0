import rents from '../../../examples/rents.csv?raw';
import { likedCsv, salariesCsv } from './made-tables.ts';

/** Tables to try, one for each result that a table can have. */
export const sampleCsv = { rents: () => rents, salaries: salariesCsv, liked: likedCsv } as const;
