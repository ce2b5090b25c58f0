import { pythonComment } from 'gradsheet/save';

/** What a program for Colab may import, and nothing else. */
export const pythonImports = [
  'import base64',
  'import keras',
  'import numpy as np',
  'import pandas as pd',
  'from sklearn.model_selection import train_test_split',
] as const;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const keywords = words('and def else for if in is lambda None not or return False True');
/** What may follow a dot: numbers, tables and networks in memory, nothing that reads, writes or evaluates. */
const attributes = words(`
  Activation Adagrad Adam AdamW BatchNormalization DataFrame Dense Dropout Flatten Huber Input RMSprop RandomState Reshape SGD
  Conv1D Conv1DTranspose Conv2D Conv2DTranspose DepthwiseConv1D DepthwiseConv2D SeparableConv1D SeparableConv2D
  AveragePooling1D AveragePooling2D GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D
  MaxPooling1D MaxPooling2D Cropping1D Cropping2D UpSampling1D UpSampling2D ZeroPadding1D ZeroPadding2D
  GaussianDropout GaussianNoise RandomContrast RandomFlip RandomTranslation RandomZoom SpatialDropout1D SpatialDropout2D
  Sequential activations arange array astype b64decode
  choice compile drop evaluate fit frombuffer full history items layers losses mean normal ones ops optimizers permutation
  predict prod rand randint randn random random_sample ravel reshape set_weights sqrt square stack to_numpy uint64 uniform zeros
  elu exponential gelu hard_sigmoid leaky_relu linear relu relu6 selu sigmoid softmax softplus softsign swish tanh`);
/** What Python and IPython mean by a name of its own; other names are variables, or nothing. */
export const taken = words(`
  abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits
  delattr dict dir display divmod enumerate eval exec execfile exit filter format frozenset get_ipython getattr globals hasattr
  hash help hex id input int isinstance issubclass iter license locals map max memoryview min next object oct open ord pow
  property quit repr reversed round runfile set setattr slice sorted staticmethod str sum super tuple type vars zip
  as assert async await break class continue del elif except finally from global import match nonlocal pass raise try while
  with yield`);

const token =
  /(?<space> +)|(?<comment>#[^\n]*)|(?<end>\n)|(?<text>"""[^"\\\n]*"""|"(?:[^"\\\n]|\\.)*")|(?<number>(?:0x[\dA-F]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?)(?![\w.]))|(?<name>[A-Za-z_]\w*)|(?<sign>\*\*|\/\/|>>|==|[()[\]{},.:=+\-*/%<>^&])/y;

/**
 * Does a text only compute with NumPy, pandas and Keras, as what the recorder writes does? What comes from the sandbox
 * may be forged, and a person runs the export where it can do harm. So that all of Python need not be understood, each
 * token must be one that the recorder uses, and each line must begin as its lines do: with nothing that IPython takes
 * for a command.
 */
export function isPlainPython(text: string): boolean {
  if (/[^\P{Cc}\n]|[\u2028\u2029]/u.test(text)) return false; // a line break in disguise
  let depth = 0;
  let last: Last = 'start';
  let before = '';
  for (token.lastIndex = 0; token.lastIndex < text.length;) {
    const found = token.exec(text);
    if (!found?.groups) return false;
    const [word] = found;
    const { space, comment, end, name, number, sign } = found.groups;
    if (end !== undefined && depth === 0) {
      if (last === 'first') return false; // a name alone: `ls`
      last = 'start';
    }
    if ((space ?? comment ?? end) !== undefined) continue;
    if (sign !== undefined) {
      if (!mayFollow(sign, last, before, text, token.lastIndex - 1)) return false;
      if ('([{'.includes(sign)) depth++;
      if (')]}'.includes(sign) && --depth < 0) return false;
    } else if (name !== undefined ? !mayName(name, last, before) : !mayValue(number !== undefined, last)) return false;
    last = kindOf(name, sign, last);
    before = word;
  }
  return depth === 0 && last !== 'first';
}

/** What stood before: nothing of a line, the name it begins with, a value or a name, a keyword, a sign. */
type Last = 'start' | 'first' | 'operand' | 'keyword' | 'sign';
function kindOf(name: string | undefined, sign: string | undefined, last: Last): Last {
  if (sign !== undefined) return 'sign';
  if (name !== undefined && keywords.has(name)) return 'keyword';
  return name !== undefined && last === 'start' ? 'first' : 'operand';
}
/** Two values in a row are a command, or a text that is computed: `pip install`, `f"…"`. */
const isAfterValue = (last: Last): boolean => last === 'operand' || last === 'first';
const mayName = (name: string, last: Last, before: string): boolean =>
  keywords.has(name) || (isHarmless(name, before) && !isAfterValue(last));
/** A number or a text; a line may begin with a text only. */
const mayValue = (number: boolean, last: Last): boolean => !isAfterValue(last) && !(number && last === 'start');
/** No line begins with a sign, no value with `%`: IPython runs `a = %run`. */
function mayFollow(sign: string, last: Last, before: string, text: string, at: number): boolean {
  if (last === 'start' || (last === 'first' && !isAfterFirst(text, at))) return false;
  return sign !== '%' || last === 'operand' || ')]}'.includes(before);
}
const isHarmless = (name: string, before: string): boolean =>
  before === '.' ? attributes.has(name) : !taken.has(name) && !name.startsWith('__');
/** A statement that begins with a name goes on as `f(…)`, `a = …`, `a, b = …` or `a.fit(…)`; `run -x` is a command. */
const isAfterFirst = (text: string, at: number): boolean =>
  '(=,'.includes(text[at] ?? '') || (text[at] === '.' && text[at - 1] !== ' ');

/** Any text as comments: one for each of its lines, whatever ends them. */
export const commented = (text: string): string =>
  text
    .split(/\r\n|[\n\v\f\r\u001c-\u001e\u0085\u2028\u2029]/)
    .map((line) => pythonComment(line.replaceAll('\t', '  ')))
    .join('\n');
