import type { Language } from '../messages/language.ts';
import type { CommandName, OptionsOf } from './commands.ts';
import type { Io, Sink } from './io.ts';
import type { Messages } from './messages.en.ts';
import type { Style } from './style.ts';

/** What a command is called with. */
export interface Call<Name extends CommandName> {
  readonly operands: readonly string[];
  readonly options: OptionsOf<Name>;
  readonly io: Io;
  readonly language: Language;
  readonly say: Messages;
  readonly style: Style;
  /** Where a person reads: standard output, or standard error if standard output is one JSON document. */
  readonly page: Sink;
  /** A line for the person. */
  readonly print: (text?: string) => void;
}

/** What a command gives back. `json`: what `--json` prints; `exit`: 0 unless it says otherwise. */
export interface Outcome {
  readonly json: object;
  readonly exit?: number;
}
export type Command<Name extends CommandName> = (call: Call<Name>) => Promise<Outcome>;
