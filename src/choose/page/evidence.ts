/** What a page draws, beside the choice itself. */
export interface ChoiceEvidence {
  readonly target: string;
  /** Names of the classes; none for a number. */
  readonly classes: readonly string[];
  /** [rows] of the rows that were judged: the number in the table's units, or the class. */
  readonly truth: Float64Array;
  /** [rows × outputs]: what the chosen model predicts of the same rows. */
  readonly predicted: Float64Array;
  /** [rows]: the classes it gives them, where a threshold was found for costs. */
  readonly labels?: Float64Array;
  /** What each column was taken for, in both languages. */
  readonly columns: readonly ColumnLine[];
  /** What was recognized, left out or is odd in the table, each in a sentence. */
  readonly notes?: readonly Pick<ColumnLine, 'en' | 'zh-TW'>[];
}

export interface ColumnLine {
  readonly name: string;
  readonly en: string;
  readonly 'zh-TW': string;
}
