import * as z from 'zod';
import { parseScope } from '../../claims/index.ts';
import { globsInput, idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { heldText } from '../../text/claim.ts';
import { grantClaim } from '../../work/claim/claims.ts';
import { changeHeld, claimWorkedUnder } from '../../work/claim/held.ts';
import { findTask } from '../../work/task/find.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimAcquire = defineCommand({
  name: 'claim_acquire',
  title: 'Claim files',
  summary: 'Claim files for work without a task; with `task`, add them to the scope of your claimed task.',
  toolset: 'queue',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      scope: globsInput().describe('Globs'),
      task: idInput().describe('Id of your claimed task').optional(),
    }),
  output: () => z.strictObject({ claim: outputs.stored('claim') }),
  async run(context, input, write) {
    if (input.scope.length === 0 && input.task === undefined) refuse('usage', 'claim_acquire: no glob was given');
    const value = await write((tx) => {
      const scope = parseScope(input.scope, context.repositories);
      const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
      return task ? widen(tx, context, task, scope) : grantClaim(tx, context, { scope });
    });
    return { claim: value };
  },
  show: {
    text: ({ claim }, context) =>
      `Claimed ${scopeText(claim.scope, context.repositories.all)} ${heldText(claim, context.facts())} (${claim.id.slice(0, 8)})`,
  },
  cli: { positional: ['scope'], examples: ['claim acquire "src/login/**"'] },
});

/**
 * Adds globs to the scope of a task and to the caller's claim on it, so that the brief shows the claimed scope. Keeps
 * globs that an earlier call added.
 */
function widen(tx: Tx, context: Context, task: Task, scope: readonly ScopeEntry[]): Claim {
  const { id } = claimWorkedUnder(tx, context, task);
  const known = new Set((task.scope ?? []).map(({ repo, glob }) => `${repo ?? ''}:${glob}`));
  const fresh = scope.filter(({ repo, glob }) => !known.has(`${repo ?? ''}:${glob}`));
  const wider = { ...task, scope: [...(task.scope ?? []), ...fresh] };
  changeHeld(tx, context, task, wider);
  if (fresh.length > 0) putTask(tx, wider);
  return tx.get('claim', id)!;
}
