#!/usr/bin/env node
import type { Sink } from './io.ts';
import { run } from './run.ts';

const sink = (stream: NodeJS.WriteStream): Sink => ({ write: (text) => { stream.write(text); }, isTTY: stream.isTTY === true, get columns() { return stream.columns ?? 80; } });

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); else throw error; });

// Where a command asks for the signal, the first Ctrl-C tells it to finish what it may save and the second ends the process;
// elsewhere Ctrl-C ends it at once, as usual.
const interrupt = new AbortController();
function listening(): AbortSignal {
  if (process.listenerCount('SIGINT') === 0) process.on('SIGINT', () => { if (interrupt.signal.aborted) process.exit(130); else interrupt.abort(); });
  return interrupt.signal;
}

process.exitCode = await run(process.argv.slice(2), {
  out: sink(process.stdout), err: sink(process.stderr), cwd: process.cwd(), env: process.env,
  get signal() { return listening(); }, now: () => performance.now(), locale: Intl.DateTimeFormat().resolvedOptions().locale,
});
