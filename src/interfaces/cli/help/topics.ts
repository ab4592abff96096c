import { inputOf } from '../../../domain/calls/door.ts';
import { GLOBAL_ROWS, type GlobalFlag } from '../words/global-flags.ts';

/** A page of help that is not about one command. */
interface Topic {
  title: string;
  text(): Promise<string>;
}

/** The pages that `backlog help NAME` shows. */
export const TOPICS = {
  filters: { title: 'select tasks: filters and dates', text: filterHelp },
  flags: { title: 'flags of every command, values and exit codes', text: async () => flagHelp() },
} as const satisfies Readonly<Record<string, Topic>>;

export function topicNamed(word: string): Topic | undefined {
  return Object.hasOwn(TOPICS, word) ? TOPICS[word as keyof typeof TOPICS] : undefined;
}

function flagHelp(): string {
  return [
    'Every command takes these flags, before or after its words; --watch only if it reads, or starts something:',
    '',
    ...GLOBAL_ROWS.map(([name, flag]) => flagRow(name, flag)),
    '',
    'Values',
    '  --spec @FILE              Read the value from a file; --spec - reads standard input',
    '  --tags a --tags b         A list takes its flag several times, or commas',
    '  pri:H due:friday +bug     In a description, words like these set fields; after -- every word is text',
    '',
    'Exit codes',
    '  0    done',
    '  1    refused, or nothing to do',
    '  2    the command line was not understood',
    '  130  interrupted by Ctrl+C',
    '',
    'The queue belongs to the repository of the current folder. BACKLOG_DIR names another queue.',
  ].join('\n');
}

async function filterHelp(): Promise<string> {
  const [{ VIRTUAL_TAGS }, { ATTRIBUTES }, { MODIFIERS }] = await Promise.all([
    import('../../../domain/urgency/virtual-tags.ts'),
    import('../../../filter/tables/attributes.ts'),
    import('../../../filter/tables/operators.ts'),
  ]);
  return [
    'A filter selects tasks. Use it with list, count, modify, done, export and most other commands:',
    '',
    '  backlog list project:web +READY',
    '  backlog list "due.before:friday and ( +bug or pri:H )"',
    '  backlog modify +OVERDUE --priority H',
    '',
    'Terms',
    '  login  "log in"  /log.?in/i      Text in the description or a note; a regular expression',
    '  +bug  -ui                        With a tag, without it',
    '  1-5 7,9                          Ids and ranges',
    '  project:web  due.before:friday   An attribute, with or without a modifier',
    '  estimate > 2h                    An attribute, an operator and a value',
    '  @mine                            A saved filter: backlog view set mine "+READY"',
    '  and  or  xor  !  ( )             Terms side by side mean `and`. Quote ( ) < > for a shell',
    '',
    ...named(
      'Attributes',
      ATTRIBUTES.map(({ name }) => name),
    ),
    ...named('Modifiers', MODIFIERS),
    ...named(
      'Virtual tags',
      VIRTUAL_TAGS.map(({ name }) => `+${name}`),
    ),
    ...named('Dates', ['2026-03-01', 'today', 'friday', 'eow', 'som', '3d', 'now+2h', '"friday next week"']),
    '`backlog filter explain "<filter>"` shows what a filter selects here, with `--task 12` why it does not select task 12.',
  ].join('\n');
}

/** Formats a title with its words, indented. */
function named(title: string, words: readonly string[]): string[] {
  return [title, `  ${words.join(' ')}`, ''];
}

/** The column at which the meaning of a flag begins. */
export const FLAG_WIDTH = 26;

/** Formats a flag with its value and meaning as a line of help. */
export function flagRow(name: string, { means, value, short }: GlobalFlag): string {
  const written = [short && `-${short},`, inputOf('cli', name), value].filter(Boolean).join(' ');
  return `  ${written.padEnd(FLAG_WIDTH - 2)}  ${means}`;
}
