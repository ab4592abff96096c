import { ownProperty } from '../base/own-property.ts';
import { singleQuoted } from '../base/shell-word.ts';
import { ARGUMENTS, inputOf, shortLine, typedName } from '../domain/calls/door.ts';
import type { BacklogError } from '../domain/errors.ts';
import { COMMANDS } from './index.ts';

const NAMES = new Set(COMMANDS.map(({ name }) => name));

/**
 * Rewrites a hint for the command line. Hints name commands as tools (`task_info 12`), but people type
 * `backlog info 12`. For a person at the board, it names the buttons of `buttons` instead, by command. A button has no
 * flags: a call with one stays a line, and a flag alone belongs to a terminal.
 */
export function inCliWords(hint: string, buttons?: Readonly<Record<string, string>>): string {
  return flagsIn(hint, buttons && ' in a terminal').replace(CALLS, (whole) => {
    const button = buttons && ownProperty(buttons, /^`?([a-z_]+)/.exec(whole)?.[1] ?? '');
    if (button && !SET_BY_FLAG.test(whole)) return `“${button}”`;
    const [, alone = ''] = ONE_WORD.exec(whole) ?? [];
    if (NAMES.has(alone)) return `\`${lineOrName(alone)}\``;
    const said = whole.replace(NAME, (name, at: number) => {
      const args = whole
        .slice(at + name.length)
        .replace(/`$/, '')
        .trimStart();
      return NAMES.has(name) ? (args === '' && at <= 1 ? lineOrName(name) : typedName(name, args)) : name;
    });
    return said === whole || whole.startsWith('`') ? said : `\`${said}\``;
  });
}

/** Returns the line that calls a command. One that needs arguments is no line to type, so only its name is returned. */
function lineOrName(name: string): string {
  const command = COMMANDS.find((one) => one.name === name)!;
  const isWhole = Object.values(command.input().shape).every((field) => field.safeParse(undefined).success);
  return isWhole ? typedName(name, '') : shortLine(name);
}

/** Matches a flag whose value the dialog behind a button doesn't ask for. */
const SET_BY_FLAG = / --(?!note\b)/;

const CALLS = new RegExp(`\`[^\`]*\`|\\b[a-z]+(?:_[a-z]+)+\\b${ARGUMENTS}`, 'g');

/** Rewrites the names of a command's fields as flags. Also rewrites arguments such as `force: true`. */
function flagsIn(hint: string, where = ''): string {
  return hint
    .replace(/`([a-z_]+): ([^`]+)`/g, (_, name: string, value: string) =>
      value === 'true'
        ? `\`${inputOf('cli', name)}\`${where}`
        : `\`${inputOf('cli', name)} ${/^\[/.test(value) ? singleQuoted(value) : value}\``,
    )
    .replace(TAKES, (whole, name: string, fields: string) => {
      const positional = COMMANDS.find((command) => command.name === name)?.cli?.positional ?? [];
      if (!NAMES.has(name)) return whole;
      const said = fields.split(', ').map((field) => (positional.includes(field) ? field : inputOf('cli', field)));
      return `${shortLine(name)} takes: ${said.join(', ')}.`;
    });
}

const TAKES = /\b([a-z_]+) takes: ([a-z_, ]+)\./g;

/** Matches a command's name of one word. Without backticks, it would be an ordinary word: `doctor`, `usage`. */
const ONE_WORD = /^`([a-z]+)`$/;

const NAME = /\b[a-z]+(?:_[a-z]+)+\b/g;

/** Matches a command's name and its author in a sentence: `(task_done, human:ada)`. */
const SIGNED = /\(([a-z_]+), ((?:human|ai|system):)/g;

interface Problem {
  field: string;
  message: string;
  missing?: true;
}

/** Messages about missing words on a command line, by field. */
const MISSING: Readonly<Record<string, string>> = {
  filter: 'no tasks were named: give their ids or a filter',
  id: 'no task was named: give its id',
  run: 'no run was named: give its id',
};

const problemText = ({ field, message, missing }: Problem): string =>
  (missing && ownProperty(MISSING, field)) || message;

/** Returns the problems of a call's arguments, see `parse.ts`. */
function problemsOf(data: BacklogError['data']): Problem[] {
  // Doctor's errors have problems, too, but no command.
  const { command, problems } = (data ?? {}) as { command?: string; problems?: Problem[] };
  return command !== undefined && Array.isArray(problems) ? problems : [];
}

/** Returns the example of the help for an error about a missing argument. It has no part of a value, such as `evidence.0.text`. */
function exampleFor({ data }: BacklogError): string | undefined {
  const { command } = (data ?? {}) as { command?: string };
  if (!problemsOf(data).some(({ missing, field }) => missing && !field.includes('.'))) return undefined;
  const [example] = COMMANDS.find(({ name }) => name === command)?.cli?.examples ?? [];
  return example && `For example: \`backlog ${example.replace(/^task /, '')}\``;
}

/**
 * Rewrites an error for a person at a terminal, or on the board with these buttons. Omits the name of the called
 * command, because the person has just called it.
 * @param hasLine whether another part adds the line to type, so that neither an example nor all fields are useful
 */
export function inWordsOfLine(
  error: BacklogError,
  buttons?: Readonly<Record<string, string>>,
  hasLine = false,
): BacklogError {
  const problems = problemsOf(error.data);
  const message = (problems.length > 0 ? problems.map(problemText).join('; ') : error.message)
    .replace(/^([a-z_]+): /, (prefix, name) => (NAMES.has(name) ? '' : prefix))
    .replace(SIGNED, (whole, name, actor) => (NAMES.has(name) ? `(${shortLine(name)}, ${actor}` : whole));
  const example = hasLine ? undefined : exampleFor(error);
  const usage =
    example === undefined && !hasLine ? error.hint : error.hint?.replace(TAKES, 'See its usage: `$1 --help`');
  const hint = [example, usage && inCliWords(usage, buttons)].filter(Boolean).join('\n') || undefined;
  return Object.defineProperties(Object.create(error) as BacklogError, {
    message: { value: message },
    hint: { value: hint },
  });
}
