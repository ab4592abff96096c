import { join } from 'node:path';
import * as z from 'zod';
import { present } from '../../base/present.ts';
import { decideEdit, type NamedFile, parseScope } from '../../claims/index.ts';
import { globsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { rootOf } from '../../domain/repository.ts';
import { heldText } from '../../text/row.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { emptyScopes } from '../../work/claim/empty-scopes.ts';
import { holderWords } from '../../work/claim/holder-words.ts';
import { leaseFacts } from '../../work/claim/lease-facts.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const claimCheck = defineCommand({
  name: 'claim_check',
  title: 'Check paths',
  summary: "Check whether you may edit each path; if not, name the claim's holder.",
  toolset: 'queue',
  group: 'team',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({
      paths: globsInput().describe('From the root, or api:src/a.ts'),
    }),
  output: () =>
    z.strictObject({
      checked: z.array(
        z.strictObject({ path: z.string(), verdict: z.string(), claim: outputs.stored('claim').exactOptional() }),
      ),
    }),
  async run(context, { paths }) {
    if (paths.length === 0) refuse('usage', 'claim_check: no path was given');
    const { clock, store, caseInsensitive } = context;
    const around = leaseFacts(store.state, context, clock.now);
    const held = claimsHeld(store.state);
    const checked = paths.map((path) => {
      const decision = decideEdit({
        ...around,
        caseInsensitive,
        held,
        holder: context.caller.holder,
        files: filesNamed(context, path),
        outsideScope: 'allow',
      });
      return { path, verdict: decision.verdict, ...present({ claim: decision.claim }) };
    });
    return { checked };
  },
  show: {
    text: ({ checked }, context) => {
      const scope = parseScope(
        checked.map(({ path }) => path),
        context.repositories,
      );
      const lines = checked.map(({ path, verdict, claim }) =>
        verdict === 'deny' && claim
          ? `${path}: claimed by ${who(context)(claim)}${claim.label ? ` for ${claim.label}` : ''} ${heldText(claim, context.facts())}`
          : `${path}: not claimed by others`,
      );
      return [...lines, ...emptyScopes(context, [{ scope }])].join('\n');
    },
  },
  cli: { positional: ['paths'], examples: ['claim check src/login.ts'] },
});

const who = ({ store, caller, clock, otherHost }: Context) =>
  holderWords({ records: store.state, reader: caller.holder, now: clock.now, otherHost });

/** Returns the path from the top of its repository, and the paths that its links lead to. */
function filesNamed(context: Context, path: string): NamedFile[] {
  const [entry] = parseScope([path], context.repositories);
  const root = rootOf(entry!.repo, context.repositories);
  const files = root === undefined ? [] : context.locate(join(root, entry!.glob));
  return files.length > 0 ? files : [{ repo: entry!.repo, path: entry!.glob }];
}
