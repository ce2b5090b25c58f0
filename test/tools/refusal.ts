/** What an error says; 'not refused' if there is none. */
export async function refusal(f: () => unknown): Promise<string> {
  try {
    await f();
  } catch (e) {
    return e instanceof Error ? e.message : String(e);
  }
  return 'not refused';
}
