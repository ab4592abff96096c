import { join } from 'node:path';
import * as z from 'zod';
import { decideEdit, holderLabel, isWithin, type NamedFile, parseScope } from '../../claims/index.ts';
import type { Claim } from '../../domain/claim.ts';
import { refuse } from '../../domain/errors.ts';
import { globsInput, idInput } from '../../domain/inputs.ts';
import { fromInstant, toInstant } from '../../domain/instant.ts';
import { type Repository, rootOf } from '../../domain/repository.ts';
import { scopeText } from '../../domain/scope-text.ts';
import type { ScopeEntry, Task } from '../../domain/task.ts';
import type { Tx } from '../../store/index.ts';
import { formatFull } from '../../time/index.ts';
import { claimsHeld, grantClaim, releaseClaims } from '../../work/claim/claims.ts';
import { changeHeld, claimWorkedUnder } from '../../work/claim/held.ts';
import { findTask } from '../../work/task/find.ts';
import { putTask } from '../../work/task/life.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimList = defineCommand({
  name: 'claim_list',
  title: 'List claims',
  summary: 'Who holds which tasks and files, and until when.',
  toolset: 'queue',
  effect: 'read',
  input: () => z.strictObject({}),
  output: () => z.strictObject({ claims: z.array(outputs.stored('claim')), holder: z.string(), now: z.string() }),
  async run(context) {
    return {
      claims: claimsHeld(context.store.state),
      holder: context.caller.holder,
      now: toInstant(context.clock.now),
    };
  },
  text: ({ claims, holder, now }, { repositories, clock }) =>
    claims.length === 0
      ? 'No claims.'
      : claims
          .map((claim) => claimText(claim, { holder, now, repositories: repositories.all, zone: clock.zone }))
          .join('\n'),
});

export const claimCheck = defineCommand({
  name: 'claim_check',
  title: 'Check paths against claims',
  summary: 'Whether the caller may edit each path, and who holds those it may not.',
  toolset: 'queue',
  effect: 'read',
  positional: ['paths'],
  examples: ['claim check src/login.ts'],
  input: () =>
    z.strictObject({
      paths: globsInput().describe('Paths from the top of the repository; api:src/a.ts is in another one'),
    }),
  output: () =>
    z.strictObject({
      checked: z.array(
        z.strictObject({ path: z.string(), verdict: z.string(), claim: outputs.stored('claim').optional() }),
      ),
    }),
  async run(context, { paths }) {
    if (paths.length === 0) refuse('usage', 'claim_check: no path was given');
    const held = claimsHeld(context.store.state);
    const checked = paths.map((path) => {
      const decision = decideEdit({
        ...around(context),
        held,
        holder: context.caller.holder,
        files: filesNamed(context, path),
        outsideScope: 'allow',
      });
      return { path, verdict: decision.verdict, ...(decision.claim ? { claim: decision.claim } : {}) };
    });
    return { checked };
  },
  text: ({ checked }, { clock }) =>
    checked
      .map(({ path, verdict, claim }) =>
        verdict === 'deny' && claim
          ? `${path}: held by ${holderLabel(claim.holder)}${claim.label ? ` for ${claim.label}` : ''} ${untilText(claim, clock.zone)}`
          : `${path}: free`,
      )
      .join('\n'),
});

export const claimAcquire = defineCommand({
  name: 'claim_acquire',
  title: 'Claim files',
  summary:
    'Claims files for the caller, for work that no task covers; with task, adds them to the scope of a task the caller holds.',
  toolset: 'queue',
  effect: 'write',
  positional: ['scope'],
  examples: ['claim acquire "src/login/**"'],
  input: () => z.strictObject({ scope: globsInput().describe('Globs'), task: idInput().optional() }),
  output: () => z.strictObject({ claim: outputs.stored('claim') }),
  async run(context, input) {
    if (input.scope.length === 0 && input.task === undefined) refuse('usage', 'claim_acquire: no glob was given');
    const { value } = await context.store.write({ command: 'claim_acquire', actor: context.caller.actor }, (tx) => {
      const scope = parseScope(input.scope, context.repositories);
      const task = input.task === undefined ? undefined : findTask(context.queue, input.task);
      return task ? widen(tx, context, task, scope) : grantClaim(tx, context, { scope });
    });
    return { claim: value };
  },
  text: ({ claim }, { repositories, clock }) =>
    `Claimed ${scopeText(claim.scope, repositories.all)} ${untilText(claim, clock.zone)} (${claim.id.slice(0, 8)})`,
});

/** Task and claim grow together, so that a brief says what is held and a second widening keeps the first. */
function widen(tx: Tx, context: Context, task: Task, scope: readonly ScopeEntry[]): Claim {
  const { id } = claimWorkedUnder(tx, context, task);
  const known = new Set((task.scope ?? []).map(({ repo, glob }) => `${repo ?? ''}:${glob}`));
  const fresh = scope.filter(({ repo, glob }) => !known.has(`${repo ?? ''}:${glob}`));
  const wider = { ...task, scope: [...(task.scope ?? []), ...fresh] };
  changeHeld(tx, context, task, wider);
  if (fresh.length > 0) putTask(tx, wider);
  return tx.get('claim', id)!;
}

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
  output: () => z.strictObject({ released: z.array(outputs.stored('claim')) }),
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
  text: ({ released }, { repositories }) =>
    `Released ${released.length} claim(s)${released.map((claim) => `\n${claim.label ?? scopeText(claim.scope, repositories.all)}`).join('')}`,
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

/** A path as given, from the top of its repository, and what its links lead to. */
function filesNamed(context: Context, path: string): NamedFile[] {
  const [entry] = parseScope([path], context.repositories);
  const root = rootOf(entry!.repo, context.repositories);
  const files = root === undefined ? [] : context.locate(join(root, entry!.glob));
  return files.length > 0 ? files : [{ repo: entry!.repo, path: entry!.glob }];
}

function claimText(
  claim: Claim,
  {
    holder,
    now,
    repositories,
    zone,
  }: { holder: string; now: string; repositories: readonly Repository[]; zone: string },
): string {
  const whose = claim.holder === holder ? 'you' : holderLabel(claim.holder);
  const what = [claim.label, scopeText(claim.scope, repositories)].filter(Boolean).join('  ');
  return `${claim.id.slice(0, 8)} ${whose}: ${what || '(nothing)'} ${untilText(claim, zone)}${claim.expires <= now ? ' (expired)' : ''}`;
}

function untilText({ expires }: Claim, zone: string): string {
  return `until ${formatFull(fromInstant(expires), zone)}`;
}
