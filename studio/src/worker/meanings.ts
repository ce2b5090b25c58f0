import type { ColumnFacts } from './protocol.ts';

/** What a target can be meant as, and what its column alone says. */
export function meanings(c: ColumnFacts): { readonly usual: 'number' | 'two' | 'classes'; readonly open: boolean } {
  if (c.distinct === 2) return { usual: 'two', open: c.kind === 'number' };
  return c.kind === 'text' ? { usual: 'classes', open: false } : { usual: 'number', open: c.distinct <= 30 };
}
