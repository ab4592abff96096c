import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { isWithin } from '../../claims/index.ts';
import { callText } from '../../domain/calls/call.ts';
import { idInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import type { Claim } from '../../domain/records.ts';
import { scopeText } from '../../domain/scope-text.ts';
import type { Tx } from '../../store/index.ts';
import { refuseEnd } from '../../work/claim/check-effects.ts';
import { claimsHeld, releaseClaims } from '../../work/claim/claims.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimRelease = defineCommand({
  name: 'claim_release',
  title: 'Release claims',
  elsewhere: 'claim finish',
  summary: 'Release claims: one by id, those of a task, or all of yours. Only a person may release those of others.',
  toolset: 'queue',
  group: 'team',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      claim: z.string().min(1).describe('Id of a claim').optional(),
      task: idInput().describe('Id of a task').optional(),
    }),
  output: () => z.strictObject({ released: z.array(outputs.stored('claim')) }),
  async run(context, input) {
    const release = (tx: Tx) => {
      const named = namedClaims(tx, input, context);
      if (named.length === 0) refuseNone(input, context);
      const foreign = named.find((claim) => !isWithin(claim.holder, context.caller.holder));
      if (foreign && !mayAct(context.caller, 'claims.others')) refuseEnd(foreign, tx, context);
      return releaseClaims(tx, (claim) => named.some(({ id }) => id === claim.id));
    };
    // A person who names a claim has agreed to its end.
    const endsClaims = namedClaims(context.store.state, input, context).map(({ id }) => id);
    return { released: await context.write('claim_release', release, { endsClaims }) };
  },
  show: {
    text: ({ released }, { repositories }) =>
      `Released ${counted(released.length, 'claim')}${released.map((claim) => `\n${claim.label ?? scopeText(claim.scope, repositories.all)}`).join('')}`,
  },
  cli: { positional: ['claim'] },
});

function refuseNone({ claim, task }: Named, context: Context): never {
  const { door } = context.caller;
  const named = claim !== undefined ? `no claim ${claim}` : task !== undefined ? `no claim of task ${task}` : undefined;
  const of = claim === undefined ? undefined : claimOf(claim, context);
  const meant =
    of &&
    ` (did you mean \`${callText(door, { command: 'claim_release', words: { claim: of.id.slice(0, ID_START) }, flags: {} })}\`?)`;
  refuse('nothing-to-do', named === undefined ? 'you have no claim to release' : `${named}${meant ?? ''}`, {
    hint: 'See all claims: `claim_list`',
  });
}

/** Least number of characters of a claim's id that name it. */
const ID_START = 8;

/** Finds the claim of a file or a glob, which people name instead of the claim's id. */
function claimOf(scope: string, { store, repositories }: Context): Claim | undefined {
  return claimsHeld(store.state).find((claim) => scopeText(claim.scope, repositories.all) === scope);
}

interface Named {
  claim?: string | undefined;
  task?: string | undefined;
}

/** Returns the claims that a call names. A call without names means all claims of the caller. */
function namedClaims(records: Pick<Tx, 'all'>, { claim: id, task: ref }: Named, { queue, caller }: Context): Claim[] {
  const task = ref === undefined ? undefined : findTask(queue, ref).uuid;
  return claimsHeld(records, (claim) => {
    if (id === undefined && task === undefined) return isWithin(claim.holder, caller.holder);
    return (
      (id === undefined || (id.length >= ID_START && claim.id.startsWith(id))) &&
      (task === undefined || claim.task === task)
    );
  });
}
