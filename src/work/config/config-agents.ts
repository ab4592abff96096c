import { lazy } from '../../base/lazy.ts';
import { nearest } from '../../base/nearest.ts';
import { parseScope } from '../../claims/index.ts';
import { vocabulary } from '../../domain/fields/vocabulary.ts';
import { AGENT_NAME } from '../../domain/kinds/agent.ts';
import { CONSENT } from '../../domain/kinds/config.ts';
import type { Consent } from '../../domain/records.ts';
import { PROVIDER_NAMES } from '../../domain/runs/providers.ts';
import { refuseLine, type StrictEntry, type StrictNode } from '../../sources/reading/yaml/strict-yaml.ts';
import { checkAgentRecord } from '../agents/agent-rules.ts';
import { atLine, CONFIG_LIMITS, checkShown, textOfNode } from './config-text.ts';

/** An agent that a config file defines. */
export type ConfigAgent = Consent['agents'][number];

/** Returns the schema of an agent in a config file. */
const schema = lazy(() => CONSENT.fields(vocabulary).agents.element);

/** The fields of an agent in a config file, with the form of their values. */
const AGENT_FIELDS = {
  provider: 'text',
  binary: 'text',
  argv: 'list',
  model: 'text',
  effort: 'text',
  capabilities: 'list',
  paths: 'list',
  risk: 'text',
  mode: 'text',
  allow: 'list',
  deny: 'list',
  slots: 'text',
  env: 'list',
  sandbox: 'text',
  network: 'list',
} as const;
export const AGENT_FIELD_FORMS: Readonly<Record<string, 'text' | 'list'>> = AGENT_FIELDS;

/** The file for errors, and the stored name of its repository, for the paths of its agents. */
interface Around {
  file: string;
  repo: string | undefined;
}

/**
 * Reads the agents of a config file.
 * @returns each agent with its line
 * @throws BacklogError `invalid` with file and line
 */
export function readAgents({ line, value }: StrictEntry, around: Around): { agent: ConfigAgent; line: number }[] {
  const { file } = around;
  if (value.kind !== 'map') return refuseLine(file, line, 'agents: expected names with fields');
  if (value.entries.length > CONFIG_LIMITS.list)
    refuseLine(file, line, `agents: expected at most ${CONFIG_LIMITS.list} agents`);
  return value.entries.map(({ key, line: at, value: fields }) => {
    checkShown(key, file, () => at);
    if (!AGENT_NAME.test(key))
      refuseLine(
        file,
        at,
        `agents: a name is at most 60 letters, digits, _ . and -, the first a letter; received ${JSON.stringify(key)}`,
      );
    if (fields.kind !== 'map') return refuseLine(file, at, `agents.${key}: expected fields`);
    return { agent: agentOf(key, at, fieldsIn(key, fields.entries, file), around), line: at };
  });
}

type Fields = ReadonlyMap<string, string | string[]>;

/** Reads the fields of an agent, each in its form. */
function fieldsIn(name: string, entries: readonly StrictEntry[], file: string): Fields {
  return new Map(
    entries.map(({ key, line, value }) => {
      const field = `agents.${name}.${key}`;
      const form = Object.hasOwn(AGENT_FIELDS, key) ? AGENT_FIELD_FORMS[key] : refuseField(field, key, line, file);
      return [key, form === 'text' ? textOfNode(value, field, file) : textsIn(value, field, line, file)];
    }),
  );
}

function refuseField(field: string, key: string, line: number, file: string): never {
  const names = Object.keys(AGENT_FIELDS);
  const close = nearest(key, names);
  return refuseLine(
    file,
    line,
    `unknown key ${JSON.stringify(field)}${close ? ` (did you mean "${close}"?)` : ''}`,
    `Keys here: ${names.join(', ')}`,
  );
}

function textsIn(value: StrictNode, field: string, line: number, file: string): string[] {
  if (value.kind !== 'list') return refuseLine(file, line, `${field}: expected a list, such as ["node", "fix.mjs"]`);
  return value.items.map((item) => textOfNode(item, field, file));
}

/** Makes an agent of its fields. @throws BacklogError `invalid` for fields that an agent of a file can't have */
function agentOf(name: string, line: number, given: Fields, { file, repo }: Around): ConfigAgent {
  const text = (field: string) => given.get(field) as string | undefined;
  const list = (field: string) => given.get(field) as string[] | undefined;
  const provider = text('provider');
  if (provider === undefined)
    return refuseLine(file, line, `agents.${name}: provider is missing`, `Providers: ${PROVIDER_NAMES.join(', ')}`);
  if (/[/\\]/.test(text('binary') ?? ''))
    refuseLine(
      file,
      line,
      `agents.${name}.binary: expected a program's name, received a path`,
      'Its folder must be in PATH.',
    );
  const mode = text('mode') ?? (provider === 'command' ? 'default' : 'acceptEdits');
  if (mode === 'bypass')
    refuseLine(
      file,
      line,
      `agents.${name}: the mode bypass is not allowed in this file`,
      `Set it on your machine: \`backlog agent update ${name} --mode bypass\``,
    );
  const [slots, paths] = [text('slots'), list('paths')];
  const record = {
    ...Object.fromEntries(
      ['binary', 'argv', 'model', 'effort', 'capabilities', 'risk', 'env', 'sandbox', 'network'].flatMap((field) =>
        given.has(field) ? [[field, given.get(field)]] : [],
      ),
    ),
    name,
    provider,
    permission: { mode, allow: list('allow') ?? [], deny: list('deny') ?? [] },
    enabled: true,
    ...(slots === undefined ? {} : { slots: Number(slots) }),
    ...(paths === undefined ? {} : { paths: atLine(file, line, `agents.${name}: `, () => pathsOf(paths, repo)) }),
  };
  const { data: agent, error } = schema().safeParse(record);
  if (error) {
    const [{ path, message } = { path: [], message: error.message }] = error.issues;
    return refuseLine(file, line, `agents.${name}.${path.join('.')}: ${message}`);
  }
  atLine(file, line, `agents.${name}: `, () => checkAgentRecord(agent));
  return agent;
}

function pathsOf(paths: readonly string[], repo: string | undefined) {
  return parseScope(paths.map((glob) => ({ glob }))).map(({ glob }) =>
    repo === undefined ? { glob } : { repo, glob },
  );
}
