/**
 * Workers of Node. Each belongs to one run and ends with it: a worker that is kept would keep the memory of its last
 * run, for nothing in it ever asks for garbage to be collected.
 */
import { serve, type Task } from './serve.ts';

/** The part of Node that is used here; the core does not know it. */
interface Platform {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}
interface Worker {
  postMessage(task: Task): void;
  terminate(): unknown;
}
interface NodeThreads {
  readonly Worker: new (
    code: string,
    options: { readonly eval: true; readonly execArgv: readonly string[] },
  ) => Worker & { unref(): void; on(event: 'error', told: () => void): void };
}
const platform = globalThis as unknown as Platform;

/** One could not be started, or met an error: no others are started. */
let broken = false;
const breaks = (): void => {
  broken = true;
};

/** Starts workers, as far as they can be had, each with its task. They come while we go on. @returns what ends them */
export function start(tasks: readonly Task[]): () => void {
  const workers: Worker[] = [];
  try {
    for (const task of broken ? [] : tasks) {
      const worker = started();
      workers.push(worker);
      worker.postMessage(task);
    }
  } catch {
    breaks();
  }
  return () => {
    for (const worker of workers) void worker.terminate();
  };
}

function started(): Worker {
  const threads = platform.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined;
  if (!threads) throw new Error('no workers');
  const code = `(${serve.toString()})(require('node:worker_threads').parentPort)`;
  const worker = new threads.Worker(code, { eval: true, execArgv: [] });
  worker.on('error', breaks);
  worker.unref(); // the process ends while they sleep
  return worker;
}
