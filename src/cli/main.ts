#!/usr/bin/env node
import type { Sink } from './io.ts';
import { run } from './run.ts';

const sink = (stream: NodeJS.WriteStream): Sink => ({ write: (text) => { stream.write(text); }, isTTY: stream.isTTY === true, get columns() { return stream.columns ?? 80; } });

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code === 'EPIPE') process.exit(0); else throw error; });

// The first Ctrl-C asks the command to finish what it may save; the second ends the process at once.
const interrupt = new AbortController();
process.on('SIGINT', () => { if (interrupt.signal.aborted) process.exit(130); else interrupt.abort(); });

process.exitCode = await run(process.argv.slice(2), {
  out: sink(process.stdout), err: sink(process.stderr), cwd: process.cwd(), env: process.env,
  signal: interrupt.signal, now: () => performance.now(), locale: Intl.DateTimeFormat().resolvedOptions().locale,
});
