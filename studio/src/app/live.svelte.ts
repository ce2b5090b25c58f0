/** What a screen reader hears: at most one sentence a second, the newest. */
class Live {
  sentence = $state('');
  #next: string | null = null;
  #waiting = false;

  say(sentence: string): void {
    this.#next = sentence;
    if (this.#waiting) return;
    this.#flush();
  }
  #flush(): void {
    if (this.#next === null) {
      this.#waiting = false;
      return;
    }
    this.sentence = this.#next;
    this.#next = null;
    this.#waiting = true;
    setTimeout(() => this.#flush(), 1000);
  }
}
export const live = new Live();
