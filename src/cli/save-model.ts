import { join } from 'node:path';
import { exampleOf } from '../data/columns/feature.ts';
import type { Preprocessing } from '../data/preprocessing.ts';
import type { Model } from '../model/model.ts';
import { toSaved, type SavedExtras } from '../model/saved.ts';
import { writeModelFolder } from '../node/model-folder.ts';
import { shellText } from '../util/escape.ts';
import type { Call } from './call.ts';
import { plain } from './numbers.ts';
import { atPath } from './paths.ts';
import { version } from './version.ts';

/** Writes the folder of a trained model and says so; paths of its files, with forward slashes. */
export async function saveModel(
  { options, io, say, print }: Call<'train'>,
  out: string,
  { model, others, ...extras }: SavedExtras & { model: Model; others: Readonly<Record<string, string>> },
): Promise<string[]> {
  const files = await atPath(out, io.cwd, (folder) =>
    writeModelFolder(folder, toSaved(model, extras), { version, others, replace: options.force ?? false }),
  );
  const saved = files.map((name) => join(out, name));
  print();
  print(say.train.saved(saved));
  return saved.map((name) => name.replaceAll('\\', '/'));
}

/** The command that predicts with the new model: a row of its own where a line holds it, else a table of new rows. */
export function printNext({ print, say, style }: Call<'train'>, out: string, preprocessing: Preprocessing): void {
  const operand = exampleRow(preprocessing) ?? say.train.newTable;
  print(`${style.faint(say.train.next)}gradsheet predict ${shellText(out)} ${operand}`);
}

/** A row to predict, `hours=7.5 sleep=6`: each feature at its mean; null for more than a line holds. */
function exampleRow({ features }: Preprocessing): string | null {
  if (features.length > 6) return null;
  const valueOf = (f: (typeof features)[number]): string =>
    f.kind === 'number' ? plain(f.mean, 3).replaceAll(',', '') : shellText(String(exampleOf(f)));
  return features.map((f) => `${shellText(f.name)}=${valueOf(f)}`).join(' ');
}
