import type { Call, Outcome } from '../call.ts';

export async function sheet(_: Call<'sheet'>): Promise<Outcome> { throw new Error('to come'); }
