import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { flagInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Repository } from '../../domain/records.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { namedTask } from '../../domain/task/raw-title.ts';
import { followConfigs } from '../../runs/config/config-marks.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { askedLines, configStanding } from '../../work/config/consent.ts';
import { consentOf } from '../../work/settings/sources.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import type { CallQuestion } from '../command-line.ts';
import type { ConsentQuestion as FormQuestion, RefusedCall } from '../consent/question.ts';
import { askedLine, askedLineText, configRepository, repositoryInput } from './fields.ts';
import { agreementTo, landingLines, landingsBy } from './landings.ts';

/** The content of a file without a part to agree to. A person can agree that nothing of an earlier file counts. */
const NOTHING = 'nothing';

export const configTrust = defineCommand({
  name: 'config_trust',
  title: 'Agree to a config file',
  elsewhere: 'config allow, config agree',
  summary:
    'Agree to the commands, agents, routing and limits in the committed .backlog/config.yaml of a repository. Only then do they count. For people.',
  toolset: 'runs',
  group: 'admin',
  access: { effect: 'write', personAct: 'config', terminalOnly: true, idempotent: true },
  input: () =>
    z.strictObject({
      repository: repositoryInput(),
      content: z
        .string()
        .min(1)
        .describe('Content id that config_show printed; agree to exactly this content')
        .optional(),
      revoke: flagInput()
        .describe('Withdraw the agreement: commands and agents of the file no longer count')
        .optional(),
    }),
  output: () =>
    z.strictObject({
      repository: z.string(),
      file: z.string().exactOptional(),
      state: z.enum(['agreed', 'none', 'revoked']),
      content: z.string().exactOptional(),
      lines: z.array(askedLine()),
      /** The results in review that the rules of the file land now, and how many more were not read. */
      lands: z.array(namedTask().extend({ run: z.string(), rule: z.string() })).exactOptional(),
      unread: z.int().exactOptional(),
    }),
  async run(context, { repository: name, content, revoke }, write) {
    const repository = configRepository(context, name);
    if (revoke) {
      const had = context.store.state.get('consent', repository.name);
      if (had) await write((tx) => tx.remove('consent', repository.name));
      return { repository: repository.name, ...(had ? { file: had.file } : {}), state: 'revoked' as const, lines: [] };
    }
    const { committed, lines, asked } = await askedIn(context, repository);
    const { file } = committed;
    const answer = { repository: repository.name, ...(file === undefined ? {} : { file }), lines };
    const agreed = consentOf(context.store.state, repository.name);
    if (asked === NOTHING && !agreed) return { ...answer, state: 'none' as const };
    if (content === undefined && agreed?.content === asked)
      return { ...answer, state: 'agreed' as const, content: asked };
    if (content === undefined)
      refuse('usage', 'config trust: expected the content to agree to', {
        hint: `Read it: \`backlog config show\`. Then: \`backlog config trust ${repository.name} --content ${asked}\``,
      });
    if (content !== asked)
      refuse(
        'conflict',
        `the config file of ${repository.name} is not the one that you read: its content is ${asked}, not ${oneLine(content, 40)}`,
        {
          hint: `Read it again: \`backlog config trust ${repository.name}\``,
          data: { content: asked },
        },
      );
    const { readOf } = await import('../on-call.ts');
    const of = { repository, committed, content: asked === NOTHING ? undefined : asked, caller: context.caller };
    await write((tx) => {
      const { name: id } = repository;
      const { config, consent } = agreementTo(readOf(committed, tx.get('config', id)), of, tx.at);
      if (config) tx.put('config', id, config);
      else tx.remove('config', id);
      if (consent) tx.put('consent', id, consent);
      else tx.remove('consent', id);
    });
    if (asked === NOTHING) return { ...answer, state: 'none' as const, content: asked };
    const { lands, unread } = await landingsBy(context, repository.name);
    return {
      ...{ ...answer, state: 'agreed' as const, content: asked },
      ...(lands.length > 0 ? { lands: [...lands] } : {}),
      ...(unread > 0 ? { unread } : {}),
    };
  },
  show: {
    text: ({ repository, file, state, lines, lands = [], unread = 0 }, context) => {
      if (state === 'revoked') return `The commands and agents in the config file of ${repository} no longer count.`;
      if (state === 'none')
        return `The config file of ${repository} has nothing to agree to${file === undefined ? ': its target branch has none' : ''}.`;
      return [
        `Agreed: ${counted(lines.filter(({ change }) => change !== 'removed').length, 'value')} of ${file ?? ''} in ${repository} count from now on. If they change, Backlog asks again.`,
        ...landingLines({ lands, unread }, context),
      ].join('\n');
    },
  },
  mcp: { hide: ['content', 'revoke'] },
  cli: {
    positional: ['repository'],
    asks: question,
    examples: ['config trust', 'config trust api', 'config trust --revoke'],
  },
});

