/**
 * Several threads compute a program. The first runs it, step by step, as it would alone; where a stage has large
 * kernels, it lays out their pieces, and whoever is free takes one:
 *
 *   first thread   prelude  small kernels  ‖ lay out 8 pieces, take, take, take …  ‖ join: all 8 are done  ‖ …
 *   a helper       asleep …                  take, take …  nothing left: spin, then sleep
 *
 * So a stage costs one meeting, and stages of small kernels none. A helper that is late, or never comes, costs nothing:
 * the pieces that it does not take are taken by others. Which thread computes a piece changes no bit of it.
 *
 * A piece is taken by lowering the count in `open` by one, which one thread only can do; what it needs to know besides
 * (`first`, `feeds`, `results`) stays as it is until that piece is done.
 */
import { call, get, getGlobal, i32, loop, set, setGlobal, when, type Code, type Locals } from '../assembler.ts';
import { control } from '../control.ts';
import { callsOf, driver, type KernelFunction, type Parts, type Sharing } from '../module.ts';
import { atomic, drop, unreachable } from './atomics.ts';

/** What the module of a program exports; `share` and `help` only if there is anything that threads can share. */
export interface SharedExports {
  /** The first thread's, alone. */
  readonly run: (times: number, feeds: number, results: number) => void;
  /** The same with helpers, which may take pieces of it: same bits. */
  readonly share?: (times: number, feeds: number, results: number) => void;
  /** A helper's: takes pieces while `program` is what runs. `thread`: its number, from 1 on. */
  readonly help?: (program: number, thread: number) => void;
}

/** A kernel with less work is not shared out: about 10 µs, of which a meeting would take one or two. */
const worthwhile = 2 ** 14;
/** Pieces per thread, so that a slow thread takes fewer than a fast one. */
const piecesPerThread = 4;
/** Before a thread sleeps it asks so many times, about 50 µs: waking takes as long. */
const spins = 20_000;
/** A thread that sleeps looks after 0.1 s whether a helper failed: it may just have missed the call. */
const patience = 100_000_000n;
const most = 0xffff; // pieces of a stage

interface Shared {
  readonly kernel: KernelFunction;
  readonly rounds: number;
  /** Rounds of a piece; the last one may have fewer. */
  readonly each: number;
  /** Number of its first piece, and one more than that of its last. */
  readonly first: number;
  readonly end: number;
}

/** @param least work of a kernel that is shared out; another one is for tests */
export const sharing = (threads: number, least = worthwhile): Sharing => ({
  threads,
  least,
  addTo: (parts) => {
    const plan = piecesOf(parts, threads);
    if (plan.size === 0) return;
    const piece = pieceFunction(parts, [...plan.values()]);
    const done = doneFunction(parts);
    const open = openFunction(parts);
    const join = joinFunction(parts, piece, done);
    const stageCode = (stage: readonly KernelFunction[]): Code => {
      const shared = stage.flatMap((k) => plan.get(k) ?? []);
      const [head] = shared;
      const last = shared.at(-1);
      if (!head || !last) return stage.map((k) => callsOf(k));
      return [
        call(open, i32.const(head.first), i32.const(last.end - head.first)),
        stage.filter((k) => !plan.has(k)).map((k) => callsOf(k)), // while others have begun
        call(join),
      ];
    };
    const { module, bases } = parts;
    const places = [word.set('feeds', getGlobal(bases.feeds)), word.set('results', getGlobal(bases.results))];
    module.exportFunction('share', driver(parts, stageCode, places));
    module.exportFunction('help', helpFunction(parts, piece, done));
  },
});

function piecesOf({ stages }: Parts, threads: number): Map<KernelFunction, Shared> {
  let end = 0;
  const plan = new Map<KernelFunction, Shared>();
  for (const kernel of stages.flat()) {
    const { rounds, repeats } = kernel;
    if (rounds === null || rounds < 2) continue;
    const each = Math.ceil(rounds / (repeats ? threads : piecesPerThread * threads));
    const first = end;
    end += Math.ceil(rounds / each);
    if (end > most) return plan; // the last stages go to one thread
    plan.set(kernel, { kernel, rounds, each, first, end });
  }
  return plan;
}

const zero = i32.const(0);
const one = i32.const(1);
type Word = keyof typeof control;
/** The words of `control`. */
const word = {
  get: (name: Word): Code => atomic.load(zero, control[name]),
  set: (name: Word, value: Code): Code => atomic.store(zero, value, control[name]),
  add: (name: Word, value: Code): Code => atomic.add(i32.const(control[name]), value),
  sub: (name: Word, value: Code): Code => atomic.sub(i32.const(control[name]), value),
  wait: (name: Word, expected: Code, nanoseconds: bigint): Code =>
    atomic.wait(i32.const(control[name]), expected, nanoseconds),
  notify: (name: Word, count: Code): Code => atomic.notify(i32.const(control[name]), count),
};

