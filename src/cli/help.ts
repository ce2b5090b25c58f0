import { columns, wrapped } from './boxes.ts';
import { commands, common, type CommandName, type Option, type Options } from './commands.ts';
import type { Messages } from './messages.en.ts';
import type { Style } from './style.ts';
import { visibleWidth } from './terminal.ts';

/** `gradsheet --help` */
export function generalHelp(say: Messages, style: Style): string {
  // the table's own keys
  const rows = Object.keys(commands).map((name) => [`  ${style.bold(name)}`, say.commands[name as CommandName].about]);
  return [
    say.help.product,
    '',
    `${style.bold(say.help.usage)}  gradsheet COMMAND …`,
    '',
    style.bold(say.help.commands),
    columns(rows),
    '',
    style.bold(say.help.everywhere),
    optionLines(common, say.options.common, 80),
    '',
    wrapped(say.help.more, 80),
  ].join('\n');
}

/** `gradsheet train --help` */
export function commandHelp(name: CommandName, say: Messages, style: Style): string {
  const { operands, options } = commands[name];
  const { about, more, examples } = say.commands[name];
  return [
    about,
    '',
    `${style.bold(say.help.usage)}  gradsheet ${[name, operands].filter((part) => part !== '').join(' ')}${Object.keys(options).length > 0 ? ` [${say.help.options}]` : ''}`,
    ...(more === '' ? [] : ['', wrapped(more, 80)]),
    ...(Object.keys(options).length > 0
      ? ['', style.bold(say.help.optionsTitle), optionLines(options, say.options[name], 80)]
      : []),
    '',
    style.bold(say.help.everywhere),
    optionLines(common, say.options.common, 80),
    '',
    style.bold(say.help.examples),
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
}

/** One option to a line, its text beside it, broken under itself. */
function optionLines(options: Options, texts: Readonly<Record<string, string>>, width: number): string {
  const heads = Object.entries(options).map(([name, option]) => [name, head(name, option)] as const);
  const left = Math.min(30, Math.max(...heads.map(([, text]) => visibleWidth(text)))) + 2;
  return heads
    .map(([name, text]) => {
      const body = wrapped(texts[name] ?? '', width - left)
        .split('\n')
        .join(`\n${' '.repeat(left)}`);
      return visibleWidth(text) + 2 > left ? `${text}\n${' '.repeat(left)}${body}` : text.padEnd(left) + body;
    })
    .join('\n');
}

function head(name: string, option: Option): string {
  const value =
    option.kind === 'flag'
      ? ''
      : ` ${option.kind === 'text' && option.choices ? option.choices.join('|') : option.value}`;
  return `  ${'short' in option && option.short !== undefined ? `-${option.short}, ` : ''}--${name}${value}`;
}