/** Reads what a person is asked about. @throws BacklogError if the file can't count */
async function askedIn(context: Context, repository: Repository) {
  const { committedConfig } = await import('../on-call.ts');
  const { state } = context.store;
  const committed =
    (await committedConfig(state, repository)) ??
    refuse('conflict', `${repository.name} has no branch whose config file could count`, {
      hint: `Make a first commit, or name the target branch: \`backlog repo update ${repository.name} --target BRANCH\``,
    });
  if (committed.problem !== undefined)
    refuse('invalid', committed.problem, {
      hint: `Fix and commit it on ${committed.branch}. To check it before: \`backlog config check\``,
    });
  const lines = askedLines(committed.asks, consentOf(state, repository.name));
  return { committed, lines, asked: committed.content ?? NOTHING };
}

/** Lists the results in review that land once a person agrees to this content. */
async function landingsAfter(
  context: Context,
  { repository, committed, content }: Pick<Parameters<typeof agreementTo>[1], 'repository' | 'committed' | 'content'>,
) {
  const { readOf } = await import('../on-call.ts');
  const of = { repository, committed, content: content === NOTHING ? undefined : content, caller: context.caller };
  const read = readOf(committed, context.store.state.get('config', repository.name));
  return landingsBy(context, repository.name, agreementTo(read, of, toInstant(context.clock.now)));
}

/** Returns the question for a person at a terminal, with the difference to what the person agreed to before. */
async function question(context: Context, input: Record<string, unknown>): Promise<CallQuestion | undefined> {
  if (input.content !== undefined || input.revoke) return undefined;
  const repository = configRepository(context, input.repository as string | undefined);
  const { committed, lines, asked } = await askedIn(context, repository);
  const agreed = consentOf(context.store.state, repository.name);
  if (asked === (agreed?.content ?? NOTHING)) return undefined;
  const where = `${committed.file ?? agreed?.file ?? ''} in ${repository.folder} (${committed.branch}, commit ${shortCommit(committed.commit)})`;
  const same = lines.filter(({ change }) => change === 'same').length;
  return {
    text: [
      agreed ? `${where} changed since you agreed:` : `${where} sets what Backlog executes:`,
      ...lines.filter(({ change }) => !agreed || change !== 'same').map((line) => oneLine(askedLineText(line))),
      ...(agreed && same > 0 ? [`  (${counted(same, 'value')} unchanged)`] : []),
      'Programs in the repository that these commands start can change without another question.',
      ...landingLines(await landingsAfter(context, { repository, committed, content: asked }), context),
    ].join('\n'),
    action: 'Agree to exactly this content',
    input: { ...input, repository: repository.name, content: asked },
  };
}

/**
 * Builds the form that asks a person to agree to a config file. It lists every value that Backlog would execute, or the
 * changes since the last agreement. The answer is valid for exactly this content.
 * @returns undefined for other calls: a file is created, and an agreement revoked, without a form
 * @throws BacklogError if there is nothing to agree to, or if the file can't count
 */
export async function trustForm(
  context: Context,
  { command, input }: Pick<RefusedCall, 'command' | 'input'>,
): Promise<FormQuestion | undefined> {
  if (command.name !== 'config_trust' || input.revoke) return undefined;
  const repository = configRepository(context, input.repository as string | undefined);
  const { committed, lines, asked } = await askedIn(context, repository);
  const { name } = repository;
  const agreed = consentOf(context.store.state, name);
  if (asked === (agreed?.content ?? NOTHING))
    refuse('conflict', `the config file of ${name} has nothing to agree to: all that it sets counts`, {
      hint: `Values and their sources: \`backlog config show ${name}\``,
    });
  const differs = lines.filter(({ change }) => change !== 'same');
  const values = differs.map(
    ({ name: key, value, change }) => `${change === 'removed' ? 'no longer ' : ''}${oneLine(key)} ${quoted(value)}`,
  );
  return {
    asks: `Agree to ${committed.file ?? agreed?.file ?? ''} of ${name} (${shortCommit(committed.commit)})? ${values.join(', ')}.`,
    details: [
      agreed ? 'Other values stay as you agreed.' : 'Backlog then executes these commands.',
      'Programs in the repository that they start can change without another question.',
      ...landingLines(await landingsAfter(context, { repository, committed, content: asked }), context),
    ],
    yes: 'Agree to exactly this content',
    facts: (records) => [asked, records.get('consent', name)],
    tries: true,
    input: { repository: name, content: asked },
  };
}

/** Returns the question before a run if the config file of the caller's repository waits for an agreement. */
export async function trustQuestion(context: Context): Promise<CallQuestion | undefined> {
  const name = repositoryHere(context.repositories)?.name;
  // The question comes before the command's upkeep, which reads changed files.
  if (context.store.exists) await followConfigs(context);
  if (name === undefined || configStanding(context.store.state, name).state !== 'asks') return undefined;
  const asked = await question(context, { repository: name });
  return (
    asked && {
      text: asked.text,
      action: asked.action,
      typed: true,
      first: { name: 'config_trust', input: asked.input! },
    }
  );
}
