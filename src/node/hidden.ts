import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Whatever is put together on the disk stands under a hidden name that says who makes it, until it takes its place:
 * `.gradsheet-HOST-PID-BIRTH-RANDOM.KIND`. So whoever comes later can tell what a process that ended left behind.
 *
 *   tmp   a file or folder that will be moved to its place as one
 *   save  several files for the folder it stands in, being written: as long as its maker lives, no other may save there
 *   done  the same when they are complete: they count, wherever each of them stands, and only have to be moved
 */
export type Kind = 'tmp' | 'save' | 'done';
export interface Hidden {
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly birth: string;
  readonly kind: Kind;
}

/** A name that nobody can foresee, so that nobody can put a link there. */
export function hiddenName(kind: Kind): string {
  return `.gradsheet-${here()}-${process.pid}-${birthOf(process.pid)}-${randomBytes(8).toString('hex')}.${kind}`;
}

export function hiddenOf(name: string): Hidden | undefined {
  const found = /^\.gradsheet-([0-9a-f]{8})-([1-9]\d{0,9})-(\d{1,20})-[0-9a-f]{16}\.(tmp|save|done)$/.exec(name);
  if (!found) return undefined;
  const [, host = '', pid = '', birth = '', kind = ''] = found;
  return { name, host, pid: Number(pid), birth, kind: kind as Kind }; // the expression has no others
}

/** Longer than any file takes to be written. */
const FORGOTTEN = 3_600_000; // ms

/**
 * May its maker still be at work? Of a process on this machine the system says it, and by its birth also whether it is
 * another one of the same number. Of other machines, and where births are not told, only the age says something.
 *
 * @param age since it was last changed, in milliseconds
 */
export function lives({ host, pid, birth }: Hidden, age: number): boolean {
  if (host !== here()) return age < FORGOTTEN;
  if (!runs(pid)) return false;
  const now = birthOf(pid);
  return now === UNTOLD || birth === UNTOLD ? age < FORGOTTEN : now === birth;
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'; // it runs, and belongs to another user
  }
}

const UNTOLD = '0';

/**
 * When a process began, in clock ticks since the machine did; only Linux tells it (proc(5), /proc/pid/stat, field 22).
 */
function birthOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // a name may hold blanks and brackets
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return 'ZX'.includes(state) ? 'ended' : (fields[18] ?? UNTOLD); // a zombie still has its number
  } catch {
    return UNTOLD;
  }
}

let known: string | undefined;

/** This machine, and in a container the container, for there the numbers of processes are others. */
function here(): string {
  known ??= createHash('sha256')
    .update([hostname(), machineId(), processNumbers()].join('\n'))
    .digest('hex')
    .slice(0, 8);
  return known;
}

/** machine-id(5): two machines of one name are two. */
const machineId = (): string => orNothing(() => readFileSync('/etc/machine-id', 'latin1'));
/** namespaces(7): which space of process numbers this is. */
const processNumbers = (): string => orNothing(() => readlinkSync('/proc/self/ns/pid'));

function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // other systems do not tell
  }
}
