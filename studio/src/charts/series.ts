/** How a curve is told apart without its colour: shape of its points and dash of its line. */
export interface Style {
  readonly colour: string;
  readonly shape: 'circle' | 'square' | 'triangle' | 'diamond' | 'none';
  readonly dash?: string;
}

/** A curve: a value per x, NaN where there is none. */
export interface Series {
  readonly name: string;
  readonly style: Style;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const styles: readonly Style[] = [
  { colour: 'var(--neg)', shape: 'circle' },
  { colour: 'var(--pos)', shape: 'square' },
  { colour: 'var(--ink3)', shape: 'triangle', dash: '4 3' },
  { colour: 'var(--gradient)', shape: 'diamond' },
  { colour: 'var(--parameter)', shape: 'circle', dash: '7 3' },
  { colour: 'var(--activation)', shape: 'square', dash: '2 3' },
  { colour: 'var(--error)', shape: 'triangle' },
  { colour: 'var(--update)', shape: 'diamond', dash: '4 3' },
];
export const styleOf = (index: number): Style =>
  styles[index % styles.length] ?? { colour: 'var(--ink)', shape: 'circle' };
