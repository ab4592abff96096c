import { shellWord } from '../../../../base/shell-word.ts';
import { refuse } from '../../../../domain/errors.ts';
import { criterionLine, splitCriterion, type WrittenCriterion } from '../../../../domain/task/criteria.ts';

/** Checks whether a flag names the command of a criterion. */
export function namesCommand(flag: string, shape: object): boolean {
  return flag === 'by' && 'acceptance' in shape && !('by' in shape);
}

/**
 * Adds the command of `--by` to the criterion before it, as the text of a criterion names it.
 * @throws BacklogError `usage` if there is none, or if it has a command already
 */
export function giveCommand(input: Record<string, unknown>, command: string): void {
  if (command.includes('\n'))
    refuse('usage', "--by: a criterion's command is one line without control characters", {
      hint: 'Join its lines with && or ;, or write them into a script that the command starts.',
    });
  const name = input.criterion === undefined ? 'acceptance' : 'criterion';
  const before = String(input[name] ?? '');
  const last = before.slice(before.lastIndexOf('\n') + 1);
  if (last.trim() === '' || splitCriterion<WrittenCriterion>({ text: last }).by !== undefined)
    refuse('usage', `--by "${command}": expected a criterion without a command before it`, {
      hint: `Write it behind its criterion: --acceptance "wrong password is refused" --by ${shellWord(command)}`,
    });
  input[name] = criterionLine({ text: before, by: command });
}
