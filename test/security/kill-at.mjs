// Before a command (node --import): kills the process at the step of its work on files in this folder that KILL_AT
// says.
// COUNT_TO is a file that is told how many steps there were.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { stepped } from './steps.mjs';

const { KILL_AT, COUNT_TO } = process.env;
const { steps, files } = stepped(
  { ...fs.promises },
  {
    at: KILL_AT,
    within: process.cwd(),
    end: () => {
      process.kill(process.pid, 'SIGKILL');
      for (;;); // until it arrives
    },
  },
);
Object.assign(fs.promises, files);
syncBuiltinESMExports();
if (COUNT_TO !== undefined) process.on('exit', () => fs.writeFileSync(COUNT_TO, String(steps.count)));
