import type { Cell } from '../../workbook/index.ts';

/** What a cell shows: numbers with the decimals of its format, signs as a minus sign. */
export function shownValue({ value, style }: Cell): string {
  switch (typeof value) {
    case 'number':
      return shownNumber(value, style?.numberFormat);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'string':
      return value;
    case 'object':
      return value.error;
    default:
      return '';
  }
}

function shownNumber(value: number, format = ''): string {
  const [positive = ''] = format.replace(/"[^"]*"|\\./g, '').split(';');
  const decimals = /[0#]\.(0+)/.exec(positive)?.[1]?.length ?? (/^[+-]?[#,]*0%?$/.test(positive) ? 0 : undefined);
  const percent = positive.includes('%');
  const scientific = /E[+-]/i.test(positive);
  const text = scientific
    ? value.toExponential(decimals ?? 2)
    : decimals !== undefined && Math.abs(value) < 1e15
      ? (percent ? value * 100 : value).toFixed(decimals) + (percent ? '%' : '')
      : String(Number(value.toPrecision(6)));
  return text.replace(/-/g, '−');
}
