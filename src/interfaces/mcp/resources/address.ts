import type { Command, CommandResource } from '../../../commands/command.ts';
import { COMMANDS } from '../../../commands/index.ts';

/** A resource, with the command that reads it. */
export interface Resource extends CommandResource {
  command: Command;
  /** The names of the variables in the resource's URI, in order. */
  variables: readonly string[];
}

const VARIABLE = /\{(\w+)\}/g;

/** All resources, as declared by the commands. */
export const RESOURCES: readonly Resource[] = COMMANDS.flatMap((command) =>
  (command.mcp?.resources ?? []).map((resource) => ({ ...resource, command, variables: variablesOf(resource.uri) })),
);

/** Returns the resource of a URI, and the inputs that the URI contains. */
export function resourceAt(uri: string): { resource: Resource; input: Record<string, unknown> } | undefined {
  for (const resource of RESOURCES) {
    const values = patternOf(resource.uri).exec(uri)?.slice(1).map(decoded);
    if (!values || values.includes(undefined)) continue;
    const named = Object.fromEntries(resource.variables.map((name, i) => [name, values[i]]));
    return { resource, input: { ...resource.input, ...named } };
  }
  return undefined;
}

/** Returns the resource's URI with values in place of its variables. */
export function addressOf({ uri }: Pick<Resource, 'uri'>, values: Readonly<Record<string, string>>): string {
  return uri.replace(VARIABLE, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

function variablesOf(uri: string): string[] {
  return Array.from(uri.matchAll(VARIABLE), ([, name]) => String(name));
}

function patternOf(uri: string): RegExp {
  return new RegExp(`^${uri.replace(VARIABLE, '([^/?#]+)')}$`);
}

/** Decodes a part of a URI. Returns undefined if the encoding is invalid. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
