import { ShapeError, equal, text, type Shape } from './shape.ts';
import type { AttrsOf } from './signatures.ts';
import type { Results } from './node.ts';
import { words } from './error-words.ts';

/**
 * Does a step hand this value on to the next one? An output that is called as an input of the scan is: said by the
 * names, not by what the body reads, so that it stays so for a body that does not look at what it was given.
 */
export const isCarried = ({ names, body }: AttrsOf<'scan'>, name: string): boolean =>
  names.includes(name) && name in body.outputs;

/**
 * The shapes of what a scan gives: of a carried value as it is, of another output [length, …].
 *
 * @throws ShapeError naming the input
 */
export function scanResults(inputs: readonly Shape[], attrs: AttrsOf<'scan'>): Results {
  const { body, names, length } = attrs;
  if (!Number.isInteger(length) || length < 1) {
    throw new ShapeError({ needs: words('at least one step'), got: String(length) });
  }
  if (names.length !== inputs.length || new Set(names).size !== names.length) {
    throw new ShapeError({ needs: words('{} different names, one per input', inputs.length), got: names.join(', ') });
  }
  for (const [name, { attrs: read }] of Object.entries(body.inputs)) {
    if (read.from === 'setting') {
      throw new ShapeError({ says: words('input "{}" of the body is a setting: give it as a table', name) });
    }
    if (!names.includes(name)) {
      throw new ShapeError({ says: words('the body reads "{}", which is not given', name), got: names.join(', ') });
    }
    if ((read.from === 'state') !== name in body.outputs) {
      throw new ShapeError({ says: words('"{}" is carried: the body needs it as state and as an output', name) });
    }
  }
  names.forEach((name, i) => checkInput(attrs, name, inputs[i] ?? []));
  return Object.fromEntries(
    Object.entries(body.outputs).map(([name, { shape }]) => [
      name,
      isCarried(attrs, name) ? shape : [length, ...shape],
    ]),
  );
}

function checkInput({ body, length }: AttrsOf<'scan'>, name: string, got: Shape): void {
  const read = body.inputs[name];
  const inside = (body.outputs[name] ?? read)?.shape;
  if (!inside) throw new ShapeError({ says: words('the body has no input "{}"', name) });
  const shape = read?.attrs.from === 'feed' ? [length, ...inside] : inside;
  if (equal(shape, got)) return;
  throw new ShapeError({
    says: words('input "{}" needs shape {}', name, text(shape)),
    needs: words('shape {}', text(shape)),
    got: text(got),
  });
}
