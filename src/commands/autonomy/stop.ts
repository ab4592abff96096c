import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { noteInput } from '../../domain/calls/inputs.ts';
import { AUTONOMY_ID } from '../../domain/kinds/autonomy.ts';
import { stored } from '../../domain/kinds/schemas.ts';
import type { Kinds } from '../../domain/records.ts';
import { defineCommand } from '../command.ts';

const changed = () => z.strictObject({ autonomy: stored('autonomy'), returned: z.array(z.string()) });

export const autonomyStop = defineCommand({
  name: 'autonomy_stop',
  title: 'Stop autonomy',
  summary:
    'Stop starts by the orchestrator and landings by rules at once. Active runs continue; approvals by people stay valid. For people.',
  group: 'runs',
  access: { effect: 'write', personAct: 'autonomy', idempotent: true },
  input: () => z.strictObject({ note: noteInput().describe('Reason').optional() }),
  output: changed,
  async run(context, { note }, write) {
    const { stopAutonomy } = await import('../on-call.ts');
    const returned = await write((tx) => stopAutonomy(tx, context, note));
    return { autonomy: context.store.state.get('autonomy', AUTONOMY_ID)!, returned };
  },
  show: {
    text: ({ returned }) =>
      `Autonomy is stopped: no orchestrator starts runs, and no rule lands results.${returned.length > 0 ? ` ${counted(returned.length, 'result')} returned to review: ${returned.join(', ')}.` : ''} To continue: \`backlog autonomy start\``,
  },
  cli: { positional: ['note'], examples: ['autonomy stop', 'autonomy stop "Look at r7 first"'] },
});

export const autonomyStart = defineCommand({
  name: 'autonomy_start',
  title: 'Continue autonomy',
  summary: 'Allow starts by the orchestrator and landings by rules again, after autonomy_stop. For people.',
  group: 'runs',
  access: { effect: 'write', personAct: 'autonomy', idempotent: true },
  input: () => z.strictObject({}),
  output: changed,
  async run(context, _, write) {
    const { continueAutonomy, startRuledQueues } = await import('../on-call.ts');
    await write((tx) => continueAutonomy(tx, context));
    await startRuledQueues(context);
    return { autonomy: context.store.state.get('autonomy', AUTONOMY_ID)!, returned: [] };
  },
  show: { text: () => 'Autonomy is on: rules and the orchestrator continue.' },
  cli: { examples: ['autonomy start'] },
});

/** Formats that a person stopped autonomy, for `status`. */
export function stoppedLine({ actor, at, note }: Kinds['autonomy']): string {
  return `${actor} stopped autonomy at ${at}${note ? ` (${note})` : ''}: nothing starts or lands without a person. To continue: \`backlog autonomy start\``;
}
