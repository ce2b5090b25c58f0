import type { PanelKind } from './panels.ts';

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

export const en = {
  title: 'Bench',
  // transport
  controls: 'Training controls', reset: 'Reset', back: 'Step back', step: 'Step', play: 'Play', pause: 'Pause', cancel: 'Cancel',
  stepSize: 'Step size', sizes: { sample: 'Sample', phase: 'Phase', batch: 'Batch', epoch: 'Epoch' },
  phase: 'Phase', phases: { forward: 'Forward', loss: 'Loss', backward: 'Backward', update: 'Update' },
  speed: 'Steps per second', speeds: { 1: '1/s', 4: '4/s', 16: '16/s', 0: 'Max' },
  epoch: 'Epoch', batchWord: 'Batch', lossWord: 'Loss', learningRate: 'learning rate', learningRateTitle: 'Learning rate',
  atStart: 'This is the beginning.', atEnd: 'This is the last epoch that was prepared.',
  waitsForChoice: 'First choose your prediction in the lesson card.',
  running: (done: number, of: number): string => `Step ${done} of ${of}`,
  // time
  time: 'Time = loss', timeHint: 'Drag to any epoch', timeline: 'Timeline', branches: 'Branches', branchName: (name: string): string => `Branch ${name}`,
  timeValue: (epoch: number, loss: string): string => `Epoch ${epoch}, loss ${loss}`,
  // blocks
  panels: {
    data: 'Data', scaled: 'Scaled', weights: 'Weights and bias', preactivation: 'Weighted sum z', activation: 'Output a', prediction: 'Prediction', error: 'Error', eachLoss: 'Loss per row',
    cotangent: 'Gradient passed back ∂z', changes: 'Weight changes', gradient: 'Gradient', update: 'Update', inner: 'In between',
  } satisfies Record<PanelKind, string>,
  squaredErrorTitle: 'Error²', layered: (text: string, n: number): string => `${text}, layer ${n}`,
  changesTitle: (row: string, input: string): string => `Weight change per ${row}: error × ${input}`, changesOfGradient: (row: string, input: string): string => `Gradient per ${row}: ∂z × ${input}`,
  updateTitle: 'Update: w + rate × mean', updateOther: 'Update', matrix: (what: string): string => `Update: ${what}`,
  name: 'Name', now: (epoch: number): string => `Epoch ${epoch}`, afterStep: 'now', nextColumn: (epoch: number): string => `Epoch ${epoch}`, nextStep: 'next', timesRateColumn: '× rate', value: 'value',
  slot: (name: string): string => name, slotNext: (name: string): string => `new ${name}`,
  bias: 'Bias', weightOf: (symbol: string, column: string): string => `${symbol}\u2002${column}`,
  meanRow: 'mean', gradientRow: '∂', offset: 'minus', divisor: 'divided by', lossRow: 'loss',
  showAll: (n: number): string => `${n} more`, showAllLabel: (n: number): string => `Show all ${n} columns`, showFewer: 'Fewer columns', folded: 'fold',
  power: (exponent: string): string => `× 10${exponent}`,
  // names
  prediction: 'prediction', error: 'error', squaredError: 'error²', lossOf: 'loss',
  mean: (of: string): string => `mean ${of}`, next: (of: string): string => `new ${of}`, newSlot: (of: string): string => `new ${of}`, gradientOf: (of: string): string => `gradient ${of}`,
  timesRate: (of: string): string => `rate × ${of}`, scaledColumn: (of: string): string => `scaled ${of}`, ofEpoch: (name: string, epoch: number): string => `${name}, epoch ${epoch}`, ofStepBefore: (name: string): string => `${name}, step before`,
  cellLabel: (name: string, value: string): string => `${name}: ${value}`, cellStale: 'from the step before', cellEmpty: 'not computed yet', cellEditable: 'editable',
  // legend
  legend: 'Legend', selected: 'selected', readBy: 'read by its formula', onPath: 'on the path to the loss', usesIt: 'uses it',
  // working
  working: 'Working', pinned: 'Pinned', unpin: 'Unpin', backToCell: 'Back to the cell', copy: 'Copy', copied: 'Copied',
  namesAbove: 'Names above, numbers of this step below.', namesBefore: 'Names above, numbers of the step before below: this block comes later.',
  meanOf: (n: number, row: string, gradient: boolean): string => (gradient ? `The average of the gradients of the ${n} ${row}s.` : `The average of what each of the ${n} ${row}s asks for.`),
  given: 'A number you typed; edit it in place.', givenWeight: 'A first weight; edit it in place.', givenData: 'Data; edit it in place.', carried: 'Where this branch begins; edit it in place.', computed: 'Computed: change what it reads instead.',
  nothingPinned: 'Click any number to see where it comes from.', nothingPinnedKeys: 'With the keyboard: arrows and Enter.',
  edit: 'Edit', editing: (name: string): string => `New value of ${name}`, notANumber: 'Type a number such as 0.5 or −1e-3.',
  expand: (n: number): string => `Show all ${n} terms`, shorten: 'Show fewer terms',
  // chain rule
  chain: (n: number, from: string): string => (n === 1 ? `Chain rule: the path from ${from} to the loss` : `Chain rule: ${n} paths from ${from} to the loss`),
  path: 'path', product: 'product', sum: (n: number): string => `sum of ${plural(n, 'row')}`, rest: (n: number): string => `${n} smaller paths together`,
  numeric: 'numeric derivative', differs: (by: string): string => `differs by ${by}`, step6: 'central, h = 10⁻⁶',
  relation: (name: string, factor: string, value: string): string => `${name} = ${factor} × gradient = ${value}`, relationPlain: (name: string, value: string): string => `${name} = gradient = ${value}`,
  ofRow: (row: string): string => `row ${row}`,
  // chart
  chart: (loss: string): string => `Loss (${loss}) by branch`, table: 'Table', chartLabel: (loss: string, n: number): string => `Loss ${loss}, ${plural(n, 'curve')}`, epochs: 'epoch',
  testOf: (branch: string): string => `${branch} test`, onTraining: 'training', onTest: 'test', accuracies: 'Accuracy after each epoch',
  rate: (value: string): string => `rate ${value}`, edited: (name: string, value: string): string => `${name} = ${value}`, edits: (n: number): string => plural(n, 'edit'), misalignedName: 'misaligned', sameSoFar: 'no change yet',
  fallsToo: (name: string): string => `${name} falls too, and its formulas are wrong: falling is not the same as right.`,
  logarithmic: 'Log', removeBranch: (name: string): string => `Remove branch ${name}`, openMisaligned: 'Open the misaligned sheet', openRight: 'Back to the right sheet',
  compare: 'Compare branches', compareWith: 'with', compareEnd: 'End comparing', compareNone: 'There is no second branch to compare with: change a number first.', parting: (epoch: number, name: string, before: string, after: string): string => `First difference: epoch ${epoch}, ${name} ${before} → ${after}`,
  restoring: 'Running again what was kept …',
  // live region
  live: (epoch: number, loss: string): string => `Epoch ${epoch}. Loss ${loss}.`,
  liveMoved: (epoch: number, loss: string, up: boolean, by: string): string => `Epoch ${epoch}. Loss ${loss}, ${up ? 'up' : 'down'} ${by}.`,
  livePhase: (epoch: number, phase: string): string => `Epoch ${epoch}, ${phase}.`, liveSample: (epoch: number, row: string): string => `Epoch ${epoch}, row ${row}.`,
  liveBranch: (name: string, epoch: number): string => `Branch ${name} begins at epoch ${epoch}.`,
  // keyboard help
  keys: {
    title: 'Keyboard',
    list: [
      ['Space', 'play, pause'], ['→ · ]', 'step (outside the cells · anywhere)'], ['← · [', 'step back'], ['Shift + [ ]', 'ten steps'], ['1 2 3 4', 'step size: sample, phase, batch, epoch'], ['R', 'reset'],
      ['Arrows', 'move between cells'], ['Enter', 'pin the cell'], ['F2', 'edit the cell'], ['Esc', 'unpin, close, leave the cells'], ['T', 'trace: then ← to what a cell reads, → to what uses it'],
      ['B', 'branch here'], ['C', 'compare two branches'], ['L', 'language'], ['D', 'light or dark'], ['?', 'this list'],
    ] as readonly (readonly [string, string])[],
    letters: 'Single letters are commands', close: 'Close',
  },
  tracing: 'Trace: ← what it reads, → what uses it. T ends.',
};
export type BenchWords = typeof en;
