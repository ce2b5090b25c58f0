import type { EncodingNote } from 'gradsheet/table';
import { readable } from '../numbers/format.ts';
import type { ChoosingWords } from './choosing-messages.en.ts';

/** What is odd about the row that is predicted, as a sentence. */
export function noteText(note: EncodingNote, w: ChoosingWords['row']): string {
  switch (note.code) {
    case 'outside-range':
      return w.outside(note.column, String(note.value), valueText(note.low), valueText(note.high));
    case 'unseen-value':
      return w.unknown(note.column, note.text);
    case 'unreadable-value':
      return w.unread(note.column, note.text);
    case 'filled-value':
      return w.filled(note.column, valueText(note.value));
    case 'empty-text':
      return w.empty(note.column);
    case 'unseen-words':
      return w.strange(note.column, note.text);
    case 'unseen-class':
    case 'no-target-rows':
    case 'dropped-rows':
      return ''; // of a target, or of a rule that no chosen model has
    default:
      return note satisfies never;
  }
}

const valueText = (value: number | string): string => (typeof value === 'number' ? readable(value) : value);
