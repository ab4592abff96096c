import { lazy } from '../../../base/lazy.ts';
import type { CommandRow } from '../../../commands/index.ts';
import { ROWS } from '../machine/table.ts';
import { enumWords, valueWord } from '../words/field-kinds.ts';
import { parsedInput } from '../words/flags/with-flags.ts';
import { meantBy } from '../words/resolve.ts';

/** Returns a value from the examples of the command or of others with this field, or one of the field's kind. */
export function usualValue(row: CommandRow, field: string): string {
  const schema = row.input().shape[field];
  const known = schema && enumWords(schema)?.[0];
  if (known !== undefined) return BY_COMMAND[`${row.name} ${field}`] ?? known;
  const kind = schema ? valueWord(field, schema)[0]! : '';
  const inHelp = helpValues(row)[field] ?? ofOthers()[`${field} ${kind}`];
  if (typeof inHelp === 'string') return firstOf(inHelp);
  return BY_FIELD[field] ?? USUAL[kind] ?? '…';
}

/** Returns the first text of a list. */
const firstOf = (text: string) => (text.startsWith('["') ? String(JSON.parse(text)[0]) : text.split('\n', 1)[0]!);

/** Examples for fields whose name says more than their kind. */
const BY_FIELD: Readonly<Record<string, string>> = {
  ...{ port: '8080', width: '80', host: '127.0.0.1', timezone: 'UTC', expires: '90d', rights: 'read,write' },
  ...{ version: '1', from: '1', actor: 'claude-code', session: 'a46032', since: 'yesterday', before: '30d' },
  ...{ sort: 'due+', env: 'TZ', recur: 'weekly', type: 'bug', priority: 'H', estimate: '2h' },
  ...{ caches: '~/.npm', secrets: '~/.npmrc', network: 'registry.npmjs.org', sandbox: 'worktree' },
};

/** Examples where the first of the valid words is no good one: a program that reads YAML or XML reads JSON, too. */
const BY_COMMAND: Readonly<Record<string, string>> = { 'task_export format': 'backlog' };

const USUAL: Readonly<Record<string, string>> = {
  ...{ DATE: 'tomorrow', NUMBER: '2', DURATION: '2h', GLOBS: 'src/**', PATHS: 'src/**', FILTER: '+READY' },
  ...{ JSON: '[]', RUN: 'r1', ID: '1', IDS: '1', AGENT: 'claude', NAMES: 'id,description', FORMAT: 'markdown' },
};

/** Returns the values in the examples of a command's help, by field. */
function helpValues(row: CommandRow): Readonly<Record<string, string | boolean>> {
  const inputs = (row.cli?.examples ?? []).map((line) => {
    const words = wordsIn(line, row);
    return words ? parsedInput(row, words) : {};
  });
  return Object.assign({}, ...inputs.reverse());
}

/** Returns the words behind the name in the first example of a command's help. */
export function helpWords(row: CommandRow): readonly string[] | undefined {
  const [first] = row.cli?.examples ?? [];
  return first === undefined ? undefined : wordsIn(first, row);
}

/** Returns the words behind the name in a line of the help. Undefined for a line that needs a shell, or of another command. */
function wordsIn(line: string, row: CommandRow): readonly string[] | undefined {
  if (/[|<>$]/.test(line.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const words = Array.from(line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g), ([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, a, b) => a ?? b),
  );
  const found = meantBy(words);
  return found?.command.name === row.name ? found.rest : undefined;
}

/** The values in all commands' examples, by field and kind of value. */
const ofOthers = lazy((): Readonly<Record<string, string | boolean>> => {
  const all = ROWS.flatMap((row) =>
    Object.entries(helpValues(row)).map(([field, value]) => {
      const schema = row.input().shape[field];
      return [`${field} ${schema ? valueWord(field, schema)[0] : ''}`, value] as const;
    }),
  );
  return Object.fromEntries(all.reverse());
});
