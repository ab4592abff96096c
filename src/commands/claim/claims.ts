import * as z from 'zod';
import { decideEdit, holderLabel, isWithin, parseScope } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { refuse } from '../../domain/errors.ts';
import { globsInput, idInput } from '../../domain/inputs.ts';
import { toInstant } from '../../domain/instant.ts';
import { claimsHeld, grantClaim, releaseClaims } from '../../work/claim/claims.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const claimList = defineCommand({
  name: 'claim_list',
  title: 'List claims',
  summary: 'Who holds which tasks and files, and until when.',
  toolset: 'queue',
  effect: 'read',
  input: () => z.strictObject({}),
  async run(context) {
    return {
      claims: claimsHeld(context.store.state),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  text: ({ claims, holder, now }) =>
    claims.length === 0 ? 'No claims.' : claims.map((claim) => claimText(claim, holder, now)).join('\n'),
});

export const claimCheck = defineCommand({
  name: 'claim_check',
  title: 'Check paths against claims',
  summary: 'Whether the caller may edit each path, and who holds those it may not.',
  toolset: 'queue',
  effect: 'read',
  positional: ['paths'],
  examples: ['claim check src/login.ts'],
  input: () => z.strictObject({ paths: globsInput().describe('Paths from the root of the repository') }),
  async run(context, { paths }) {
    if (paths.length === 0) refuse('usage', 'claim_check: no path was given');
    const held = claimsHeld(context.store.state);
    const checked = paths.map((path) => {
      const [entry] = parseScope([path]);
      const decision = decideEdit({
        ...around(context),
        held,
        holder: context.caller.holder,
        path: entry!.glob,
        outsideScope: 'allow',
      });
      return { path, verdict: decision.verdict, ...(decision.claim ? { claim: decision.claim } : {}) };
    });
    return { checked };
  },
  text: ({ checked }) =>
    checked
      .map(({ path, verdict, claim }) =>
        verdict === 'deny' && claim
          ? `${path}: held by ${holderLabel(claim.holder)}${claim.label ? ` for ${claim.label}` : ''} until ${claim.expires}`
          : `${path}: free`,
      )
      .join('\n'),
});

export const claimAcquire = defineCommand({
  name: 'claim_acquire',
  title: 'Claim files',
  summary:
    'Claims files for the caller, for work that no task covers; with task, widens the claim on a task the caller holds.',
  toolset: 'queue',
  effect: 'write',
  positional: ['scope'],
  examples: ['claim acquire "src/login/**"'],
  input: () => z.strictObject({ scope: globsInput().describe('Globs'), task: idInput().optional() }),
  async run(context, input) {
    const scope = parseScope(input.scope);
    if (scope.length === 0 && input.task === undefined) refuse('usage', 'claim_acquire: no glob was given');
    const { value } = await context.store.write({ command: 'claim_acquire', actor: context.caller.actor }, (tx) => {
      const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
      return grantClaim(tx, context, { task, scope: task ? [...(task.scope ?? []), ...scope] : scope });
    });
    return { claim: value };
  },
  text: ({ claim }) =>
    `Claimed ${claim.scope.map(({ glob }) => glob).join(' ')} until ${claim.expires} (${claim.id.slice(0, 8)})`,
});

export const claimRelease = defineCommand({
  name: 'claim_release',
  title: 'Release claims',
  summary:
    'Gives up claims: one by id, those of a task, or (neither given) all of the caller. A person may release anybody’s.',
  toolset: 'queue',
  effect: 'write',
  positional: ['claim'],
  input: () =>
    z.strictObject({
      claim: z.string().min(8, 'a claim id or its first 8 characters').optional(),
      task: idInput().optional(),
    }),
  async run(context, input) {
    const { value } = await context.store.write({ command: 'claim_release', actor: context.caller.actor }, (tx) => {
      const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
      const named = claimsHeld(tx).filter((claim) => names(claim, input.claim, task?.uuid, context));
      if (named.length === 0) refuse('nothing-to-do', 'no such claim', { hint: 'claim_list shows them.' });
      const foreign = named.filter((claim) => !isWithin(claim.holder, context.caller.holder));
      if (foreign.length > 0 && context.caller.actor.kind !== 'human') {
        refuse('forbidden', `that claim belongs to ${holderLabel(foreign[0]!.holder)}`, {
          hint: 'Ask its holder, wait for the lease to end, or let a person release it.',
        });
      }
      return releaseClaims(tx, (claim) => named.some(({ id }) => id === claim.id));
    });
    return { released: value };
  },
  text: ({ released }) =>
    `Released ${released.length} claim(s)${released.map((claim) => `\n${claim.label ?? claim.scope.map(({ glob }) => glob).join(' ')}`).join('')}`,
});

function names(claim: Claim, id: string | undefined, task: string | undefined, context: Context): boolean {
  if (id === undefined && task === undefined) return isWithin(claim.holder, context.caller.holder);
  return (id === undefined || claim.id.startsWith(id)) && (task === undefined || claim.task === task);
}

function around(context: Context) {
  return {
    now: context.clock.now,
    localHost: context.localHost,
    alive: context.alive,
    caseInsensitive: context.caseInsensitive,
  };
}

function claimText(claim: Claim, holder: string, now: string): string {
  const whose = claim.holder === holder ? 'you' : holderLabel(claim.holder);
  const what = [claim.label, claim.scope.map(({ glob }) => glob).join(' ')].filter(Boolean).join('  ');
  return `${claim.id.slice(0, 8)} ${whose}: ${what || '(nothing)'} until ${claim.expires}${claim.expires <= now ? ' (expired)' : ''}`;
}
