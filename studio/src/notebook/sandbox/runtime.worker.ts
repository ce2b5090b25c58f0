// Runs a person's code. Lives in a Worker of a frame of no origin: no network, no storage, no page (see sandbox.html).
import * as csv from 'gradsheet/csv';
import * as explain from 'gradsheet/explain';
import * as ir from 'gradsheet/ir';
import * as messages from 'gradsheet/messages';
import * as save from 'gradsheet/save';
import * as sheet from 'gradsheet/sheet';
import * as statistics from 'gradsheet/statistics';
import { watchFits } from './fitting.ts';
import { given, Stage } from './given.ts';
import { narrowGlobals } from './globals.ts';
import { limitMemory } from './memory.ts';
import { failure, Program } from './program.ts';
import { Recorder } from './python.ts';
import { recorded } from './recorded.ts';
import { MEMORY, MOST_VARIABLES, type Failure, type Job, type SandboxMessage } from './protocol.ts';
import { outputOf, variableOf } from './shown.ts';

let port: MessagePort | null = null;
let current = 0;
const tell = (message: SandboxMessage): void => {
  port?.postMessage(message);
};
const recorder = new Recorder();
const stage = new Stage((output) => {
  tell({ id: current, output });
});
watchFits(stage); // before they are recorded: what a program asked for is written down, not our watching
const modules = {
  ...recorded(recorder),
  'gradsheet/csv': csv,
  'gradsheet/explain': explain,
  'gradsheet/ir': ir,
  'gradsheet/messages': messages,
  'gradsheet/save': save,
  'gradsheet/sheet': sheet,
  'gradsheet/statistics': statistics,
} as const;
// The bundle has shortened the names of functions, and a person reads them.
for (const [name, value] of Object.values(modules).flatMap((module): [string, unknown][] => Object.entries(module))) {
  if (typeof value === 'function') Object.defineProperty(value, 'name', { value: name });
}

narrowGlobals();
// a cell that ends its Worker would seem to run on
Reflect.defineProperty(globalThis, 'close', { value: undefined, writable: true, configurable: true });
limitMemory(MEMORY);
const program = new Program(modules, given(stage));

async function run({ id, source }: Job): Promise<void> {
  current = id;
  stage.begin();
  recorder.begin();
  let done: Failure | null = null;
  try {
    stage.put(outputOf(await program.run(source, id)));
  } catch (e) {
    done = failure(e, id);
  }
  const variables = [...program.names].flatMap((name) => {
    const value = program.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  tell({
    id,
    done,
    variables: variables.slice(0, MOST_VARIABLES).map(([name, value]) => variableOf(name, value)),
    python: recorder.end(variables),
  });
}

self.onmessage = ({ data, ports: [line] }: MessageEvent<unknown>) => {
  // the first message brings the line to the page
  if (port || data !== 'start' || !line) return;
  port = line;
  let queue = Promise.resolve();
  port.onmessage = ({ data: job }: MessageEvent<Job>) => {
    queue = queue.then(() => run(job));
  };
  tell({ ready: true });
};
