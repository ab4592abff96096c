import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { parseScope } from '../../claims/index.ts';
import { flagInput, globsInput, idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import type { ScopeEntry, Task } from '../../domain/task/task.ts';
import type { Tx } from '../../store/index.ts';
import { heldText } from '../../text/row.ts';
import { CLAIM_LENGTH_MS, type ClaimEnd, NEVER } from '../../work/claim/claim-length.ts';
import { grantClaim, withEnd } from '../../work/claim/claims.ts';
import { emptyScopes } from '../../work/claim/empty-scopes.ts';
import { changeHeld, claimWorkedUnder } from '../../work/claim/held.ts';
import { checkPerson } from '../../work/people/person-acts.ts';
import { lengthInput } from '../../work/task/dates.ts';
import { findTask } from '../../work/task/find.ts';
import { putTask } from '../../work/task/put-task.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimAcquire = defineCommand({
  name: 'claim_acquire',
  title: 'Claim files',
  elsewhere: 'claim start',
  summary: 'Claim files for work without a task; with `task`, add them to the scope of your claimed task.',
  toolset: 'queue',
  group: 'team',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      scope: globsInput().describe('Globs').optional(),
      task: idInput().describe('Id of your claimed task').optional(),
      for: z.string().describe('How long a person keeps the claim: 2h').optional(),
      until_released: flagInput().describe('Keep the claim until it is released; for people').optional(),
    }),
  output: () => z.strictObject({ claim: outputs.stored('claim') }),
  async run(context, input, write) {
    const globs = input.scope ?? [];
    if (globs.length === 0 && input.task === undefined) refuse('usage', 'claim_acquire: no glob was given');
    for (const glob of globs) checkFile(context, glob);
    const endOf = chosenEnd(context, input);
    const value = await write((tx) => {
      const scope = parseScope(globs, context.repositories);
      const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
      const lasting = endOf?.(tx);
      return task ? widen(tx, context, task, scope, lasting) : grantClaim(tx, context, { scope, lasting });
    });
    return { claim: value };
  },
  show: {
    text: ({ claim }, context) =>
      [
        `Claimed ${scopeText(claim.scope, context.repositories.all)} ${heldText(claim, context.facts())} (${claim.id.slice(0, 8)})`,
        ...emptyScopes(context, [claim]),
      ].join('\n'),
  },
  cli: {
    positional: ['scope'],
    examples: [
      'claim acquire "src/login/**"',
      'claim acquire "docs/**" --for 2h',
      'claim acquire --task 12 --until-released',
    ],
  },
  mcp: { hide: ['for', 'until_released'] },
});

/** Refuses the id of a task as a glob, unless a file has this name. @throws BacklogError `usage` with the line to type */
function checkFile({ queue, root }: Context, glob: string): void {
  const [, number] = /^#?(\d{1,15})$/.exec(glob) ?? [];
  const task = number === undefined ? undefined : queue.byId(Number(number));
  if (!task || existsSync(join(root, glob))) return;
  refuse('usage', `claim_acquire claims files, and ${glob} is a task`, {
    hint: `To claim the task with its files: task_start ${task.id}. To keep that claim longer: \`claim_acquire --task ${task.id} --for 2h\`. To claim a file of this name: \`claim_acquire ./${glob}\``,
    data: { field: 'scope' },
  });
}

/**
 * Returns the function that computes the end that the caller chose; undefined without a choice.
 * @throws BacklogError `forbidden` unless the caller is a person
 */
function chosenEnd(
  context: Context,
  { for: length, until_released: released }: { for?: string | undefined; until_released?: boolean | undefined },
): ((tx: Tx) => ClaimEnd) | undefined {
  if (length === undefined && !released) return undefined;
  if (length !== undefined && released)
    refuse('usage', 'for and until_released exclude each other: give one of them', {
      data: { slip: { kind: 'useless', field: 'until_released' } },
    });
  checkPerson(context, 'claims.lasting', 'claim acquire "src/**" --for 2h');
  if (length === undefined) return () => ({ lasts: 'released', expires: NEVER });
  const ms = lengthInput(length, 'for');
  if (ms < CLAIM_LENGTH_MS.least || ms > CLAIM_LENGTH_MS.most) {
    refuse('date', `for: "${length}" is not between a minute and a year`, {
      hint: 'For a claim without an end: `claim_acquire "src/**" --until-released`.',
      data: { field: 'for', received: length },
    });
  }
  return (tx) => ({ lasts: 'term', expires: toInstant(tx.atMs + ms) });
}

/**
 * Adds globs to the scope of a task and to the caller's claim on it, so that the brief shows the claimed scope. Keeps
 * globs that an earlier call added.
 */
function widen(
  tx: Tx,
  context: Context,
  task: Task,
  scope: readonly ScopeEntry[],
  lasting: ClaimEnd | undefined,
): Claim {
  const { id } = claimWorkedUnder(tx, context, task);
  const known = new Set((task.scope ?? []).map(({ repo, glob }) => `${repo ?? ''}:${glob}`));
  const fresh = scope.filter(({ repo, glob }) => !known.has(`${repo ?? ''}:${glob}`));
  const wider = { ...task, scope: [...(task.scope ?? []), ...fresh] };
  changeHeld(tx, context, task, wider);
  if (fresh.length > 0) putTask(tx, wider);
  const claim = tx.get('claim', id)!;
  if (lasting === undefined) return claim;
  const kept = withEnd(claim, lasting);
  tx.put('claim', id, kept);
  return kept;
}
