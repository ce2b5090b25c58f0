import { distinctValues } from '../data/column.ts';
import { classCodes } from '../data/columns/target.ts';
import type { Table } from '../data/table.ts';
import type { Call } from './call.ts';
import { rolesAsked } from './column-options.ts';

/**
 * A target of 1, 2, 3 may be classes or a number: only a person knows. Where one sits at the terminal and has not said,
 * they are asked; else it is taken for a number, and a warning names the option.
 *
 * @returns the options, with what the person answered
 */
export async function askedClasses(call: Call<'train'>, table: Table): Promise<Call<'train'>> {
  const { options, io, say, page } = call;
  const { target = '', as = [] } = options;
  if (!io.ask || page !== io.out || !page.isTTY || !table.has(target)) return call;
  if (Object.hasOwn(rolesAsked(as), target)) return call;
  const column = table.column(target);
  const codes = column.kind === 'number' ? classCodes(distinctValues(column), table.rows) : null;
  if (!codes) return call;
  const answer = await io.ask(say.data.askClasses(target, codes.least, codes.most));
  const role = /^\s*(?:c|類)/i.test(answer) ? 'category' : 'number';
  return { ...call, options: { ...options, as: [...as, `${target}=${role}`] } };
}
