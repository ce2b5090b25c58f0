// Stands between the sandbox and the page: reads every message, so that the page sees only what is one, and never
// waits for a message that takes long to read. Ended together with the sandbox.
import type { Job, Output, SandboxMessage } from './sandbox/protocol.ts';
import { readMessage } from './sandbox-messages.ts';

/** What the guard says to the page: a message, or that there are more than a page can read. */
export type Guarded = { readonly message: SandboxMessage } | { readonly flood: true } | { readonly closed: true };

const MOST_MESSAGES = 2000; // a second
const PAUSE = 50; // milliseconds between two pictures of a bar

const post = (said: Guarded): void => {
  self.postMessage(said);
};

let line: MessagePort | null = null;
let second = { began: 0, messages: 0 };
/** The newest picture of each bar that the page was not told of yet. */
const bars = new Map<number, { readonly id: number; readonly output: Output }>();
let timer = 0;

function flush(): void {
  clearTimeout(timer);
  timer = 0;
  for (const message of bars.values()) post({ message });
  bars.clear();
}
function isFlood(): boolean {
  const now = performance.now();
  if (now - second.began > 1000) second = { began: now, messages: 0 };
  return ++second.messages > MOST_MESSAGES;
}
function hear({ data }: MessageEvent<unknown>): void {
  if (isFlood()) {
    line?.close();
    post({ flood: true });
    return;
  }
  const message = readMessage(data);
  if (!message) return;
  if ('output' in message && message.output.kind === 'progress') {
    bars.set(message.output.fit, message);
    timer ||= self.setTimeout(flush, PAUSE);
    return;
  }
  flush();
  post({ message });
}

self.onmessage = ({ data, ports: [port] }: MessageEvent<Job | 'listen'>) => {
  if (data !== 'listen') line?.postMessage(data);
  else if (port) {
    line = port;
    line.onmessage = hear;
    line.addEventListener('close', () => {
      post({ closed: true });
    }); // where browsers say that the other end is gone
  }
};
