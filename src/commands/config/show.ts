import * as z from 'zod';
import { repositoryHere } from '../../domain/repository.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { oneLine } from '../../text/safe.ts';
import { askedLines, configState } from '../../work/config/consent.ts';
import { consentOf, settingsSet } from '../../work/settings/sources.ts';
import { defineCommand } from '../command.ts';
import { askedLine, askedLineText, configRepository, repositoryInput, settingValue, source } from './fields.ts';

export const configShow = defineCommand({
  name: 'config_show',
  title: 'Show a config file',
  summary:
    'Show the committed config file of a repository: what counts, what a person must agree to, and the source of each set value.',
  group: 'admin',
  access: { effect: 'read' },
  input: () => z.strictObject({ repository: repositoryInput() }),
  output: () =>
    z.strictObject({
      /** Absent outside of git. */
      repository: z.string().exactOptional(),
      /** The branch whose committed file counts. Absent without one. */
      branch: z.string().exactOptional(),
      commit: z.string().exactOptional(),
      file: z.string().exactOptional(),
      state: z.enum(['none', 'agreed', 'asks', 'invalid']),
      problem: z.string().exactOptional(),
      /** Identity of the part to agree to, for `config trust --content`. */
      content: z.string().exactOptional(),
      agreed: z.strictObject({ actor: z.string(), at: z.string() }).exactOptional(),
      /** The part to agree to, compared with the agreed one. */
      lines: z.array(askedLine()),
      settings: z.array(z.strictObject({ name: z.string(), value: settingValue(), source: source() })),
    }),
  async run(context, { repository: name }) {
    const { state } = context.store;
    const current = repositoryHere(context.repositories);
    const repository =
      name === undefined && current?.common === undefined ? undefined : configRepository(context, name);
    const { committedConfig } = await import('../on-call.ts');
    const found = repository && (await committedConfig(state, repository));
    const settings = [...settingsSet(state, repository?.name)]
      .map(([setting, set]) => ({ name: setting, ...set }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (!repository || !found)
      return { ...(repository ? { repository: repository.name } : {}), state: 'none' as const, lines: [], settings };
    const { branch, commit, file, problem, content, asks } = found;
    const agreed = consentOf(state, repository.name);
    return {
      ...{ repository: repository.name, branch, commit },
      ...(file === undefined ? {} : { file }),
      state: configState(found, agreed),
      ...(problem === undefined ? {} : { problem }),
      ...(content === undefined ? {} : { content }),
      ...(agreed ? { agreed: { actor: agreed.actor, at: agreed.at } } : {}),
      lines: problem === undefined ? askedLines(asks, agreed) : [],
      settings,
    };
  },
  show: {
    text: ({ repository, branch, commit, file, state, problem, agreed, lines, settings }) =>
      [
        branch === undefined || commit === undefined
          ? 'No config file counts: only a committed one does'
          : `${file ?? 'No config file'} of ${repository} (${branch}, commit ${shortCommit(commit)})`,
        ...(problem === undefined ? [] : [problem]),
        ...(agreed ? [`${agreed.actor} agreed on ${agreed.at.slice(0, 10)}`] : []),
        ...lines.map((line) => oneLine(askedLineText(line))),
        ...(state === 'asks'
          ? [`Not agreed. To read it again and agree, a person types \`backlog config trust ${repository}\`.`]
          : []),
        ...(state === 'none'
          ? [
              `${repository === undefined ? '' : 'To create one, a person types `backlog config init`. '}The settings of the queue: \`backlog setting list\``,
            ]
          : []),
        ...(settings.length > 0 ? ['Settings that count:'] : []),
        ...settings.map(({ name, value, source: from }) => oneLine(`  ${name} = ${String(value)}  (${from})`)),
      ].join('\n'),
  },
  cli: {
    positional: ['repository'],
    aliases: ['config'],
    aliasIfNext: /^(-|$)/,
    examples: ['config show', 'config show api --json'],
  },
});
