#!/usr/bin/env node
import type { Sink } from './io.ts';
import { run } from './run.ts';
import { cleaned } from './terminal.ts';

// A reader that has seen enough (`| head`) must not end a training: what it would have read is dropped. So it is where
// standard output cannot be written, but that is an error, said at the end.
const deaf = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    deaf.set(stream, error);
  });
}
const sink = (stream: NodeJS.WriteStream): Sink => ({
  write: (text) => {
    if (!deaf.has(stream)) stream.write(text);
  },
  isTTY: stream.isTTY === true,
  get columns() {
    return stream.columns > 0 ? stream.columns : 80; // undefined for a pipe, 0 for a terminal of no known size
  },
});

// Where a command asks for the signal, the first Ctrl-C tells it to finish what it may save and the second ends the
// process;
// elsewhere Ctrl-C ends it at once, as usual.
const interrupt = new AbortController();
function listening(): AbortSignal {
  if (process.listenerCount('SIGINT') === 0) {
    process.on('SIGINT', () => {
      if (interrupt.signal.aborted) process.exit(130);
      else interrupt.abort();
    });
  }
  return interrupt.signal;
}

/** On standard error, so that standard output holds what was asked for only. Ctrl-D answers nothing. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on('SIGINT', () => process.exit(130));
    lines.on('close', () => resolve(''));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
const attended = process.stdin.isTTY === true && process.stderr.isTTY === true;

process.exitCode = await run(process.argv.slice(2), {
  out: sink(process.stdout),
  err: sink(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  get signal() {
    return listening();
  },
  now: () => performance.now(),
  locale: Intl.DateTimeFormat().resolvedOptions().locale,
  ...(attended ? { ask } : {}),
});
process.on('exit', () => {
  for (const { code, message } of deaf.values()) {
    if (code !== 'EPIPE') {
      process.exitCode ||= 1;
      if (!deaf.has(process.stderr)) process.stderr.write(cleaned(`gradsheet: ${message}\n`));
    }
  }
});
