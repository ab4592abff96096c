import { relative } from 'node:path';
import { shellWord } from '../../../base/shell-word.ts';
import { KEPT_OUTPUT } from '../../../domain/kinds/run/run-parts.ts';
import { listed } from '../../../domain/task/objections.ts';
import { errnoMeaning } from '../../../store/index.ts';
import type { CheckResult } from '../../checks.ts';
import type { SealedChange, SealedFile, Undeletable } from '../../git/index.ts';

/** Maximum number of characters of a check's own output, if the diff of its changes follows it. */
const KEPT_BEFORE_DIFF = KEPT_OUTPUT / 4;

/**
 * Returns the result of a check that changed files of the commit: it has failed, and its output ends with the diff.
 * `isAgain` is true if changes of the check are a part of the result already, `line` lets the check fix results, and
 * `fixes` is true if it may.
 */
export function withChange(
  result: CheckResult,
  change: SealedChange,
  { isAgain, line, fixes }: { isAgain: boolean; line: string | undefined; fixes: boolean },
): CheckResult {
  const why = `${result.why}, and it changed what it checks${isAgain ? ' again' : ''}: ${changeText(change)}`;
  const hint =
    line !== undefined ? ` To add such changes to results: ${line}` : fixes && change.git.length > 0 ? LEAVES_GIT : '';
  return {
    ...result,
    ok: false,
    why,
    output: withDiff(result.output, `Backlog undid its changes.${hint}`, change.diff),
  };
}

/** What a check that fixes results must not do. Its commit has a message and an author that nobody approved. */
const LEAVES_GIT = ' Backlog adds changes of files to a result only if the check neither commits nor stages them.';

/** Returns the result of a check after which the folder has something that Backlog can't delete: it has failed. */
export function withLeft(result: CheckResult, { path, errno, to }: Undeletable): CheckResult {
  const file = relative('tree', path);
  const why = `${result.why}, and the checks left ${file}, which can't be deleted: ${errnoMeaning(errno)}`;
  return { ...result, ok: false, why, output: withDiff(result.output, `Backlog moved the folder to ${to}.`, '') };
}

/** Returns the line that lets checks change files of results. */
export function fixesLine(checks: readonly string[]): string {
  return `backlog setting set runs.fixes ${shellWord(checks.join(', '))}`;
}

function withDiff(output: string, undone: string, diff: string): string {
  const before = output.slice(-KEPT_BEFORE_DIFF);
  const head = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${undone}\n`;
  const room = KEPT_OUTPUT - head.length;
  if (diff.length <= room) return head + diff;
  const end = '(the diff is longer)\n';
  return head + diff.slice(0, diff.lastIndexOf('\n', room - end.length) + 1) + end;
}

const WORDS: Readonly<Record<SealedFile['what'], string>> = {
  changed: '',
  mode: ' (mode)',
  deleted: ' (deleted)',
  added: ' (added, and no .gitignore names it)',
};

/** Names the changes of a check, in one line. */
function changeText({ files, git }: SealedChange): string {
  return [...(files.length > 0 ? [namesText(files)] : []), ...git].join(', ');
}

/** Names the first changed files. */
export function namesText(files: readonly SealedFile[]): string {
  return listed(files.map(({ path, what }) => `${path}${WORDS[what]}`)).join(', ');
}
