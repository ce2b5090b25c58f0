import type { Run } from 'gradsheet';
import type { Language } from 'gradsheet/explain';
import { program, type Axis, type Label } from 'gradsheet/ir';
import { sheetSize, writeSheet, type SheetSize } from 'gradsheet/sheet';
import type { Names } from '../bench/names.ts';

export interface BookOptions {
  readonly epochs: number;
  readonly layout: 'block' | 'row' | 'matrix';
  readonly blank: boolean;
  readonly language: Language;
  readonly rowNames: readonly string[] | null;
  readonly title: string;
}

/** The run with its columns called as on the bench, in the language of the moment. */
function spoken(run: Run, names: Names): Run {
  const axis = (a: Axis): Axis => (a.items ? { ...a, items: a.items.map((item) => names.column(item)) } : a);
  const label = (l: Label): Label => ({ ...l, axes: l.axes.map(axis), ...(l.of ? { of: label(l.of) } : {}) });
  return {
    ...run,
    programs: Object.fromEntries(
      Object.entries(run.programs).map(([name, p]) => [
        name,
        program(
          p.outputs,
          p.labels.map((l) => ({ ...l, label: label(l.label) })),
        ),
      ]),
    ),
  };
}
const options = (o: BookOptions): Parameters<typeof writeSheet>[1] => ({
  epochs: o.epochs,
  layout: o.layout,
  exercise: o.blank,
  language: o.language,
  title: o.title,
  ...(o.rowNames ? { rowNames: o.rowNames } : {}),
});

export const bookSize = (run: Run, names: Names, o: BookOptions): SheetSize =>
  sheetSize(spoken(run, names), options(o));
export const bookOf = (run: Run, names: Names, o: BookOptions): Promise<Uint8Array> =>
  writeSheet(spoken(run, names), options(o));
