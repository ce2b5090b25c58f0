// A file system that counts what is asked of it and comes to an end in a place that is chosen: before a step, after it,
// or half-way through one that takes long.
import { readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * @param {object} files functions of node:fs/promises
 * @param {{ at?: string, within?: string, end: () => void }} options `at`: "before 7", "after 7", "half 7"; `within`:
 *   only
 * paths in this folder count; `end`: what happens then
 */
export function stepped(files, { at = '', within = '', end }) {
  const [how, number] = at.split(' ');
  const steps = { count: 0, ended: false, handles: [] };
  const finish = () => {
    steps.ended = true;
    end();
  };
  const counted =
    (act, half) =>
    async (...args) => {
      if (steps.ended) return end();
      if (typeof args[0] === 'string' && isAbsolute(args[0]) && !args[0].startsWith(within)) return act(...args);
      const here = ++steps.count === Number(number);
      if (here && how === 'before') finish();
      if (here && how === 'half' && half) {
        half(...args);
        finish();
      }
      try {
        return await act(...args);
      } finally {
        if (here) finish(); // also where the answer is that nothing is there
      }
    };
  const open = counted(async (...args) => {
    const file = await files.open(...args);
    steps.handles.push({ close: file.close.bind(file) });
    file.writeFile = counted(file.writeFile.bind(file), (content) => halfWritten(file.fd, Buffer.from(content)));
    for (const name of ['chmod', 'stat', 'sync', 'readFile', 'close']) file[name] = counted(file[name].bind(file));
    return file;
  });
  const others = ['rename', 'mkdir', 'readdir', 'stat', 'lstat'].map((name) => [name, counted(files[name])]);
  return { steps, files: { ...Object.fromEntries(others), open, rm: counted(files.rm, halfRemoved) } };
}

function halfWritten(fd, bytes) {
  writeSync(fd, bytes, 0, bytes.length >> 1);
}

function halfRemoved(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const inner = readdirSync(path, { recursive: true })
    .map((name) => join(path, name))
    .filter((name) => statSync(name).isFile());
  for (const name of inner.slice(0, Math.ceil(inner.length / 2))) rmSync(name);
}
