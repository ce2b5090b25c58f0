import type { Engine, Run, Runnable } from './run.ts';
import { heldTables } from './tables.ts';

/** A run on an engine: its programs loaded (or those given), its tables, first state and settings in place. */
export async function load(run: Run, engine: Engine, programs = run.programs): Promise<Runnable> {
  const runnable = await engine.load(programs);
  try {
    await runnable.put({ ...(await heldTables(run)), ...run.state, ...run.settings });
  } catch (error) {
    runnable.dispose();
    throw error;
  }
  return runnable;
}
