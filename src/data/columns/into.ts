/** Where a feature's encoded columns are written: row after row, from one of its columns on. */
export interface Into {
  readonly data: Float64Array;
  /** Encoded columns of a row, and those before the feature's own. */
  readonly width: number;
  readonly first: number;
}

/** @param i the row @param place the column, both of those it is asked for, counted from 0 */
export function put({ data, width, first }: Into, i: number, place: number, value: number): void {
  data[i * width + first + place] = value;
}
