import { Refused } from './refused.ts';

/** What each formula of a workbook may ask for, and what all of them may ask for beyond that. */
const EACH_FORMULA = 500;
const TOGETHER = 50_000_000;
/** Looking at a cell, and making a node of a program, in units of making an element of an array: some 50 ns. */
const LOOK = 4;
const NODE = 20;

/**
 * What the formulas of one workbook may ask of the machine: cells looked at, elements, characters and nodes made, steps
 * done. Where it is used up, a formula that asks for more is refused by name, as `too-large`, and keeps its saved
 * value; so
 * a file of a thousand letters cannot ask for hours or gigabytes.
 */
export class Budget {
  #own = EACH_FORMULA;
  #left: number;
  constructor(together = TOGETHER) {
    this.#left = together;
  }

  /** Does something for one formula, whose work counts here. */
  within<T>(rule: () => T): T {
    const outer = current;
    current = this;
    this.#own = EACH_FORMULA;
    try {
      return rule();
    } finally {
      current = outer;
    }
  }
  /** @throws Refused `too-large` */
  spend(work: number): void {
    this.#own -= work;
    if (this.#own >= 0) return;
    this.#left += this.#own;
    this.#own = 0;
    if (this.#left < 0) throw new Refused('too-large');
  }
}

/** What a rule gives; undefined where it asks for more work than there is. */
export function unlessTooMuch<T>(rule: () => T): T | undefined {
  try {
    return rule();
  } catch (e) {
    if (!(e instanceof Refused) || e.why !== 'too-large') throw e;
    return undefined;
  }
}

/** The budget of what is computed now; computing is never interrupted, so there is one. */
let current: Budget | undefined;

/** Counts elements made and steps done. @throws Refused `too-large` where nothing is left */
export const spend = (work: number): void => current?.spend(work);
export const spendText = (characters: number): void => current?.spend(characters >> 2);
export const spendLooks = (cells: number): void => current?.spend(LOOK * cells);
export const spendNodes = (nodes: number): void => current?.spend(NODE * nodes);
