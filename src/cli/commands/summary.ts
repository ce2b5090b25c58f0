import type { Call, Outcome } from '../call.ts';
import { plain } from '../numbers.ts';
import { MEMBERS } from '../../choose/ladder.ts';
import { loadModel } from '../load.ts';
import { savedCandidate, savedFloor } from '../saved-choice.ts';
import { printFeatures, printSummary, printTarget } from '../report.ts';

/** `gradsheet summary MODEL` */
export async function summary(call: Call<'summary'>): Promise<Outcome> {
  const { io, say, style, print } = call;
  const [path = ''] = call.operands;
  const { saved, model } = await loadModel(path, io.cwd);
  const rows = model.summaryRows();
  const optimizer = saved.compiled?.optimizer;
  const rate = optimizer?.options.learningRate;
  printSummary(call, model.name, rows, (optimizer?.slots.length ?? 0) * rows.reduce((n, row) => n + row.trained, 0));
  const { preprocessing, settings, history } = saved;
  if (preprocessing) {
    print();
    printTarget(call, preprocessing);
    print(style.bold(say.data.features));
    printFeatures(call, preprocessing);
  }
  const candidate = savedCandidate(saved, path);
  if (candidate && preprocessing) {
    const kind = preprocessing.target.kind === 'number' ? 'regression' : 'multiclass';
    const learned = savedFloor(saved, path) === null ? kind : 'logarithm';
    print();
    print(`${style.bold(say.summary.training)}  ${say.summary.chosen(say.choice.model(candidate, learned))}`);
    if (candidate.rung === 'network') print(`  ${say.summary.members(MEMBERS)}`);
  } else if (optimizer && saved.compiled) {
    const losses = history?.history['loss'] ?? [];
    const last = losses.at(-1);
    const table = typeof settings['table'] === 'string' ? settings['table'] : '';
    print();
    print(
      `${style.bold(say.summary.training)}  ${say.summary.trainingLine(optimizer.name, typeof rate === 'number' ? plain(rate) : (rate?.name ?? ''), saved.compiled.losses.map((loss) => loss.name).join(', '))}`,
    );
    if (last !== undefined) print(`  ${say.summary.trainedFor(losses.length, table)}  ${say.summary.lastLoss(last)}`);
  }
  return {
    json: {
      command: 'summary',
      name: model.name,
      layers: rows,
      parameters: rows.reduce((n, row) => n + row.parameters, 0),
      optimizer: optimizer && { name: optimizer.name, ...optimizer.options },
      losses: saved.compiled?.losses.map((loss) => loss.name),
      metrics: saved.compiled?.metrics.map((metric) => metric.name),
      preprocessing,
      settings,
      epochs: history?.epoch.length ?? 0,
    },
  };
}
