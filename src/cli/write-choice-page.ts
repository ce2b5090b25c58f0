import type { Chosen } from '../choose/choose.ts';
import { isSame } from '../choose/outcome.ts';
import { choicePage, type ChoiceEvidence } from '../choose/page/index.ts';
import { writeWhole } from '../node/write.ts';
import type { Call } from './call.ts';
import { en } from './messages.en.ts';
import { chinese } from './messages.zh-TW.ts';
import { atPath } from './paths.ts';
import { columnLines } from './report.ts';
import type { TableFile } from './table-file.ts';

/** Writes what `--report` names: how the model was chosen and what it is worth, as a page. */
export async function writeChoicePage(
  { options, io, language, print, say }: Call<'train'>,
  chosen: Chosen,
  file: Pick<TableFile, 'name' | 'warnings'>,
): Promise<void> {
  const { report, force = false } = options;
  if (report === undefined) return;
  const page = choicePage(chosen.choice, evidenceOf(chosen, file), { name: file.name, language });
  await atPath(report, io.cwd, (place) => writeWhole(place, page, { replace: force }));
  print(say.audit.reported(report));
}

function evidenceOf(
  { choice, judged, preprocessing }: Chosen,
  { warnings }: Pick<TableFile, 'warnings'>,
): ChoiceEvidence {
  const { target, features } = preprocessing;
  const answer = judged.answers.find(({ candidate }) => isSame(candidate, choice.chosen));
  const own = answer ?? judged.answers.find(({ candidate }) => candidate.rung === choice.chosen.rung);
  const [english, taiwan] = [columnLines(en, preprocessing), columnLines(chinese, preprocessing)];
  return {
    target: target.name,
    classes: target.kind === 'number' ? [] : target.values.map(String),
    truth: judged.truth,
    predicted: own?.predicted ?? new Float64Array(),
    ...(own?.labels ? { labels: own.labels } : {}),
    columns: features.map((feature, i) => ({
      name: feature.name,
      en: english[i] ?? '',
      'zh-TW': taiwan[i] ?? '',
    })),
    notes: [
      ...warnings.map((w) => ({ en: en.table.sentence(w), 'zh-TW': chinese.table.sentence(w) })),
      ...preprocessing.warnings.map((w) => ({ en: en.data.warning(w), 'zh-TW': chinese.data.warning(w) })),
    ],
  };
}
