import { type Door, inDoorWords } from '../../domain/calls/door.ts';
import { attemptTexts, type BestAttempt, bestText, type ComparedAttempt } from '../../domain/runs/attempts/order.ts';
import { stateLabel } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import type { Cell, OutputDoc } from '../doc/doc.ts';
import { oneLine } from '../safe.ts';

/** Returns the comparison of the attempts at a task as a document, with the best of them and the next step. */
export function comparisonDoc(
  { id }: Pick<Task, 'id'>,
  attempts: readonly ComparedAttempt[],
  best: BestAttempt | undefined,
  door?: Door,
): OutputDoc {
  return {
    title: `Attempts at task ${id}`,
    sections: [
      {
        empty: 'No attempts.',
        columns: [
          { head: 'Attempt', kind: 'id', of: 'run' },
          { head: 'Agent', kind: 'name' },
          { head: 'State', kind: 'state' },
          { head: 'Checks', kind: 'word' },
          { head: 'Criteria', kind: 'word' },
          { head: 'Evidence', kind: 'word' },
          { head: 'Verdict', kind: 'word' },
          { head: 'Risk', kind: 'word' },
          { head: 'Changes', kind: 'word' },
          { head: 'Cost', kind: 'cost' },
          { head: 'Worked', kind: 'work' },
          { head: 'Reason', kind: 'remark' },
        ],
        rows: attempts.map(cellsOf),
      },
    ],
    notes: [stepText(best, door)],
  };
}

function cellsOf(attempt: ComparedAttempt): Cell[] {
  const { run, agent, model, state, kept, costUsd, workedMs, reason } = attempt;
  const texts = attemptTexts(attempt).filter(({ of }) => of !== 'cost');
  return [
    run,
    model === undefined ? agent : `${agent} ${oneLine(model, 40)}`,
    { is: 'state', state, text: kept ? `${stateLabel(state)}, kept` : stateLabel(state) },
    ...texts.map(({ text }) => text && oneLine(text, 120)),
    { is: 'cost', usd: costUsd },
    workedMs > 0 ? { is: 'duration', ms: workedMs } : undefined,
    reason && oneLine(reason, 200),
  ];
}

function stepText(best: BestAttempt | undefined, door: Door | undefined): string | undefined {
  if (!best) return undefined;
  const { run } = best;
  const step = run === undefined ? '' : ` To keep it and discard the others: run_approve ${run}.`;
  return inDoorWords(door, `${bestText(best)}${step}`);
}
