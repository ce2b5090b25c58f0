export const en = {
  table: 'Table',
  picture: 'Chart',
  logarithmic: 'Log',
  linear: 'Linear',
  svg: 'SVG',
  png: 'PNG',
  empty: 'No numbers yet.',
  firstRows: (n: number, of: number): string => `The first ${n} of ${of} rows.`,
  saveSvg: 'Save as SVG',
  savePng: 'Save as PNG',
};
export type ChartWords = typeof en;
