import * as z from 'zod';
import { spelled } from '../../../src/domain/calls/door.ts';
import type { Row } from '../../../src/interfaces/cli/machine/row.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { enumWords, isFlag, takesList, valueWord } from '../../../src/interfaces/cli/words/field-kinds.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { wordsOf } from './elsewhere-lines.ts';

/** A line that is wrong in one way. */
export interface WrongLine {
  kind: Kind;
  command: string;
  words: readonly string[];
  /** The words that were right, which a better line keeps. */
  right: readonly string[];
}

export type Kind =
  | 'near flag'
  | 'far flag'
  | 'flag without value'
  | 'flag twice'
  | 'wrong value'
  | 'near word'
  | 'missing argument'
  | 'word too many'
  | 'near verb'
  | 'far verb'
  | 'near group'
  | 'filter';

/** Right lines of commands whose first example names what the queue doesn't have, or that have no example. */
const RIGHT: Readonly<Record<string, string>> = {
  task_add: 'add "Fix login" --due friday',
  task_done: 'done 3',
  task_stop: 'stop 3',
  task_annotate: 'annotate 3 "Tests are next"',
  task_import: 'import TODO.md',
  task_search: 'search login',
  task_denotate: 'denotate 1 Seen',
  task_move: 'move 2 done',
  task_unblock: 'unblock 2',
  task_doc_write: 'doc write 1 Text',
  task_doc_restore: 'doc restore 1 --version 1',
  task_doc_diff: 'doc diff 1',
  task_purge: 'purge 8',
  attachment_add: 'attachment add 1 notes.txt',
  attachment_get: 'attachment get 1 a.txt',
  attachment_remove: 'attachment remove 1 a.txt',
  goal_import: 'goal import goals.md',
  goal_info: 'goal info I-1',
  goal_modify: 'goal modify I-1 --note Seen',
  goal_close: 'goal close I-1 Learned',
  goal_rank: 'goal rank I-1 top',
  goal_move: 'goal move I-1 B-1',
  goal_archive: 'goal archive I-1',
  task_export: 'export project:web',
  task_sync: 'sync TODO.md',
  claim_release: 'claim release --task 3',
  review_edit: 'review edit c1 Text',
  review_drop: 'review drop c1',
  run_ask: 'run ask "Which one?"',
  run_changes: 'run changes r1 src/login.ts',
  run_retry: 'retry r3',
  run_resume: 'resume r3',
  run_clean: 'run clean r2',
  usage: 'usage --by day',
  repo_show: 'repo show project',
  repo_status: 'repo status project',
  repo_history: 'repo history project',
  repo_update: 'repo update project --target main',
  repo_disable: 'repo disable project',
  repo_enable: 'repo enable project',
  repo_remove: 'repo remove project',
  config_show: 'config show project',
  config_import: 'config import queue.json',
  agent_add: 'agent add fixer ./fix.sh',
  agent_update: 'agent update helper --model opus',
  agent_enable: 'agent enable helper',
  agent_disable: 'agent disable helper',
  agent_remove: 'agent remove helper',
  backlog_restore: 'restore queue.tar.gz',
  token_add: 'token add nightly --rights write',
  store_role_remove: 'store role remove ada',
  task_archive: 'archive 8',
  task_archive_load: 'archive load 9',
  task_archive_restore: 'archive restore 9',
  task_history: 'history 1',
  task_undo: 'undo 2',
  run_start: 'run start 2',
  release_snapshot: 'release snapshot',
  worktree_clean: 'worktree clean --dry-run',
  profile_add: 'profile add work --filter project:web',
};

/** Returns a right line of a command: of the table above, or its first example in the queue of the test. */
export function rightLine(row: Row): readonly string[] {
  const own = RIGHT[row.name];
  if (own !== undefined) return wordsOf(own);
  for (const line of row.cli?.examples ?? []) {
    if (/[|<>$]/.test(line)) continue;
    const words = shellWords(line).map((word) => IDS[word] ?? word);
    if (meantBy(words)?.command.name === row.name) return words;
  }
  return spelled(row.name).split(' ');
}

const IDS: Readonly<Record<string, string>> = { 12: '1', '12,13': '1,2', r7: 'r1' };

/** Splits a line as a shell does. */
export const shellWords = (line: string): string[] =>
  Array.from(line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*'|\\')+/g), ([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'|\\(')/g, (_, a, b, c) => a ?? b ?? c),
  );

/** Every command that a person can type. */
export const TYPED = ROWS.filter(({ mcp }) => mcp?.only !== true);

/**
 * Flags that no made-up line can have: their values are in earlier answers, or they exclude the words of the right line.
 * Goals have only the fields of their kind.
 */
