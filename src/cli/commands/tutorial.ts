import type { Call, Outcome } from '../call.ts';

export async function tutorial(_: Call<'tutorial'>): Promise<Outcome> { throw new Error('to come'); }
