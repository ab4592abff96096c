import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { pathInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { repositoryHere } from '../../domain/repository.ts';
import { oneLine } from '../../text/safe.ts';
import { putAgent } from '../../work/agents/write-agent.ts';
import { agentsOf, incomingSettings } from '../../work/config/incoming-settings.ts';
import { readConfigFile } from '../../work/config/read-config.ts';
import { fileNamed } from '../../work/paths/allow-path.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { putSetting } from '../../work/settings/put-setting.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import type { CallQuestion } from '../command-line.ts';
import { allowPaths } from '../parse.ts';
import { askedLine, askedLineText } from './fields.ts';

export const configImport = defineCommand({
  name: 'config_import',
  title: 'Import settings',
  summary:
    'Set the settings and agents of a file in this queue: of an export with --settings, or of a config file. Shows the changes and asks. For people.',
  group: 'admin',
  access: { effect: 'write', personAct: 'config', terminalOnly: true, idempotent: true },
  input: () =>
    z.strictObject({
      file: pathInput('Export with settings, or config file', 'read'),
      content: z
        .string()
        .min(1)
        .describe('Content id that the refusal printed; agree to exactly this content')
        .optional(),
    }),
  output: () =>
    z.strictObject({
      /** The changes. Empty if this queue has the settings already. */
      lines: z.array(askedLine()),
      content: z.string(),
    }),
  async run(context, { file, content }, write) {
    const { config, lines, content: found } = await readIncoming(context, file);
    if (lines.length === 0) return { lines, content: found };
    if (content !== found)
      refuse(content === undefined ? 'usage' : 'conflict', `config import: expected the content to agree to`, {
        hint: `Its content is ${found}. At a terminal, Backlog shows it and asks. Otherwise: \`backlog config import FILE --content ${found}\``,
        data: { content: found, lines: lines.map((line) => oneLine(askedLineText(line))) },
      });
    await write((tx) => {
      for (const [name, value] of config.values) putSetting(tx, name, value, context);
      for (const agent of config.agents) putAgent(tx, agent, context);
    });
    return { lines, content: found };
  },
  show: {
    text: ({ lines }) =>
      lines.length === 0
        ? 'This queue already has these settings.'
        : [`Changed ${counted(lines.length, 'value')}:`, ...lines.map((line) => oneLine(askedLineText(line)))].join(
            '\n',
          ),
  },
  cli: {
    positional: ['file'],
    asks: question,
    foundNothing: ({ lines }: { lines: readonly unknown[] }) => lines.length === 0,
    examples: ['config import ../queue.json', 'config import ../shop/.backlog/config.yaml'],
  },
});

/** Reads the settings and agents in a file, with the changes that they would make in this queue. */
async function readIncoming(context: Context, file: string) {
  const { givenPath } = await import('../exchange-on-call.ts');
  const named = fileNamed(context, file);
  const given = givenPath(named.said, named.file);
  if (given.folder) refuse('usage', `config import: ${oneLine(file)} is a folder`, { hint: 'Name a file in it.' });
  const repo = repositoryHere(context.repositories);
  const bytes = settingsOfExport(given.text(given.files()[0]!), file) ?? given.bytes(given.files()[0]!);
  const config = await readConfigFile(bytes, { file, owner: 'repository', repo: repo?.home ? undefined : repo?.name });
  const { state } = context.store;
  const coming = { values: Object.fromEntries(config.values), agents: config.agents };
  const known = Array.from(config.values.keys(), (name) => [name, state.get('setting', name)?.value] as const);
  const present = {
    values: Object.fromEntries(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    agents: agentsOf(state).filter(({ name }) => config.agents.some((agent) => agent.name === name)),
  };
  return { config, ...incomingSettings(coming, present) };
}

/**
 * Returns the settings of an export as the text of a config file. Undefined for a file that is no export.
 * @throws BacklogError `usage` for an export without settings
 */
function settingsOfExport(text: string, file: string): Buffer | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isExport = Array.isArray(whole) || 'tasks' in (whole as object);
  if (!isExport) return undefined;
  const { settings } = whole as { settings?: unknown };
  if (settings === undefined)
    refuse('usage', `${oneLine(file)} is an export without settings`, {
      hint: 'Export them: `backlog export --settings --to FILE`',
    });
  return Buffer.from(JSON.stringify(settings));
}

/** Returns the question for a person at a terminal, with the changes. */
async function question(context: Context, input: Record<string, unknown>): Promise<CallQuestion | undefined> {
  if (input.file === undefined || input.content !== undefined || !mayAct(context.caller, 'config')) return undefined;
  allowPaths(configImport, input, context);
  const { lines, content } = await readIncoming(context, String(input.file));
  if (lines.length === 0) return undefined;
  return {
    text: [
      `${oneLine(String(input.file))} changes these settings of this queue:`,
      ...lines.map((line) => oneLine(askedLineText(line))),
    ].join('\n'),
    action: 'Set exactly these values',
    input: { ...input, content },
  };
}
