/**
 * Workers of the platform: worker_threads in Node, Web Workers in a page. Each belongs to one run and ends with it: a
 * worker that is kept would keep the memory of its last run, for nothing in it ever asks for garbage to be collected.
 */
import { serve, type Task } from './serve.ts';

/** The part of Node and of browsers that is used here; the core knows neither. */
interface Platform {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
  readonly Worker?: new (url: string) => Worker & { onerror: (() => void) | null };
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => unknown;
  readonly URL?: {
    readonly createObjectURL: (blob: unknown) => string;
    readonly revokeObjectURL: (url: string) => void;
  };
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
  return threads ? inNode(threads) : inPage();
}

function inNode({ Worker }: NodeThreads): Worker {
  const code = `(${serve.toString()})(require('node:worker_threads').parentPort)`;
  const worker = new Worker(code, { eval: true, execArgv: [] });
  worker.on('error', breaks);
  worker.unref(); // the process ends while they sleep
  return worker;
}

function inPage(): Worker {
  const { Worker, Blob, URL } = platform;
  if (!Worker || !Blob || !URL) throw new Error('no workers');
  const url = URL.createObjectURL(new Blob([`(${serve.toString()})(self)`], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onerror = breaks;
  URL.revokeObjectURL(url);
  return worker;
}
