/** What the view of the moment offers to the app bar. */
class Commands {
  exportWorkbook = $state.raw<(() => void) | null>(null);
  share = $state.raw<(() => void) | null>(null);
  /** When the work was last kept in this browser. */
  savedAt = $state.raw<Date | null>(null);
  online = $state(navigator.onLine);
  help = $state(false);

  constructor() {
    addEventListener('online', () => {
      this.online = true;
    });
    addEventListener('offline', () => {
      this.online = false;
    });
  }
}
export const commands = new Commands();