/** `piece(i)` computes piece i. */
const pieceFunction = ({ module }: Parts, plan: readonly Shared[]): number =>
  module.function(['i32'], [], (locals, i) => {
    const [begin, end] = [locals.make('i32'), locals.make('i32')];
    const compute = ({ kernel: { f }, rounds, each, first }: Shared): Code => [
      set(begin, i32.mul(i32.sub(get(i), i32.const(first)), i32.const(each))),
      set(end, i32.add(get(begin), i32.const(each))),
      when(i32.ltU(i32.const(rounds), get(end)), set(end, i32.const(rounds))),
      call(f, get(begin), get(end)),
    ];
    // the first kernel whose pieces end behind i
    return plan.reduceRight<Code>((others, k) => when(i32.ltU(get(i), i32.const(k.end)), compute(k), others), []);
  });

/** `open(first, count)`: these pieces may be taken. */
const openFunction = ({ module }: Parts): number =>
  module.function(['i32', 'i32'], [], (_locals, first, count) => [
    word.set('first', get(first)),
    word.set('pending', get(count)),
    [word.add('open', get(count)), drop],
    when(word.get('sleepers'), word.notify('open', i32.const(-1))),
  ]);

/** A piece is done: whoever does the last one wakes the first thread. */
const doneFunction = ({ module }: Parts): number =>
  module.function([], [], () =>
    when(i32.eqz(i32.sub(word.sub('pending', one), one)), when(word.get('waiting'), word.notify('pending', one))),
  );

const left = (open: Code): Code => i32.and(open, i32.const(most));
/** One piece less is open, if `open` is still what was read: gives 1 to the thread that has it. */
const take = (open: number): Code =>
  i32.eqz(i32.sub(atomic.compareExchange(i32.const(control.open), get(open), i32.sub(get(open), one)), get(open)));
const taken = (piece: number, done: number, open: number): Code => [
  call(piece, i32.add(word.get('first'), i32.sub(left(get(open)), one))),
  call(done),
];

/** The first thread takes pieces too, and then waits for those that others have. */
const joinFunction = ({ module }: Parts, piece: number, done: number): number =>
  module.function([], [], (locals) => {
    const [open, pending] = [locals.make('i32'), locals.make('i32')];
    const spin = spinning(locals);
    return [
      loop(
        [set(open, word.get('open')), when(left(get(open)), when(take(open), taken(piece, done, open)))],
        left(get(open)),
      ),
      spin.begin,
      loop(
        [
          set(pending, word.get('pending')),
          when(word.get('failed'), unreachable),
          when(
            get(pending),
            spin.or([
              word.set('waiting', one),
              word.wait('pending', get(pending), patience),
              word.set('waiting', zero),
            ]),
          ),
        ],
        get(pending),
      ),
    ];
  });

const helpFunction = ({ module, bases, layout, workspace }: Parts, piece: number, done: number): number =>
  module.function(['i32', 'i32'], [], (locals, program, thread) => {
    const open = locals.make('i32');
    const spin = spinning(locals);
    const isMine = i32.eqz(i32.sub(i32.and(get(open), i32.const(~most)), get(program)));
    const sleep = [
      [word.add('sleepers', one), drop],
      word.wait('open', get(open), -1n),
      [word.sub('sleepers', one), drop],
    ];
    return [
      bases.workspace === null
        ? []
        : setGlobal(bases.workspace, i32.add(i32.const(layout.end), i32.mul(get(thread), i32.const(workspace)))),
      spin.begin,
      loop(
        [
          set(open, word.get('open')),
          when(isMine, [
            when(
              left(get(open)),
              when(take(open), [
                setGlobal(bases.feeds, word.get('feeds')),
                setGlobal(bases.results, word.get('results')),
                [word.add('helped', one), drop],
                taken(piece, done, open),
                spin.begin,
              ]),
              spin.or(sleep),
            ),
          ]),
        ],
        isMine,
      ),
    ];
  });

/** Asks again so many times, then does something else, and begins anew. */
function spinning(locals: Locals): { readonly begin: Code; readonly or: (otherwise: Code) => Code } {
  const more = locals.make('i32');
  const begin = set(more, i32.const(spins));
  return {
    begin,
    or: (otherwise) => when(get(more), set(more, i32.sub(get(more), one)), [otherwise, begin]),
  };
}
