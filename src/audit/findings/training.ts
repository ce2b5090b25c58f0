import type { Finding } from '../report.ts';
import type { Case } from '../case.ts';
import { plain } from './finding.ts';

/** That there is nothing to check, or that no loss was found to check updates against. */
export function withoutTraining(c: Case): Finding[] {
  const {
    right: { study, unjudged, graph },
    grid,
  } = c;
  if (study.training.chains.length === 0) {
    return [
      plain(
        c,
        'note',
        'no-training',
        [],
        {
          reason:
            c.work.tooLarge || [...graph.problems.values()].some((p) => p.detail.endsWith('too-large'))
              ? 'too-large'
              : grid.cells.some((x) => x.content === 'formula')
                ? 'no-updates'
                : 'no-formulas',
        },
        false,
      ),
    ];
  }
  const updates = unjudged.flatMap((s) => s.chains.map((x) => x.cells[s.step + 1] ?? -1)).filter((id) => id >= 0);
  return updates.length === 0 ? [] : [plain(c, 'warning', 'unexplained', updates, { reason: 'no-loss' })];
}
