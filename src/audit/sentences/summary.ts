import type { Language } from '../../messages/language.ts';
import type { Audit } from '../report.ts';
import { figureCount } from './ranges.ts';

/** What an audit found, in a line, and what it looked at. */
export interface ToldSummary {
  readonly headline: string;
  readonly looked: string;
}

/** `tellSummary(audit, 'en').headline` → `'1 error in 24 cells, 1 warning'` */
export function tellSummary(
  { findings, summary: { errors, warnings, notes, formulas, training, updates } }: Audit,
  language: Language,
): ToldSummary {
  const wrong = new Set(findings.filter((f) => f.severity === 'error').flatMap((f) => f.cells)).size;
  if (language === 'en') {
    const some = (n: number, one: string): string => `${figureCount(n)} ${one}${n === 1 ? '' : 's'}`;
    const found = [
      errors > 0 ? `${some(errors, 'error')}${wrong > 0 ? ` in ${some(wrong, 'cell')}` : ''}` : '',
      warnings > 0 ? some(warnings, 'warning') : '',
      notes > 0 ? some(notes, 'note') : '',
    ]
      .filter((t) => t !== '')
      .join(', ');
    const { compared, right } = updates;
    return {
      headline:
        errors > 0
          ? found
          : `${training ? 'No errors found' : 'No training found'}${found === '' || (!training && warnings + notes <= 1) ? '' : `; ${found}`}`,
      looked: [
        some(formulas, 'formula'),
        training
          ? `${some(training.parameters, 'parameter')}, ${some(training.steps, 'step')}${training.runs > 1 ? `, ${some(training.runs, 'training')}` : ''}`
          : '',
        compared > 0
          ? `${right === compared ? (compared === 1 ? 'the update matches' : `all ${figureCount(compared)} updates match`) : `${figureCount(right)} of ${some(compared, 'update')} match`} the derivative of the loss`
          : '',
      ]
        .filter((t) => t !== '')
        .join('; '),
    };
  }
  const found = [
    errors > 0 ? `${figureCount(errors)} 個錯誤${wrong > 0 ? `，共 ${figureCount(wrong)} 格` : ''}` : '',
    warnings > 0 ? `${figureCount(warnings)} 個警告` : '',
    notes > 0 ? `${figureCount(notes)} 個附註` : '',
  ]
    .filter((t) => t !== '')
    .join('；');
  const { compared, right } = updates;
  return {
    headline:
      errors > 0
        ? found
        : `${training ? '沒有找到錯誤' : '找不到訓練'}${found === '' || (!training && warnings + notes <= 1) ? '' : `；${found}`}`,
    looked: [
      `${figureCount(formulas)} 個公式`,
      training
        ? `${figureCount(training.parameters)} 個參數、${figureCount(training.steps)} 步${training.runs > 1 ? `、${figureCount(training.runs)} 次訓練` : ''}`
        : '',
      compared > 0
        ? `${right === compared ? `${figureCount(compared)} 個更新都` : `${figureCount(compared)} 個更新裡有 ${figureCount(right)} 個`}符合損失的導數`
        : '',
    ]
      .filter((t) => t !== '')
      .join('；'),
  };
}
