import * as z from 'zod';
import { present } from '../../base/present.ts';
import { isBlank } from '../../base/unsafe-characters.ts';
import { parseScope } from '../../claims/index.ts';
import { formatActor } from '../../domain/actor.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { linesInput, listInput, scopeInput, textField } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { foundAt } from '../../domain/inbox/found.ts';
import { PROPOSAL_LIMITS } from '../../domain/inbox/words.ts';
import { quoted } from '../../text/safe.ts';
import { propose, refuseFull } from '../../work/inbox/propose.ts';
import { followRenames } from '../../work/inbox/renamed.ts';
import { inboxRule } from '../../work/inbox/rules.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { proposalName } from './outputs.ts';

/** The kind of source that each kind of author is. A script imports what another program found. */
const SOURCES = { human: 'person', ai: 'agent', system: 'import' } as const;

export const inboxAdd = defineCommand({
  name: 'inbox_add',
  title: 'Propose a task',
  summary:
    'Propose work that you found beside your task. A person decides about it. A proposal that repeats another one or a task is only counted.',
  group: 'daily',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      title: z.string().describe('What to do, in one line'),
      body: textField('Why, in a few sentences'),
      found: textField('Where: src/a.ts:12'),
      scope: scopeInput().describe('Globs of its files').optional(),
      acceptance: linesInput().describe('Criteria, one per line').optional(),
      type: textField('bug, feature, …'),
      project: textField('Project'),
      checks: listInput().describe('Names of checks').optional(),
      rule: textField('Rule of the program that found it'),
    }),
  output: () => z.strictObject({ did: z.enum(['added', 'known']), proposal: outputs.stored('proposal') }),
  async run(context, { title, found, scope, ...fields }, write) {
    const { caller, repositories, store } = context;
    const { title: most, body: longest } = PROPOSAL_LIMITS;
    if (isBlank(title)) refuse('invalid', 'title: expected what to do, in one line; received an empty text');
    if (title.trim().length > most)
      refuse('invalid', `title: expected at most ${most} characters, received ${title.trim().length}`, {
        hint: 'Put the rest into the body.',
        data: { field: 'title' },
      });
    if ((fields.body ?? '').length > longest)
      refuse('invalid', `body: expected at most ${longest} characters, received ${fields.body!.length}`, {
        hint: 'Name the files, and leave out their content.',
        data: { field: 'body' },
      });
    const at = found === undefined ? undefined : foundAt(found);
    if (found !== undefined && !at)
      refuse('invalid', `found: expected a path of the repository such as src/a.ts:12, received ${quoted(found, 80)}`, {
        data: { field: 'found' },
      });
    const { run } = caller.actor;
    const task = run === undefined ? undefined : store.state.get('run', run)?.task;
    const where = present({ ...at, run, task });
    const candidate = {
      ...{ title, ...present(fields) },
      ...(scope?.length ? { scope: parseScope(scope, repositories) as { glob: string }[] } : {}),
      ...(Object.keys(where).length > 0 ? { found: where } : {}),
    };
    const rule = await inboxRule(context);
    const formerly = at?.path && (await (await import('../on-call.ts')).formerNamesOf(context, at.path));
    return write((tx) => {
      if (formerly) followRenames(tx, [candidate], formerly);
      const source = { kind: SOURCES[caller.actor.kind], name: formatActor(caller.actor) };
      const [proposed] = propose(tx, context, [candidate], { source, rule });
      if (!proposed?.proposal || proposed.did === 'full') return refuseFull(context);
      return { did: proposed.did, proposal: proposed.proposal };
    });
  },
  show: {
    text({ did, proposal }, { caller, queue }) {
      const { id, state, count, task } = proposal;
      if (state === 'accepted')
        return `${proposalName(proposal)} is now task ${queue.get(task!)?.id}: a rule accepted it.`;
      if (state === 'rejected' && count === 1)
        return `Not added: ${proposalName(proposal)} was rejected by a rule of a person.`;
      if (did === 'added')
        return inDoorWords(
          caller,
          `Proposed ${proposalName(proposal)}. A person decides about it: \`inbox_list ${id}\``,
        );
      if (state === 'merged' && count === 1) return `Not added: task ${queue.get(task!)?.id} is about the same.`;
      // A rejected proposal is counted silently: its reason is for people.
      return `Not added: the inbox had it before (${id}, ${count} times).`;
    },
  },
  cli: {
    positional: ['title'],
    examples: ['inbox add "The parser drops the last line" --found src/parse.ts:40', 'inbox add "Test the empty file"'],
  },
  mcp: { unlisted: { acceptance: 'one per line', type: 'bug, feature', project: '', checks: 'names', rule: false } },
});
