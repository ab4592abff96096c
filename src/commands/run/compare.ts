import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { type Door, inDoorWords } from '../../domain/calls/door.ts';
import { runInput } from '../../domain/calls/inputs.ts';
import {
  type BestAttempt,
  bestAttempt,
  type ComparedAttempt,
  comparedAttempt,
} from '../../domain/runs/attempts/order.ts';
import { changesText, metText } from '../../domain/runs/run-figures.ts';
import { stateLabel } from '../../domain/state-words.ts';
import type { Task } from '../../domain/task/task.ts';
import { findRun } from '../../runs/find-run.ts';
import type { Cell, OutputDoc } from '../../text/doc/doc.ts';
import { WORTH_TELLING_MS } from '../../text/runs/run.ts';
import { oneLine } from '../../text/safe.ts';
import { loadArchive } from '../../work/archive/load-archive.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const runCompare = defineCommand({
  name: 'run_compare',
  elsewhere: 'compare',
  title: 'Compare attempts',
  summary:
    'Compare the attempts at a task by checks, criteria, evidence, judges, risk, size and cost, and name the best. Approving one discards the others.',
  group: 'runs',
  access: { effect: 'read' },
  input: () => z.strictObject({ run: runInput() }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      attempts: z.array(comparedAttempt()),
      /** The best attempt in review by the fixed order. Absent when one was kept, or none can be kept. */
      best: bestAttempt().exactOptional(),
    }),
  async run(context, { run: id }) {
    const { compareAttempts } = await import('../on-call.ts');
    const run = findRun(context.store.state, id);
    const comparison = await compareAttempts(context, run);
    const { findAnywhere } = await loadArchive();
    const { task } = await findAnywhere(context, run.task);
    return { task, ...comparison };
  },
  show: { doc: ({ task, attempts, best }, { caller: { door } }) => comparisonDoc(task, attempts, best, door) },
  cli: { positional: ['run'], aliases: ['run compare'], examples: ['run compare r7', 'run compare 12'] },
});

/** Returns the comparison of the attempts at a task as a document, with the best of them and the next step. */
function comparisonDoc(
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
          { head: 'Checks', kind: 'outcome' },
          { head: 'Criteria', kind: 'word' },
          { head: 'Evidence', kind: 'word' },
          { head: 'Verdict', kind: 'word' },
          { head: 'Risk', kind: 'outcome' },
          { head: 'Changes', kind: 'word' },
          { head: 'Cost', kind: 'cost' },
          { head: 'Worked', kind: 'work' },
          { head: 'Idle', kind: 'idle' },
          { head: 'Rounds', kind: 'idle' },
          { head: 'Tokens', kind: 'tokens' },
          { head: 'Reason', kind: 'remark' },
          { head: 'Last summary', kind: 'note' },
        ],
        rows: attempts.map(cellsOf),
        keys: attempts.map(({ run }) => run),
      },
    ],
    notes: [stepText(best, door)],
  };
}

function cellsOf(attempt: ComparedAttempt): Cell[] {
  const { run, agent, model, state, kept, met, grade, risk, size, costUsd, tokens, rounds, reason, summary } = attempt;
  const { workedMs, waitedMs } = attempt;
  return [
    run,
    model === undefined ? agent : `${agent} ${oneLine(model, 40)}`,
    { is: 'state', state, text: kept ? `${stateLabel(state)}, kept` : stateLabel(state) },
    checksText(attempt),
    met && metText(met, undefined),
    grade,
    verdictText(attempt),
    risk && `${risk} risk`,
    size && changesText(size),
    { is: 'cost', usd: costUsd },
    workedMs > 0 ? { is: 'duration', ms: workedMs } : undefined,
    waitedMs < WORTH_TELLING_MS ? undefined : { is: 'duration', ms: waitedMs, word: 'waiting' },
    rounds > 1 ? { is: 'count', count: rounds, word: 'rounds' } : undefined,
    tokens ? { is: 'tokens', tokens } : undefined,
    reason && oneLine(reason, 200),
    summary && { is: 'quote', text: oneLine(summary, 200) },
  ];
}

function checksText({ passed, failed }: ComparedAttempt): string | undefined {
  if (!passed || !failed) return undefined;
  if (failed.length > 0) return oneLine(`failed: ${failed.join(', ')}`, 120);
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

/** Says which attempt is the best, and why, or why none is. */
function stepText(best: BestAttempt | undefined, door: Door | undefined): string | undefined {
  if (!best) return undefined;
  const { run, why } = best;
  if (run === undefined) return `No attempt is the best: ${sentence(why)}`;
  const step =
    door === 'web'
      ? 'Approving one discards the others.'
      : `To keep it and discard the others, review it: run_show ${run}.`;
  return inDoorWords(door, `Best by the fixed order: ${run} (${why}). ${step}`);
}
