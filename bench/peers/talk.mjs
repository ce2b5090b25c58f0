// A peer as we see it: a process that is asked one line at a time (answer.mjs has the commands).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * @param command the program and its arguments
 * @returns { ask(line) → the answer, close() }; an answer with `error` is thrown
 */
export function talk([program, ...args]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.on('error', () => {}); // it cannot be started: its lines end, which `ask` says
  child.stdin.on('error', () => {});
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the process ended');
      const answer = JSON.parse(value);
      if (answer.error) throw new Error(answer.error);
      return answer;
    },
    close: () => child.stdin.end(),
  };
}