const UNTESTED: readonly RegExp[] = [
  /^\S+ (commit|seen|cursor|key|was|agreed|after_change)$/,
  /^(report_board|board_tty) since$|^task_history (task|after)$|^audit (after|until)$/,
  /^(task_move|goal_rank) (before|after)$|^task_split (scope|propose)$|^claim_acquire task$|^task_edit before$/,
  /^goal_(add|modify|close) (kind|reading_note|by|will|document|outcomes|pillars|hypothesis|severity|evidence)$/,
  /^goal_(add|modify) (hurts|solved_by|primary|problems|depends)$|^agent_(add|update) (provider|binary)$/,
  /^(run_changes|task_doc_diff|review_comment) (since|to)$|^task_annotate (criterion|re)$|^task_modify line$/,
  /^goal_move from$|^backlog_setup (agentic|proposed)$/,
  /^task_edit (id|document)$|^repo_add url$|^task_import (format|tasks|files)$|^attachment_add content$|^setting_set /,
  // Sources of other kinds have these, and a limit that no right line sets.
  /^source_update (path|filter)$|^night_simulate unreviewed_in$/,
];

/** Returns the lines of a command that are wrong in one way each, from its schema. */
export function wrongLines(row: Row): WrongLine[] {
  const base = rightLine(row);
  const { rest = [] } = meantBy(base) ?? {};
  const shape = row.input().shape as Readonly<Record<string, z.core.$ZodType>>;
  const { positional = [], literal, afterDashes } = row.cli ?? {};
  const lines: WrongLine[] = [];
  const put = (kind: Kind, words: readonly string[], right: readonly string[] = rest) =>
    lines.push({ kind, command: row.name, words, right });
  if (literal === undefined) {
    const flags = Object.keys(shape).filter((name) => !positional.includes(name) && !base.includes(flagOf(name)));
    const last = flags.findLast(
      (name) => name.length > 3 && !UNTESTED.some((fits) => fits.test(`${row.name} ${name}`)),
    );
    const [name, value] = last === undefined ? ['json', []] : [last, valuesFor(last, shape[last]!).slice(0, 1)];
    put('near flag', [...base, slipped(flagOf(name)), ...value], [...rest, flagOf(name), ...value]);
    put('far flag', [...base, '--zzqx']);
    put('far flag', [...base, '--zzqx=5']);
    for (const field of flags) {
      const schema = shape[field]!;
      if (isFlag(schema) || UNTESTED.some((fits) => fits.test(`${row.name} ${field}`))) continue;
      put('flag without value', [...base, flagOf(field)], [...rest, flagOf(field)]);
      const [one = '', two = ''] = valuesFor(field, schema);
      const twice = [...base, flagOf(field), one, flagOf(field), two];
      if (!takesList(schema)) put('flag twice', twice, [...rest, flagOf(field), two]);
      for (const [kind, wrong] of wrongValues(field, schema))
        put(kind, [...base, flagOf(field), wrong], [...rest, flagOf(field)]);
    }
    positional.forEach((field, at) => {
      if (
        UNTESTED.some((fits) => fits.test(`${row.name} ${field}`)) ||
        rest.length <= at ||
        rest.slice(0, at + 1).some((word) => word.startsWith('-'))
      )
        return;
      const verb = base.slice(0, base.length - rest.length);
      for (const [kind, wrong] of wrongValues(field, shape[field]!))
        put(kind, [...verb, ...rest.with(at, wrong)], rest.toSpliced(at, 1));
    });
    const plain = rest.filter((word) => !word.startsWith('-'));
    if (positional.length === 0 && afterDashes === undefined) put('word too many', [...base, 'surplus']);
    else if (isFull(row, plain)) put('word too many', [...base, 'surplus']);
  }
  for (const missing of withoutRequired(row, base, rest)) put('missing argument', missing.words, missing.right);
  return lines;
}

/** Checks whether the last place of a line is filled, and takes one word. */
function isFull({ cli: { positional = [], literal } = {}, input }: Row, plain: readonly string[]): boolean {
  const last = positional.at(-1)!;
  const word = valueWord(last, input().shape[last]!)[0];
  return (
    literal === undefined && plain.length >= positional.length && ['RUN', 'AGENT', 'NUMBER', 'WORD'].includes(word!)
  );
}

function* withoutRequired(row: Row, base: readonly string[], rest: readonly string[]) {
  const { required = [] } = z.toJSONSchema(row.input(), { io: 'input', unrepresentable: 'any' });
  const verb = base.slice(0, base.length - rest.length);
  if (required.length > 0) yield { words: verb, right: [] };
  const [first, second] = row.cli?.positional ?? [];
  if (second !== undefined && required.includes(second) && required.includes(first!))
    yield { words: [...verb, rest[0]!], right: rest.slice(0, 1) };
}

const flagOf = (field: string) => `--${field.replaceAll('_', '-')}`;

/** Swaps two letters in the middle of a word. */
function slipped(word: string): string {
  let at = Math.max(2, Math.floor(word.length / 2));
  while (at > 0 && word[at] === word[at + 1]) at--;
  return `${word.slice(0, at)}${word[at + 1] ?? ''}${word[at]}${word.slice(at + 2)}`;
}

