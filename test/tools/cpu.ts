/**
 * Milliseconds of the processor that this process has used: what a limit on work is held against, since other work on
 * the machine does not count.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
