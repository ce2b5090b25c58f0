import type { Node } from '../../ir/node.ts';
import { stateNames, type Program } from '../../ir/program.ts';
import { labelText } from '../../messages/labels.ts';
import type { Language } from '../../messages/language.ts';
import { planOf } from '../../plan/plan.ts';
import { exactState } from '../../plan/prelude.ts';
import { numbered, planRows, planText } from '../../plan/print.ts';
import type { SavedModel } from '../../formats/model.ts';
import { stepProgram } from '../../train/step.ts';
import type { Call, Outcome } from '../call.ts';
import { loadModel } from '../load.ts';

const BATCH_SIZE = 32; // as `fit`

/** `gradsheet plan MODEL`: how the step is computed. What a training learns from which table is `training-plan.ts`. */
export async function plan(call: Call<'plan'>): Promise<Outcome> {
  const { io, say, style, print, options, language } = call;
  const [path = ''] = call.operands;
  const { saved, model } = await loadModel(path, io.cwd);
  const { rows, batchSize } = trainedOn(saved);
  const wanted = options['batch-size'] ?? batchSize;
  const batch = Math.min(wanted, rows ?? wanted);
  const step = stepProgram(model.spec(), rows ?? batch, batch);
  const planned = planOf(step, exactState([step]));
  const kernels = planned.stages.reduce((n, stage) => n + stage.length, 0);
  print(style.bold(say.plan.title(model.name, batch, kernels, planned.stages.length)));
  print(planText(planRows(planned, namedBy(step, language)), say.plan.words));
  print();
  for (const line of say.plan.legend) print(style.faint(line));
  const number = numbered(step);
  return {
    json: {
      command: 'plan',
      name: model.name,
      batchSize: batch,
      ...planRows(planned),
      labels: Object.fromEntries(step.labels.map(({ node, label }) => [number(node), labelText(label, language)])),
    },
  };
}

/**
 * What a value is called: an input by its name, the next state by that and a prime, one that a person knows by its
 * label, any other by its number.
 */
function namedBy(p: Program, language: Language): (n: Node) => string {
  const number = numbered(p);
  const next = new Map(stateNames(p).map((name) => [p.outputs[name], `${name}'`]));
  const labels = new Map(p.labels.toReversed().map(({ node, label }) => [node, label])); // the first of each
  return (n) => {
    if (n.op === 'input') return number(n);
    const label = labels.get(n);
    return next.get(n) ?? (label ? labelText(label, language) : number(n));
  };
}

/** Rows and batch size of the training that `gradsheet train` saved. */
function trainedOn({ settings }: SavedModel): { rows: number | null; batchSize: number } {
  const { rows, options, validationSplit } = settings as {
    rows?: { train?: unknown };
    options?: { 'batch-size'?: unknown };
    validationSplit?: unknown;
  };
  const batch = options?.['batch-size'];
  const split = typeof validationSplit === 'number' ? validationSplit : 0;
  return {
    rows: typeof rows?.train === 'number' ? Math.floor(rows.train * (1 - split)) : null,
    batchSize: typeof batch === 'number' ? batch : BATCH_SIZE,
  };
}
