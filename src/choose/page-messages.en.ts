import { count, percent } from '../messages/numbers.ts';

/** What only the page about a choice says. */
export const pageEn = {
  title: (target: string): string => `Predict ${target}: result`,
  table: (name: string, rows: number, columns: number): string =>
    `${name === '' ? '' : `${name} · `}${count(rows)} rows, ${count(columns)} columns used`,
  gains: 'Gain on the same rows, with 95% confidence interval',
  gainUnit: {
    rmse: 'error removed',
    logRmse: 'error removed',
    accuracy: 'accuracy',
    balancedAccuracy: 'balanced accuracy',
    rocAuc: 'ROC AUC',
    cost: 'weighted errors per row removed',
  },
  scatter: 'Predicted against actual',
  scatterAbout: (shown: number, rows: number): string =>
    `On the diagonal a prediction is exact.${shown < rows ? ` ${count(shown)} of ${count(rows)} rows are drawn.` : ''}`,
  band: (level: number): string => `Shaded: the range that was meant for ${percent(level, 0)} of the rows.`,
  actual: 'actual',
  predicted: 'predicted',
  confusion: 'Confusion matrix (rows: actual, columns: predicted)',
  roc: 'ROC curve',
  rocAxes: ['false alarms among the others', 'found'],
  pr: 'Precision and recall',
  prAxes: ['found (recall)', 'right among those predicted (precision)'],
  reliability: 'Are the probabilities right?',
  reliabilityAxes: ['predicted probability', 'how often it came true'],
  reliabilityAbout:
    'On the diagonal, what is predicted with 80% comes true in 80% of the rows. Larger dots: more rows.',
  curveOf: (name: string): string => `Of class ${name}.`,
  columns: 'What each column was taken for',
  notes: 'Notes on the table',
  more: (n: number): string => `and ${count(n)} more`,
  footer:
    'The model was chosen by cross-validation on the training rows. This page needs no network and holds no script.',
};
