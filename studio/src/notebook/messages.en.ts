import type { StopReason } from './cells.svelte.ts';

export const en = {
  title: 'Notebook', untitled: 'Untitled', name: 'Name of the notebook',
  runAll: 'Run all', stop: 'Stop', addCode: 'Code', addText: 'Text', addCodeHere: 'Add a code cell below', addTextHere: 'Add a text cell below',
  open: 'Open', save: 'Save', fileMenu: 'File', newNotebook: 'New notebook', example: 'Example: will they like it?', saveIpynb: 'Jupyter notebook (.ipynb)', saveColab: 'Colab notebook with Keras (.ipynb)',
  colabNotRun: 'Run all cells first: the Keras program is written from what they did.',
  limit: 'Time limit per cell', limits: { 10: '10 s', 60: '1 min', 600: '10 min', 3600: '1 h' } as Readonly<Record<number, string>>,
  cell: (n: number): string => `Cell ${n}`, code: (n: number): string => `Code of cell ${n}`, text: (n: number): string => `Text of cell ${n}`,
  run: 'Run', runCell: (n: number): string => `Run cell ${n}`, stopCell: (n: number): string => `Stop cell ${n}`, queued: 'waiting', milliseconds: (ms: string): string => `${ms} ms`, took: (s: string): string => `${s} s`,
  up: 'Move up', down: 'Move down', remove: 'Delete', edit: 'Edit', done: 'Done', undo: 'Undo', removed: 'Cell deleted.',
  line: (n: number): string => `line ${n}`,
  stopped: {
    stopped: 'Stopped.', time: 'Stopped: the cell ran longer than the time limit.', lost: 'The browser ended the cell. It may have asked for too much memory.',
    flood: 'Stopped: the cell sent more than the page can read.',
  } satisfies Record<StopReason, string>,
  lost: 'Variables of earlier cells are gone. Run them again.',
  broken: (why: string): string => `The sandbox could not start (${why}). Reload the page to try again.`,
  locked: 'This code came with a link. It runs only when you press Run.',
  safe: 'Code runs apart: it cannot reach this page, its storage or the network.',
  variables: 'Variables', noVariables: 'None yet. They appear when a cell has run.',
  moreRows: (n: number): string => `${n} more rows`,
  output: (n: number): string => `Output of cell ${n}`, table: 'Table', plot: 'Plot', epoch: 'epoch', progress: (epoch: number, epochs: number): string => `Epoch ${epoch} of ${epochs}`,
  file: (name: string, size: string): string => `Save ${name} (${size})`,
  emptyText: 'Empty text',
  keys: 'Shift + Enter runs and goes on · Ctrl + Enter runs · Esc leaves the editor · arrows move between cells, Enter edits',
  live: {
    running: (n: number): string => `Cell ${n} is running.`, done: (n: number): string => `Cell ${n} is done.`, error: (n: number, text: string): string => `Cell ${n}: ${text}`, stopped: (n: number): string => `Cell ${n} stopped.`,
  },
  errors: {
    notJson: (name: string): string => `${name} is not a notebook: it is not JSON. The notebook that was open stays.`,
    notNotebook: (name: string): string => `${name} is not a Jupyter notebook of format 4. The notebook that was open stays.`,
    badLink: 'The notebook in this link could not be read. Ask for the link again.',
  },
  opened: (name: string, n: number): string => `Opened ${name}: ${n} cells.`, saved: (name: string): string => `Saved ${name}.`,
  share: {
    title: 'Share link', link: 'Link', copy: 'Copy link', close: 'Close', copied: 'Link copied. It holds the cells, no output. Nothing was uploaded.', failed: 'The browser would not copy. The link is selected; copy it by hand.',
    nothing: 'The link holds the cells, no output. Whoever opens it must press Run. Nothing is uploaded.', length: (n: number): string => `${n} characters`, long: 'Longer than 2,000 characters: some programs cut it. Send the .ipynb file instead.', making: 'Making the link',
  },
  colab: {
    intro: 'Written by Gradsheet Studio from what the cells did: the same data, network and training in Keras 3.', same: 'First weights and the order of rows are those of Gradsheet, so that the numbers agree as far as float32 allows; where data is not scaled, small differences grow.',
    nothing: 'This cell used no table and no network.',
  },
  exampleTexts: [
    '# Will they like it?\n\nThe tutorial\'s table: 100 people, six columns, all drawn by chance. The same numbers and the same split as NumPy and scikit-learn.',
    '## The network\n\nFive ReLU units and one sigmoid unit learn to tell who is liked.',
    '## On rows it has not seen',
    '## Better than a guess?\n\nThe labels are coin flips. One constant answer is the baseline to beat.',
  ] as readonly string[],
};
export type NotebookWords = typeof en;
