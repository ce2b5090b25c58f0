/** Workers of the platform: worker_threads in Node, Web Workers in a page. They are started once and kept. */
import { serve, type Task } from './serve.ts';

export interface Helper {
  /** Its number, from 1 on, always the same: two helpers of a run never have one workspace. */
  readonly thread: number;
  readonly send: (task: Task) => void;
}

/** The part of Node and of a browser that is used here; the core knows neither. */
interface Platform {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
  readonly document?: unknown;
  readonly Worker?: new (url: string) => NodeWorker & { onerror: ((e: unknown) => void) | null };
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => unknown;
  readonly URL?: { readonly createObjectURL: (blob: unknown) => string };
}
interface NodeWorker {
  readonly postMessage: (task: Task) => void;
}
interface NodeThreads {
  readonly Worker: new (
    code: string,
    options: { readonly eval: true; readonly execArgv: readonly string[] },
  ) => NodeWorker & { readonly unref: () => void; readonly on: (event: 'error', told: (e: unknown) => void) => void };
}
const platform = globalThis as unknown as Platform;
const helpers: Helper[] = [];
/** One did not start, or met an error: no more are started. */
let broken = false;

/** So many workers, or fewer where they cannot be had. They start while we go on. */
export function workers(count: number): readonly Helper[] {
  while (helpers.length < count && !broken) {
    try {
      helpers.push(start(helpers.length + 1));
    } catch {
      broken = true;
    }
  }
  return helpers.filter(({ thread }) => thread <= count);
}

function start(thread: number): Helper {
  const threads = platform.process?.getBuiltinModule?.('node:worker_threads') as NodeThreads | undefined;
  const helper: Helper = { thread, send: (task) => worker.postMessage(task) };
  const lose = (): void => {
    broken = true;
    if (helpers.includes(helper)) helpers.splice(helpers.indexOf(helper), 1);
  };
  const worker = threads ? inNode(threads, lose) : inPage(lose);
  return helper;
}

function inNode({ Worker }: NodeThreads, lose: () => void): NodeWorker {
  const code = `(${serve.toString()})(require('node:worker_threads').parentPort)`;
  const worker = new Worker(code, { eval: true, execArgv: [] });
  worker.on('error', lose);
  worker.unref(); // the process ends while they sleep
  return worker;
}

function inPage(lose: () => void): NodeWorker {
  const { Worker, Blob, URL } = platform;
  if (!Worker || !Blob || !URL) throw new Error('no workers');
  const code = new Blob([`(${serve.toString()})(self)`], { type: 'text/javascript' });
  const worker = new Worker(URL.createObjectURL(code));
  worker.onerror = lose;
  return worker;
}
