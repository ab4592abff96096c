import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { resolveCommand } from '../resolve.ts';

const COUNT = /^-\d{1,9}$/;

/**
 * Refuses a number of rows as `git log -5` and `head -5` have it. As the only word of a text, it would be the text.
 * @throws BacklogError `usage` with the line to type
 */
export function checkCount(words: readonly string[]): void {
  const end = words.indexOf('--');
  const at = words.slice(0, end < 0 ? undefined : end).findIndex((_, i) => isCount(words, i));
  if (at < 0) return;
  const count = words[at]!;
  const before = words[at - 1] === '-n' ? at - 1 : at;
  const found = resolveCommand(words.toSpliced(before, at + 1 - before));
  if (!found) return;
  const { command, rest } = found;
  if ('limit' in command.input().shape) {
    // The command has -n itself.
    if (before === at) refuseCount(count, command.name, rest);
  } else if (rest.length === 0 && takesText(command)) {
    if (command.name === 'task_log') refuseCount(count, 'task_history', rest);
    refuse('usage', `unknown flag ${count}`, {
      hint: `To use it as text: \`${callOf('cli', command.name, `-- ${count}`)}\``,
      data: { received: count },
    });
  }
}

/** Checks whether the first words after a command are a text. */
export function takesText(command: CommandRow | undefined): boolean {
  return TEXTS.has(command?.cli?.positional?.[0] ?? '');
}

const TEXTS: ReadonlySet<string> = new Set(['description', 'text']);

/** A number behind a flag is the flag's value, but behind `-n` the number of rows. */
function isCount(words: readonly string[], at: number): boolean {
  const [word = '', before = ''] = [words[at], words[at - 1]];
  return at > 0 && (COUNT.test(word) ? !before.startsWith('-') : /^\d+$/.test(word) && before === '-n');
}

function refuseCount(count: string, command: string, others: readonly string[]): never {
  const line = callOf('cli', command, [...others.map(shellWord), '--limit', count.replace('-', '')].join(' '));
  refuse('usage', `unknown flag ${count} (did you mean \`${line}\`?)`, { data: { received: count } });
}
