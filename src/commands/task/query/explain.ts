import * as z from 'zod';
import { present } from '../../../base/present.ts';
import { idInput } from '../../../domain/calls/inputs.ts';
import type { Run } from '../../../domain/records.ts';
import { RUN_REASONS } from '../../../domain/runs/run-reasons.ts';
import { isParked } from '../../../domain/runs/run-states.ts';
import { doesText, stateLabel } from '../../../domain/state-words.ts';
import { nextStep } from '../../../domain/task/next-step.ts';
import { urgencyTerms } from '../../../domain/urgency/urgency.ts';
import { stateWord } from '../../../report/state-word.ts';
import { leadingRunOf } from '../../../runs/find-run.ts';
import { nameText } from '../../../text/row.ts';
import { eligibility, type PossibleHolder, type Reason } from '../../../work/claim/eligibility.ts';
import { reasonText } from '../../../work/claim/reason-text.ts';
import { claimReader } from '../../../work/claim/refusals.ts';
import { snapshotNow } from '../../../work/claim/snapshot.ts';
import { findTask } from '../../../work/task/find.ts';
import { defineCommand } from '../../command.ts';
import * as outputs from '../../outputs.ts';
import { nextIn } from './info.ts';

/** A caller without a name or claims. For it, `reasonsAgainst` returns only the reasons that apply to every caller. */
const NOBODY: PossibleHolder = { holder: '', actor: '', names: [], how: 'dispatch' };

/** Predicates of a task for the states whose labels don't fit behind `is`. */
const STANDS: Readonly<Record<string, string>> = {
  review: 'is in review',
  handoff: 'is handed off',
  parent: 'is a parent of open tasks',
  template: 'is a template',
  changes_requested: 'has changes requested',
  waits_for_checkout: 'waits for your checkout',
};

/** Describes how a run ended: `failed: its agent gave up`. */
function endText(run: Run): string {
  return [doesText(run), run.reason && RUN_REASONS[run.reason.code].means].filter(Boolean).join(': ');
}

export const taskExplain = defineCommand({
  name: 'task_explain',
  title: 'Explain a task',
  summary: "Explain why a task is ready or not: blockers, claim's holder, and the terms of its urgency.",
  toolset: 'queue',
  group: 'plan',
  access: { effect: 'read' },
  input: () => z.strictObject({ id: idInput() }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      state: z.string(),
      /** The task's last run, if it ended without a result, and why. */
      run: z.strictObject({ id: z.string(), text: z.string() }).exactOptional(),
      next: nextStep().exactOptional(),
      /** The reasons why nobody can start the task now, the strongest first. */
      reasons: z.array(z.strictObject({ why: z.string<Reason['why']>(), text: z.string() })),
      urgency: z.strictObject({
        total: z.number(),
        terms: z.array(
          z.strictObject({ name: z.string(), coefficient: z.number(), factor: z.number(), value: z.number() }),
        ),
      }),
    }),
  async run(context, { id }) {
    const facts = context.facts();
    const task = findTask(context.queue, id);
    const snapshot = snapshotNow(context);
    const [verdict] = eligibility(snapshot, NOBODY, [task]);
    const telling = claimReader(context);
    const run = leadingRunOf(context.store.state, task.uuid);
    const next = nextIn(context, facts, task);
    const terms = urgencyTerms(task, facts, context.coefficients);
    return {
      task,
      state: stateWord(task, facts),
      ...(run && isParked(run.state) ? { run: { id: run.id, text: endText(run) } } : {}),
      ...present({ next }),
      reasons: verdict!.reasons.map((reason) => ({ why: reason.why, text: reasonText(task, reason, telling) })),
      urgency: { total: terms.reduce((sum, term) => sum + term.value, 0), terms },
    };
  },
  show: {
    text: ({ task, state, run, next, reasons, urgency }) =>
      [
        `${nameText(task)} ${STANDS[state] ?? `is ${stateLabel(state)}`}${reasons.length > 0 || run ? ':' : '; nothing blocks it.'}`,
        ...(run ? [`- its run ${run.id} ${run.text}`] : []),
        ...reasons.map(({ text }) => `- ${text}`),
        `urgency ${urgency.total.toFixed(2)} = ${urgency.terms.map((term) => `${term.name} ${term.value.toFixed(2)}`).join(' + ') || '0'}`,
        ...(next ? [`next: ${next.text}`] : []),
      ].join('\n'),
  },
  cli: { positional: ['id'], examples: ['task explain 12'] },
});
