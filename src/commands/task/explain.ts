import * as z from 'zod';
import { holderLabel } from '../../claims/index.ts';
import { openDependencies } from '../../domain/graph.ts';
import { idInput } from '../../domain/inputs.ts';
import { isOpen } from '../../domain/task.ts';
import { urgencyTerms } from '../../domain/urgency.ts';
import { stateWord } from '../../report/state-word.ts';
import { nameText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { openSubtasks } from '../../work/task/life.ts';
import { defineCommand } from '../command.ts';

export const taskExplain = defineCommand({
  name: 'task_explain',
  title: 'Explain a task',
  summary: 'Why a task is or is not ready, what blocks it, who holds it, and what its urgency is made of.',
  toolset: 'queue',
  effect: 'read',
  positional: ['id'],
  examples: ['task explain 12'],
  input: () => z.strictObject({ id: idInput() }),
  async run(context, { id }) {
    const facts = context.facts();
    const task = findTask(context.queue, id);
    const reasons: string[] = [];
    if (!isOpen(task)) reasons.push(`it is ${task.status} since ${task.end ?? task.modified}`);
    if (task.status === 'recurring') reasons.push('it is a recurrence template; its instances are worked on');
    if (task.wait && task.wait > facts.instant) reasons.push(`it waits until ${task.wait}`);
    if (task.scheduled && task.scheduled >= facts.instant) reasons.push(`it is scheduled for ${task.scheduled}`);
    for (const other of openDependencies(context.queue, task))
      reasons.push(`it waits for ${nameText(other)} (${stateWord(other, facts)})`);
    for (const child of openSubtasks(context, task)) reasons.push(`its subtask ${nameText(child)} is open`);
    for (const claim of facts.claimsOf(task.uuid))
      reasons.push(`${holderLabel(claim.holder)} holds it until ${claim.expires}`);
    if (task.handoff) reasons.push(`it was handed off by ${task.handoff.actor}: ${task.handoff.note}`);
    if (task.agent) reasons.push(`it is assigned to ${task.agent}`);
    const terms = urgencyTerms(task, facts, context.coefficients);
    return {
      task,
      state: stateWord(task, facts),
      reasons,
      urgency: { total: terms.reduce((sum, term) => sum + term.value, 0), terms },
    };
  },
  text: ({ task, state, reasons, urgency }) =>
    [
      `${nameText(task)} is ${state}${reasons.length > 0 ? ':' : '; nothing stands in its way.'}`,
      ...reasons.map((reason) => `- ${reason}`),
      `urgency ${urgency.total.toFixed(2)} = ${urgency.terms.map((term) => `${term.name} ${term.value.toFixed(2)}`).join(' + ') || '0'}`,
    ].join('\n'),
});
