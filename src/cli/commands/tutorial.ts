import type { Call, Outcome } from '../call.ts';
import { activationsPart } from '../tutorial/activations.ts';
import { likedPart } from '../tutorial/liked.ts';
import { studentsPart } from '../tutorial/students.ts';
import { tourOf } from '../tutorial/tour.ts';
import { xorPart } from '../tutorial/xor.ts';

/** `gradsheet tutorial`: also `npm run tutorial`. */
export async function tutorial(call: Call<'tutorial'>): Promise<Outcome> {
  const { print, style, options } = call;
  const tour = tourOf(call);
  const { text } = tour;
  print(style.bold(text.head));
  print();
  tour.say(text.intro(options.out ?? 'gradsheet-tutorial'));
  const parts = {
    students: await studentsPart(tour),
    xor: await xorPart(tour),
    liked: await likedPart(tour),
    activations: await activationsPart(tour),
  };
  print(style.faint('─'.repeat(72)));
  print(style.bold(text.end.files));
  tour.table(tour.files.map(({ name, state }) => [name, text.end.states[state]]));
  tour.say(text.end.live);
  print(text.end.next);
  tour.lines('gradsheet train FILE.csv --target COLUMN --scale standard\ngradsheet --help');
  return { json: { command: 'tutorial', ...parts, files: tour.files } };
}
