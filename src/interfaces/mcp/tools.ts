import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { COMMANDS, type Command, TOOLSETS, type Toolset } from '../../commands/index.ts';

/** Toolsets offered unless BACKLOG_TOOLS says otherwise; `admin` is left to the CLI. */
export const DEFAULT_TOOLSETS: readonly Toolset[] = ['core', 'queue', 'plan', 'runs'];

/** The commands that a value of BACKLOG_TOOLS picks: toolsets and command names, separated by commas. Unknown words are told on stderr. */
export function pickCommands(setting: string | undefined, warn: (message: string) => void): readonly Command[] {
  const words = (setting ?? DEFAULT_TOOLSETS.join(',')).split(/[,\s]+/).filter(Boolean);
  for (const word of words) {
    if (![...TOOLSETS, 'all'].includes(word) && !COMMANDS.some(({ name }) => name === word)) {
      warn(`BACKLOG_TOOLS: unknown "${word}"; known are ${TOOLSETS.join(', ')}, all, and the names of commands`);
    }
  }
  return COMMANDS.filter(
    ({ name, toolset }) => words.includes('all') || words.includes(toolset) || words.includes(name),
  );
}

/** A command as MCP lists it: terse, with truthful annotations, and a schema without what a model does not need. */
export function toolOf(command: Command): Tool {
  return {
    name: command.name,
    title: command.title,
    description: command.summary,
    inputSchema: leanSchema(command) as Tool['inputSchema'],
    annotations: {
      readOnlyHint: command.effect === 'read',
      ...(command.effect === 'read' ? {} : { destructiveHint: command.effect === 'destructive' }),
      ...(command.idempotent ? { idempotentHint: true } : {}),
      openWorldHint: false,
    },
  };
}

type Json = Record<string, unknown>;

function leanSchema(command: Command): Json {
  const full = z.toJSONSchema(command.input(), { io: 'input', unrepresentable: 'any' }) as Json;
  const properties = Object.fromEntries(
    Object.entries((full.properties ?? {}) as Record<string, Json>).map(([name, schema]) => [name, lean(schema)]),
  );
  return { type: 'object', properties, ...(Array.isArray(full.required) ? { required: full.required } : {}) };
}

/** Types, enums and the description; which spellings are also taken is the parser's business. */
function lean(schema: Json): Json {
  const description = schema.description === undefined ? {} : { description: schema.description };
  if (Array.isArray(schema.enum)) return { enum: schema.enum, ...description };
  const variants = ((schema.anyOf ?? [schema]) as Json[]).filter((variant) => variant.type !== 'null');
  if (variants.some((variant) => variant.type === 'boolean')) return { type: 'boolean', ...description };
  const types = [...new Set(variants.map((variant) => variant.type).filter((type) => type !== undefined))];
  const array = variants.find((variant) => variant.type === 'array');
  const items = array && {
    items: (array.items as Json | undefined)?.type === 'object' ? { type: 'object' } : { type: 'string' },
  };
  return { ...(types.length === 0 ? {} : { type: types.length === 1 ? types[0] : types }), ...items, ...description };
}
