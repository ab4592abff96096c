import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { holderLabel } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { storePlace } from '../../store/index.ts';
import { claimsHeld } from '../../work/claim/claims.ts';
import { RIGHTS } from '../../work/people/rights.ts';
import { defineCommand } from '../command.ts';

export const whoami = defineCommand({
  name: 'whoami',
  title: 'Show your identity',
  elsewhere: 'me, project path, project migrate',
  summary: 'Show the author of your changes, the holder of your claims, and the queue of this folder.',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      actor: z.string(),
      holder: z.string(),
      claims: z.int(),
      root: z.string(),
      repository: z.string().exactOptional(),
      /** The folder of the queue, or its address on a server. If there is no queue yet, the folder in which Backlog would create it. */
      store: z.string(),
      exists: z.boolean(),
      /** The token of the call, with its rights. */
      token: z.strictObject({ name: z.string(), rights: z.array(z.enum(RIGHTS)) }).exactOptional(),
      /** Whether BACKLOG_TOKEN is set but doesn't count, because an agent made the call. */
      tokenIgnored: z.literal(true).exactOptional(),
    }),
  async run(context) {
    const { caller, repositories, store, root } = context;
    const { token, rights, tokenIgnored } = caller;
    return {
      actor: formatActor(caller.actor),
      holder: caller.holder,
      claims: claimsHeld(store.state, ({ holder }) => holder === caller.holder).length,
      root,
      ...(repositories.here?.repo ? { repository: repositories.here.repo } : {}),
      store: store.address ?? storePlace(context.workspace()),
      exists: store.exists,
      ...(token !== undefined && rights ? { token: { name: token, rights: [...rights] } } : {}),
      ...present({ tokenIgnored }),
    };
  },
  show: {
    text: ({ actor, holder, claims, root, repository, store, exists, token, tokenIgnored }) =>
      [
        `Your changes have the author ${actor}. Your claims are under ${holderLabel(holder)} (${counted(claims, 'claim')} now).`,
        `The queue of ${root}${repository ? ` (${repository})` : ''} ${exists ? `is in ${store}` : `does not exist yet. The first change creates it in ${store}`}.`,
        ...(token ? [`Your token ${token.name} may ${token.rights.join(', ')}.`] : []),
        ...(tokenIgnored ? ["BACKLOG_TOKEN doesn't count in the environment of an agent."] : []),
      ].join('\n'),
  },
  cli: { examples: ['whoami'] },
});
