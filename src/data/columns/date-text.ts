import { isoText } from './calendar.ts';
import { isClock, type DateRule } from './parse-date.ts';

/** A date or a time of day as a person writes it: 2020-01-31 08:30:00, 08:30. @param value days, or hours */
export const dateText = (value: number, rule: DateRule): string => (isClock(rule) ? clockText(value) : isoText(value));

function clockText(hours: number): string {
  const seconds = Math.round(hours * 3600);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}`;
  return seconds % 60 === 0 ? minutes : `${minutes}:${two(seconds % 60)}`;
}
