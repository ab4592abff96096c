import * as z from 'zod';
import { PERSON_CONFIG } from '../../domain/kinds/config.ts';
import type { Repository } from '../../domain/records.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { oneLine } from '../../text/safe.ts';
import { agreedParts } from '../../work/config/consent.ts';
import { settingRow, takenBy } from '../../work/settings/settings.ts';
import { consentOf, settingsSet } from '../../work/settings/sources.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { configRepository, repositoryInput, settingValue, source } from './fields.ts';

const layer = () =>
  z.strictObject({
    source: source(),
    value: settingValue(),
    /** File and line, or the author and date of the change. */
    where: z.string().exactOptional(),
    /** Why the value doesn't count. Absent for the value that counts, and for those that another source replaces. */
    why: z.string().exactOptional(),
  });

export const configExplain = defineCommand({
  name: 'config_explain',
  title: 'Explain a setting',
  summary:
    'Show where the value of a setting comes from: this queue, the repository, the person or the default, first the one that counts.',
  group: 'admin',
  access: { effect: 'read' },
  input: () =>
    z.strictObject({ name: z.string().min(1).describe('Name, as in setting_list'), repository: repositoryInput() }),
  output: () =>
    z.strictObject({
      name: z.string(),
      value: settingValue(),
      source: source(),
      means: z.string(),
      values: z.string(),
      /** Whether a repository's file may set it: at once, after agreement, or never. */
      in_file: z.enum(['free', 'agreed', 'never']),
      layers: z.array(layer()),
    }),
  async run(context, { name, repository }) {
    const row = settingRow(name);
    const of = chosenRepository(context, repository);
    const { state } = context.store;
    const layers: z.output<ReturnType<typeof layer>>[] = [];
    const own = state.get('setting', name);
    if (own)
      layers.push({ source: 'workspace', value: own.value, where: `set by ${own.actor} on ${own.at.slice(0, 10)}` });
    if (of) layers.push(...(await inRepository(context, of, name)));
    const person = state.get('config', PERSON_CONFIG);
    if (person && Object.hasOwn(person.values, name))
      layers.push({ source: 'person', value: person.values[name]!, where: person.file ?? '' });
    layers.push({ source: 'default', value: row.fallback });
    const counts = settingsSet(state, of?.name).get(name) ?? { value: row.fallback, source: 'default' as const };
    return {
      name,
      ...counts,
      means: row.means,
      values: takenBy(row),
      in_file: row.inFile ?? ('never' as const),
      layers,
    };
  },
  show: {
    text: ({ name, value, source: from, means, values, in_file, layers }) =>
      [
        oneLine(`${name} = ${said(value)}  (${from})`),
        `    ${means}`,
        `    Values: ${values}. In .backlog/config.yaml: ${{ free: 'counts at once', agreed: 'counts after a person agreed', never: 'not allowed' }[in_file]}.`,
        ...layers.map((one) =>
          oneLine(
            `  ${one.source.padEnd(10)} ${said(one.value)}${one.where ? `  ${one.where}` : ''}${one.why ? `  (doesn't count: ${one.why})` : ''}`,
          ),
        ),
      ].join('\n'),
  },
  cli: {
    positional: ['name', 'repository'],
    examples: ['config explain runs.setup', 'config explain checks.unit api'],
  },
});

function said(value: unknown): string {
  return value === '' ? 'empty' : String(value);
}

/** Returns the named repository, or the caller's; undefined outside of all repositories. */
function chosenRepository(context: Context, name: string | undefined): Repository | undefined {
  return name === undefined ? repositoryHere(context.repositories) : configRepository(context, name);
}

async function inRepository(
  context: Context,
  repository: Repository,
  name: string,
): Promise<z.output<ReturnType<typeof layer>>[]> {
  const { state } = context.store;
  const { committedConfig } = await import('../on-call.ts');
  const found = repository.common === undefined ? undefined : await committedConfig(state, repository);
  const agreed = consentOf(state, repository.name);
  const layers: z.output<ReturnType<typeof layer>>[] = [];
  const was = agreed && Object.hasOwn(agreed.values, name) ? agreed.values[name] : undefined;
  const line = found?.config?.lines.get(name);
  const where =
    found && line !== undefined ? `${found.file}, line ${line} (${found.branch} of ${repository.name})` : undefined;
  const now = found?.config?.values.get(name);
  const asks = found?.config !== undefined && name in agreedParts(found.config).asks.values;
  const counts = !asks || found?.content === agreed?.content;
  if (was !== undefined && !(counts && now === was))
    layers.push({
      source: 'repository',
      value: was,
      where: `agreed by ${agreed!.actor} on ${agreed!.at.slice(0, 10)}`,
    });
  if (now !== undefined)
    layers.push({
      ...{ source: 'repository' as const, value: now, ...(where === undefined ? {} : { where }) },
      ...(counts ? {} : { why: `nobody agreed to it: backlog config trust ${repository.name}` }),
    });
  return layers;
}
