import type { Target } from '../../data/preprocessing.ts';
import { variablesOf } from '../../nn/graph.ts';
import { pythonComment, pythonText as text } from '../../util/escape.ts';
import { modelFiles, type SavedModel } from '../model.ts';
import { kerasLayers } from './keras.ts';
import { ownInputs } from './python-columns.ts';
import { list, number, pythonValue } from './python-literals.ts';
import { partsLine, weightLines } from './pytorch-space.ts';
import { readTable } from './python.ts';
import { pytorchLayers } from './pytorch.ts';
import { codePlan, type Plan, type TableTraining } from './training.ts';

/** What a program has to know to predict a table with a model that is trained. */
export interface TablePredicting extends Pick<TableTraining, 'file'> {
  /** Of two classes: above this probability the second is predicted; default 0.5. */
  readonly threshold?: number;
  /** [rows, outputs]: what the model gives for the first rows. The program ends with an error if it gets others. */
  readonly first?: readonly (readonly number[])[];
}

type Saved = Pick<SavedModel, 'graph' | 'compiled' | 'preprocessing'>;

/**
 * A Keras 3 program that predicts every row of a table with this model: its layers, the weights out of
 * `weights.safetensors` (`writeModel`), and the columns as numbers. Nothing is trained.
 *
 *   kerasPredictor(toSaved(model, { preprocessing }), { file: { name: 'rents.csv' } })
 *
 * @throws GradsheetError `unsupported`, naming the layer, the option or the column of free text
 */
export function kerasPredictor(saved: Saved, predicting: TablePredicting): string {
  const plan = codePlan(saved);
  return `${head(plan, predicting, 'Keras 3', 'keras tensorflow')}
import pathlib

import keras
import numpy as np
import pandas as pd
from safetensors.numpy import load_file

${inputPart(plan, predicting)}

${kerasLayers(plan.layers)}
weights = load_file(${text(modelFiles.weights)})
model.set_weights([weights[name] for name in ${list(Object.keys(variablesOf(saved.graph)))}])

output = model.predict(inputs(table), verbose=0)
${outputPart(plan, predicting)}`;
}

/**
 * The same in PyTorch.
 *
 * @throws GradsheetError `unsupported`, naming the layer, the option or the column of free text
 */
export function pytorchPredictor(saved: Saved, predicting: TablePredicting): string {
  const plan = codePlan(saved);
  const paths = Object.keys(variablesOf(saved.graph));
  const numbers = plan.layers.map(({ name }) =>
    paths.filter((path) => path.startsWith(`${name}/`)).map((path) => `weights[${text(path)}]`),
  );
  return `${head(plan, predicting, 'PyTorch', 'torch')}
import pathlib

import numpy as np
import pandas as pd
import torch
from safetensors.numpy import load_file
from torch import nn

${inputPart(plan, predicting)}
${pytorchLayers(plan.layers, false)}
weights = load_file(${text(modelFiles.weights)})
${partsLine}
model.eval()
with torch.no_grad():
${weightLines(plan.layers, numbers).join('\n')}
    output = model(torch.tensor(inputs(table))).numpy()
${outputPart(plan, predicting)}`;
}

const head = (
  { preprocessing: { target } }: Plan,
  { file }: TablePredicting,
  library: string,
  packages: string,
): string =>
  `${pythonComment(`${file.name}: ${target.name}. The model of Gradsheet in ${library}, with its weights.`)}
# pip install ${packages} pandas safetensors${file.sheet === undefined ? '' : ' openpyxl'}`;

/** What was learned of the columns is written down: nothing is fitted again. */
const inputPart = ({ preprocessing }: Plan, predicting: TablePredicting): string =>
  `table = ${readTable(preprocessing, predicting)}

${ownInputs(preprocessing)}${completePart(preprocessing)}`;

/** Where gaps are not filled in, a row with one has no prediction. */
function completePart({ features, missing }: Plan['preprocessing']): string {
  if (missing === 'mark' || missing === 'mean') return '';
  return `

complete = table.dropna(subset=${list(features.map(({ name }) => name))})
complete = complete[~np.isnan(inputs(complete)).any(axis=1)]
${missing === 'drop' ? 'table = complete' : 'assert len(complete) == len(table), "values are missing"'}`;
}

/** What the numbers of the last layer mean, beside the table's own columns. */
function outputPart({ preprocessing: { target } }: Plan, { file, threshold = 0.5, first }: TablePredicting): string {
  return [
    ...checkOf(first),
    `target = ${text(target.name)}`,
    ...(target.kind === 'number' ? [] : [`classes = np.array([${target.values.map(pythonValue).join(', ')}])`]),
    ...meaning[target.kind](threshold),
    'table[f"{target} (predicted)"] = predicted',
    `table.to_csv(pathlib.Path(${text(file.name)}).stem + "-predictions.csv", index=False)`,
    'print(table[f"{target} (predicted)"])',
    '',
  ].join('\n');
}

const meaning: Readonly<Record<Target['kind'], (threshold: number) => readonly string[]>> = {
  number: () => ['predicted = output[:, 0]'],
  binary: (threshold) => [
    'table[f"p({classes[1]})"] = output[:, 0]',
    `predicted = classes[(output[:, 0] > ${number(threshold)}).astype(int)]`,
  ],
  categories: () => [
    'for k, name in enumerate(classes):',
    '    table[f"p({name})"] = output[:, k]',
    'predicted = classes[output.argmax(axis=1)]',
  ],
};

/** The one thing that a program cannot know by itself is whether it reads the table as it was read for training. */
function checkOf(first: TablePredicting['first']): string[] {
  if (!first || first.length === 0) return [];
  const rows = first.map((row) => `    [${row.map(number).join(', ')}],`);
  const largest = first.flat().reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return [
    '# What Gradsheet predicts of the first rows. If these differ, the table is read in another way here.',
    'expected = np.array([',
    ...rows,
    '])',
    `assert np.allclose(output[:${first.length}], expected, rtol=1e-3, atol=${number(largest * 1e-3)}), output[:${first.length}]`,
  ];
}
