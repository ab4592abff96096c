import { counted } from '../../base/amounts.ts';
import { type Door, inDoorWords } from '../../domain/calls/door.ts';
import type { BestAttempt, ComparedAttempt } from '../../domain/runs/attempt-order.ts';
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
          { head: 'Attempt', kind: 'id' },
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
    notes: [bestText(best, door)],
  };
}

function cellsOf(attempt: ComparedAttempt): Cell[] {
  const { run, agent, model, state, kept, met, grade, risk, size, costUsd, workedMs, reason } = attempt;
  return [
    run,
    model === undefined ? agent : `${agent} ${oneLine(model, 40)}`,
    kept ? `${stateLabel(state)}, kept` : stateLabel(state),
    checksText(attempt),
    met && `${met[0]} of ${counted(met[1], 'criterion')} met`,
    grade,
    verdictText(attempt),
    risk && `${risk} risk`,
    size && `${counted(size.files, 'file')} +${size.added} -${size.deleted}`,
    { is: 'cost', usd: costUsd },
    workedMs > 0 ? { is: 'duration', ms: workedMs } : undefined,
    reason && oneLine(reason, 200),
  ];
}

function checksText({ passed, failed }: ComparedAttempt): string | undefined {
  if (!passed || !failed) return undefined;
  if (failed.length > 0) return `failed: ${failed.map((name) => oneLine(name, 40)).join(', ')}`;
  return passed.length > 0 ? `${counted(passed.length, 'check')} passed` : 'no checks';
}

function verdictText({ goal, judged }: ComparedAttempt): string | undefined {
  const counts = judged
    ? (['accepted', 'rejected', 'unclear'] as const).flatMap((one) =>
        judged[one] > 0 ? [`${judged[one]} ${one}`] : [],
      )
    : [];
  return [...(goal ? [GOAL_WORDS[goal]] : []), ...counts].join(', ') || undefined;
}

const GOAL_WORDS = { moves: 'moves the goal', neutral: 'neutral to the goal', breaks: 'breaks the goal' } as const;

function bestText(best: BestAttempt | undefined, door: Door | undefined): string | undefined {
  if (!best) return undefined;
  const { run, why } = best;
  return run === undefined
    ? `No attempt is the best: ${why}.`
    : inDoorWords(
        door,
        `Best by the fixed order: ${run} (${why}). To keep it and discard the others: run_approve ${run}.`,
      );
}
