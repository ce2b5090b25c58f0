/** Where a feature's encoded columns are written: row after row, from one of its columns on. */
export interface Into {
  readonly data: Float64Array;
  /** Encoded columns of a row, and those before the feature's own. */
  readonly width: number;
  readonly first: number;
  /** Of each row that is asked for: which row of `data` it is. */
  readonly places: Int32Array;
}

/** @param i the row @param place the column, both of those that are asked for, counted from 0 */
export function put({ data, width, first, places }: Into, i: number, place: number, value: number): void {
  data[(places[i] as number) * width + first + place] = value;
}
