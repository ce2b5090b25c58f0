import { GradsheetError } from '../errors.ts';
import { verbatim, listedWords, quoted } from '../words.ts';
import { errorText } from './error-text.ts';
import { languageOf, type Language } from '../messages/language.ts';
import { jsonText, visible } from '../util/escape.ts';
import { nearest } from '../util/text.ts';
import type { Command } from './call.ts';
import { commands, common, type CommandName } from './commands.ts';
import { commandHelp, generalHelp } from './help.ts';
import type { Io } from './io.ts';
import { en } from './messages.en.ts';
import { chinese } from './messages.zh-TW.ts';
import { parse } from './parse.ts';
import { styleOf } from './style.ts';
import { cleanOutputs, onOneLine } from './terminal.ts';
import { version } from './version.ts';
import { words } from './error-words.ts';

/**
 * The command line.
 *
 * @param argv what is typed after `gradsheet`
 * @returns the exit code: 0, 1 for a person's error, 2 for a bug, 130 after Ctrl-C
 */
export async function run(argv: readonly string[], world: Io): Promise<number> {
  const io = cleanOutputs(world);
  const json = argv.includes('--json'); // also where the arguments cannot be read
  let language = languageOf([io.env.LC_ALL, io.env.LC_MESSAGES, io.env.LANG, io.locale]);
  try {
    language = askedLanguage(argv) ?? language;
    return await dispatch(argv, io, language, json);
  } catch (error) {
    return report(error, io, language, json);
  }
}

/** Each command is loaded when it is called: `predict` need not wait for the workbook. */
const load: { readonly [Name in CommandName]: () => Promise<Command<Name>> } = {
  train: async () => (await import('./commands/train.ts')).train,
  predict: async () => (await import('./commands/predict.ts')).predict,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluate,
  summary: async () => (await import('./commands/summary.ts')).summary,
  plan: async () => (await import('./commands/plan.ts')).plan,
  sheet: async () => (await import('./commands/sheet.ts')).sheet,
  separable: async () => (await import('./commands/separable.ts')).separable,
  fit: async () => (await import('./commands/fit.ts')).fit,
  audit: async () => (await import('./commands/audit.ts')).audit,
  import: async () => (await import('./commands/import.ts')).importBook,
  tutorial: async () => (await import('./commands/tutorial.ts')).tutorial,
};

async function dispatch(argv: readonly string[], io: Io, language: Language, json: boolean): Promise<number> {
  const say = onOneLine(language === 'en' ? en : chinese);
  const style = styleOf(io.out, io.env);
  const [first = '', ...rest] = argv;
  if (first === '--version' || first === '-v') {
    io.out.write(json ? line({ version }) : `gradsheet ${version}\n`);
    return 0;
  }
  if (first === '' || first.startsWith('-')) {
    parse(argv, common, 'gradsheet');
    io.out.write(json ? line({ commands: Object.keys(commands) }) : `${generalHelp(say, style)}\n`);
    return 0;
  }
  if (first === 'help') {
    return dispatch(
      [
        ...rest.filter((word) => !word.startsWith('-')).slice(0, 1),
        '--help',
        ...rest.filter((word) => word.startsWith('-')),
      ],
      io,
      language,
      json,
    );
  }
  if (!isCommand(first)) throw unknownCommand(first);
  const row = commands[first];
  const where = `gradsheet ${first}`;
  const { operands, values } = parse(rest, { ...row.options, ...common }, where);
  if (values.help) {
    io.out.write(
      json ? line({ command: first, options: Object.keys(row.options) }) : `${commandHelp(first, say, style)}\n`,
    );
    return 0;
  }
  if (operands.length < row.least || operands.length > row.most) {
    throw new GradsheetError('invalid-option', {
      where,
      expected: row.operands === '' ? words('nothing after it but options') : verbatim(row.operands),
      received: operands.length === 0 ? words('nothing') : listedWords(operands.map(quoted)),
      hint: words('See --help.'),
    });
  }
  const page = json ? io.err : io.out;
  const command = (await load[first]()) as Command<CommandName>; // the row and the command of one name belong together
  const outcome = await command({
    operands,
    options: values,
    io,
    language,
    say,
    style: styleOf(page, io.env),
    page,
    print: (text = '') => page.write(`${text}\n`),
  });
  if (json) io.out.write(line(outcome.json));
  return outcome.exit ?? 0;
}

/**
 * `--lang zh-TW`, `--lang=zh-TW`; read first, so that an error in the other arguments comes in the language asked for.
 */
function askedLanguage(argv: readonly string[]): Language | undefined {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = argv[at];
  if (word === undefined) return undefined;
  const { values } = parse(word === '--lang' ? argv.slice(at, at + 2) : [word], { lang: common.lang }, 'gradsheet');
  return values.lang === 'zh-TW' ? 'zh-TW' : 'en';
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

function unknownCommand(name: string): GradsheetError {
  const near = nearest(name, Object.keys(commands));
  return new GradsheetError('invalid-option', {
    where: 'gradsheet',
    problem: words('Unknown command "{}".', name),
    received: quoted(name),
    hint: near === undefined ? words('See gradsheet --help.') : words('Did you mean "{}"?', near),
  });
}

function report(error: unknown, io: Io, language: Language, json: boolean): number {
  const say = language === 'en' ? en : chinese;
  const style = styleOf(io.err, io.env);
  if (error instanceof GradsheetError) {
    const text = errorText(error, language);
    io.err.write(`${style.alert(say.errors.error)}${visible(text)}\n`);
    if (json) io.out.write(line({ error: { code: error.code, ...error.fields, text } }));
    return error.code === 'interrupted' ? 130 : 1;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.err.write(`${style.alert(say.errors.bug)}${say.errors.bugDetail(version)}\n${detail}\n`);
  if (json) {
    io.out.write(line({ error: { code: 'bug', text: error instanceof Error ? error.message : String(error) } }));
  }
  return 2;
}

const line = (value: object): string => `${jsonText(value)}\n`;
