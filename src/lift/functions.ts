// Every function of a spreadsheet that is understood, one row each: how many arguments, how they are read, its value,
// and
// what becomes of derivatives. What is not here is named, with every cell that uses it, and keeps its saved value.
import { aggregate } from './functions/aggregate.ts';
import { finance } from './functions/finance.ts';
import { inverse } from './functions/inverse.ts';
import { lazy, logic } from './functions/logic.ts';
import { places } from './functions/lookup.ts';
import { math } from './functions/math.ts';
import type { FunctionRow, LazyRow } from './functions/row.ts';
import { texts } from './functions/text.ts';

export const functions: ReadonlyMap<string, FunctionRow | LazyRow> = new Map<string, FunctionRow | LazyRow>(
  [math, inverse, aggregate, lazy, logic, places, finance, texts].flatMap((family) =>
    Object.entries<FunctionRow | LazyRow>(family),
  ),
);
export const isLazy = (row: FunctionRow | LazyRow): row is LazyRow => 'lazy' in row;
