import { join } from 'node:path';
import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { commaList } from '../../domain/comma-list.ts';
import { refuse } from '../../domain/errors.ts';
import { BUILT_IN } from '../../work/agents/known-agents.ts';
import { agreedParts } from '../../work/config/consent.ts';
import { CONFIG_FILES } from '../../work/config/files.ts';
import { type Config, readConfigFile } from '../../work/config/read-config.ts';
import { readPlainFile } from '../../work/config/read-file.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';

export const configCheck = defineCommand({
  name: 'config_check',
  title: 'Check a config file',
  summary:
    'Check the .backlog/config.yaml of this checkout, also before its commit. Changes nothing and executes nothing.',
  group: 'admin',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      /** The checked file. Absent if the checkout has none. */
      file: z.string().exactOptional(),
      settings: z.int(),
      agents: z.int(),
      /** Number of values that count only after a person agreed. */
      asks: z.int(),
      warnings: z.array(z.string()),
    }),
  async run(context) {
    const found = inCheckout(context);
    if (!found) return { settings: 0, agents: 0, asks: 0, warnings: [] };
    const { name, bytes } = found;
    const config = await readConfigFile(bytes, { file: name, owner: 'repository' });
    const { asks } = agreedParts(config);
    return {
      file: name,
      settings: config.values.size,
      agents: config.agents.length,
      asks: Object.keys(asks.values).length + asks.agents.length,
      warnings: warningsOf(config, context),
    };
  },
  show: {
    text: ({ file, settings, agents, asks, warnings }, { workspace }) => {
      if (file === undefined)
        return workspace().common === undefined
          ? `This folder is in no git repository, and only a committed ${CONFIG_FILES[0]} counts.`
          : `This checkout has no ${CONFIG_FILES[0]}. To create it, a person types \`backlog config init\`.`;
      return [
        `No problems found in ${file}: ${counted(settings, 'setting')}, ${counted(agents, 'agent')}.`,
        ...warnings,
        ...(asks > 0
          ? [
              `${counted(asks, 'value')} count only after a person agreed. Commit the file on the target branch. Then a person types \`backlog config trust\`.`,
            ]
          : []),
      ].join('\n');
    },
  },
  cli: { foundNothing: ({ file }) => file === undefined, examples: ['config check'] },
});

/** Reads the config file of the checkout. @throws BacklogError `invalid` if there are two */
function inCheckout({ root }: Context): { name: string; bytes: Buffer } | undefined {
  const found = CONFIG_FILES.flatMap((name) => {
    const bytes = readPlainFile(join(root, name), name);
    return bytes ? [{ name, bytes }] : [];
  });
  const [first, second] = found;
  if (second) refuse('invalid', `${first!.name} and ${second.name} both exist: remove one of them`);
  return first;
}

/** Returns warnings about names that neither the file nor this queue defines. Another machine may define them. */
function warningsOf({ values, agents, lines }: Config, { store: { state } }: Context): string[] {
  const checks = [...values.keys()]
    .filter((name) => name.startsWith('checks.'))
    .map((name) => name.slice('checks.'.length));
  const named = [...values].filter(([name]) => name.startsWith('runs.checks.'));
  const missing = named.flatMap(([name, value]) =>
    commaList(String(value))
      .filter((check) => !checks.includes(check))
      .map((check) => `line ${lines.get(name)}: ${name} names the check "${check}", which the file doesn't define`),
  );
  const known = [
    ...[...BUILT_IN, ...agents].map(({ name }) => name),
    ...Array.from(state.all('agent'), ([name]) => name),
  ];
  const routed = [...values].filter(
    ([name, value]) => (name.startsWith('routing.') || name === 'runs.agent') && !known.includes(String(value)),
  );
  return [
    ...missing,
    ...routed.map(
      ([name, value]) =>
        `line ${lines.get(name)}: ${name} names the agent "${String(value)}", which the file doesn't define`,
    ),
  ];
}
