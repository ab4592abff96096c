import { didYouMean, nearest } from '../../base/nearest.ts';
import { shellWord } from '../../base/shell-word.ts';
import type { Task } from '../../domain/task/task.ts';
import { type Store, sha256, type Tx } from '../../store/index.ts';
import { mayAct } from '../people/person-acts.ts';
import type { Context } from '../workspace/context.ts';
import { checksOf } from './named-checks.ts';
import { putSetting } from './put-setting.ts';
import { settingsSet } from './sources.ts';

type Records = Pick<Store['state'], 'get' | 'all'>;
type Criteria = Pick<Task, 'acceptance'> | undefined;

/** Prefix of the settings with the commands that criteria may run. */
const COMMANDS = 'commands.';

/**
 * Returns the line that tests a criterion with this `by`: that of the check with this name, otherwise the text itself if
 * a person agreed to exactly it.
 * @param repository the repository's name; by default the one in which the queue was created
 * @returns undefined if nobody agreed
 */
export function commandBy(records: Records, by: string, repository?: string): string | undefined {
  const check = checksOf(records, repository).find(({ name }) => name === by);
  if (check) return check.command;
  const isAgreed = Array.from(settingsSet(records, repository)).some(
    ([name, { value }]) => name.startsWith(COMMANDS) && value === by,
  );
  return isAgreed ? by : undefined;
}

/** Lists the commands of a task's criteria to which nobody agreed. */
export function commandsToAgree(records: Records, task: Criteria): string[] {
  const named = (task?.acceptance ?? []).flatMap(({ by }) => by ?? []);
  return [...new Set(named)].filter((by) => commandBy(records, by) === undefined);
}

/** Matches a text that can be the name of a check. Most commands have more than one word. */
const NAME = /^[\w.-]+$/;
/** Maximum number of checks that a text names. */
const MOST_NAMED = 10;

/** Says that no check has the name that a criterion's `by` seems to be, with those that exist. */
export function undefinedCheck(records: Records, by: string, repository?: string): string | undefined {
  const names = checksOf(records, repository).map(({ name }) => name);
  if (!NAME.test(by) || names.includes(by)) return undefined;
  const defined = names.length === 0 ? 'none is' : names.slice(0, MOST_NAMED).join(', ');
  return `no check is called "${by}"${didYouMean(by, names, 'quoted')}, defined: ${defined}`;
}

/** Checks whether a criterion's `by` is probably a mistyped name of a check. */
function isMistyped(records: Records, by: string): boolean {
  return (
    NAME.test(by) &&
    nearest(
      by,
      checksOf(records).map(({ name }) => name),
    ) !== undefined
  );
}

/** Returns the line with which a person agrees to a command of a criterion. It contains all of the command. */
export function agreeingLine(command: string): string {
  return `backlog setting set ${settingFor(command)} ${shellWord(command)}`;
}

const settingFor = (command: string) => `${COMMANDS}${sha256(command).slice(0, 8)}`;

/**
 * Agrees to the commands that a person gives a task's criteria by a call at a terminal. Commands that the task had
 * before, which others may have written, mistyped names of checks, and those of imported files stay without an agreement.
 */
export function agreeToOwn(
  tx: Tx,
  context: Pick<Context, 'caller' | 'clock'>,
  { before, after }: { before?: Criteria; after: Criteria },
): void {
  const { caller } = context;
  if (caller.door !== 'cli' || !mayAct(caller, 'settings')) return;
  const known = new Set((before?.acceptance ?? []).map(({ by }) => by));
  for (const command of commandsToAgree(tx, after))
    if (!known.has(command) && !isMistyped(tx, command)) putSetting(tx, settingFor(command), command, context);
}