/** Two values that a field accepts, by its name or its kind. A boolean takes none. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  ...{ line: ['+x', '+y'], checks: ['unit', 'unit'], goal: ['I-1', 'I-1'], bet: ['B-1', 'B-1'] },
  ...{ outcome: ['O-1', 'O-1'], outcomes: ['O-1', 'O-1'], pillars: ['P-1', 'P-1'], problems: ['X-1', 'X-1'] },
  ...{ hurts: ['U-1', 'U-1'], solved_by: ['B-1', 'B-1'], primary: ['true', 'false'], session: ['a46032', 'a46032'] },
  ...{
    priority: ['H', 'L'],
    risk: ['low', 'high'],
    sandbox: ['off', 'worktree'],
    actor: ['ada', 'bob'],
    state: ['now', 'next'],
    status: ['pending', 'pending'],
  },
  ...{
    criterion: ['It works', 'Fast'],
    re: ['Seen', 'Seen'],
    progress: ['60%', '70%'],
    secrets: ['~/.npmrc', '~/.netrc'],
    name: ['plan', 'notes'],
  },
  ...{ DATE: ['friday', 'monday'], NUMBER: ['2', '3'], ID: ['2', '3'], IDS: ['2', '3'], RUN: ['r1', 'r2'] },
  ...{ for: ['2h', '3h'], older: ['7d', '30d'], quarter: ['2026-Q3', '2026-Q2'], sort: ['due+', 'id+'] },
  ...{ port: ['8080', '8081'], width: ['80', '90'], recur: ['weekly', 'daily'], version: ['1', '2'] },
  ...{ replace: ['/login/sign-in/', '/Fix/Mend/'], from: ['1', '1'] },
  ...{ DURATION: ['2h', '3h'], JSON: ['[]', '[]'], AGENT: ['helper', 'claude'], FILTER: ['+bug', '+READY'] },
};

function valuesFor(field: string, schema: z.core.$ZodType): readonly string[] {
  if (isFlag(schema)) return [];
  const [first, second = first] = enumWords(schema) ?? [];
  if (first !== undefined) return [first, second!];
  return VALUES[field] ?? VALUES[valueWord(field, schema)[0]!] ?? ['words', 'others'];
}

/** Values that a field refuses, by the kind of its values. */
function wrongValues(field: string, schema: z.core.$ZodType): (readonly [Kind, string])[] {
  if (isFlag(schema)) return [];
  const words = enumWords(schema);
  if (words) {
    const long = words.find((word) => word.length > 3);
    return [['wrong value', 'zzqx'], ...(long ? [['near word', slipped(long)] as const] : [])];
  }
  switch (valueWord(field, schema)[0]) {
    case 'DATE':
      return [
        ['wrong value', 'notadate'],
        ['near word', /^(since|before)$/.test(field) ? 'yestreday' : 'tommorow'],
      ];
    case 'NUMBER':
      return [['wrong value', 'abc']];
    case 'ID':
    case 'IDS':
      return [
        ['wrong value', '999'],
        ['wrong value', 'r99'],
      ];
    case 'RUN':
      return [
        ['wrong value', 'r99'],
        ['wrong value', 'zzqx'],
      ];
    case 'DURATION':
      return [['wrong value', 'soon']];
    case 'GLOBS':
      return [['wrong value', 'src/[']];
    case 'JSON':
      return [
        ['wrong value', '[{'],
        ['wrong value', '{"a":1}'],
      ];
    case 'FILTER':
      return [
        ['filter', '( +bug or'],
        ['filter', 'due.befor:friday'],
        ['filter', 'limit:abc'],
      ];
    default:
      return [];
  }
}

/** Lines whose first words name no command. */
export function wrongNames(): WrongLine[] {
  const groups = [...new Set(TYPED.flatMap(({ name }) => (name.includes('_') ? [name.split('_')[0]!] : [])))];
  const lines: WrongLine[] = TYPED.flatMap((row) => {
    const base = rightLine(row);
    const { rest = [] } = meantBy(base) ?? {};
    const verb = base.slice(0, base.length - rest.length);
    const [noun, second] = verb;
    if (row.cli?.literal !== undefined) return [];
    if (second === undefined)
      return noun!.length < 5
        ? []
        : [{ kind: 'near verb' as const, command: row.name, words: [slipped(noun!), ...rest], right: rest }];
    return [
      ...(second.length < 4
        ? []
        : [
            {
              kind: 'near verb' as const,
              command: row.name,
              words: [noun!, slipped(second), ...verb.slice(2), ...rest],
              right: rest,
            },
          ]),
      ...(noun!.length < 4
        ? []
        : [
            {
              kind: 'near group' as const,
              command: row.name,
              words: [slipped(noun!), ...verb.slice(1), ...rest],
              right: rest,
            },
          ]),
    ];
  });
  for (const group of groups)
    if (group !== 'task' && group !== 'backlog')
      lines.push({ kind: 'far verb', command: group, words: [group.replace('git', 'git-hook'), 'zzqx'], right: [] });
  return lines;
}
