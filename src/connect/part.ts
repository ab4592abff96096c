import { basename } from 'node:path';
import { clip } from '../base/clip.ts';
import { shellWords } from '../base/shell-word.ts';
import { refuse } from '../domain/errors.ts';
import type { ClientProgram, Machine, Scope } from './client.ts';
import { type ConfigEntry, type ConfigPath, isTable } from './formats/format.ts';
import { isOurs, launchFor, launchLine, PROGRAMS, programOfEntry, type ServerStart } from './launch.ts';

/** A part of a client's files that `backlog connect` adds and removes: the MCP server, or the status line. */
export interface ConnectPart {
  files: ClientProgram['files'];
  path: ConfigPath;
  /** The default config scope. */
  scope: Scope;
  /** Checks whether `backlog connect` wrote an entry, in any version. */
  isOurs(entry: unknown): boolean;
  /** Returns the words of Backlog's entry that name its program. */
  program(entry: unknown): readonly string[];
  /** Returns the new entry. @param present the existing entry, if it may be changed or replaced */
  entry(present: unknown, request: EntryRequest): ConfigEntry;
  /** Checks whether Backlog's entry can keep the one of another program. */
  chains(entry: unknown): boolean;
  /** Returns the entry that must stay when Backlog's is removed. Undefined if there is none. */
  left(present: unknown): ConfigEntry | undefined;
  /** Refuses an entry of another program. `line` connects, and is undefined for a removal. */
  refuseForeign(file: string, entry: unknown, line: string | undefined): never;
}

/** The facts and the wishes that decide an entry. */
export interface EntryRequest {
  scope: Scope;
  machine: Machine;
  started: ServerStart;
  toolsets?: string | undefined;
  /** Keeps the output of another program's status line above Backlog's. */
  chain?: boolean;
}

/** The name of Backlog's server in the files of clients. */
const SERVER = 'backlog';

/** The entry of Backlog's MCP server. */
export function serverPart(client: ClientProgram): ConnectPart {
  return {
    files: client.files,
    path: [client.servers, SERVER],
    scope: client.scope,
    isOurs,
    program: programOfEntry,
    entry(present, { scope, toolsets, ...around }) {
      const flags = toolsets === undefined ? [] : ['--toolsets', toolsets];
      const entry = client.entry(launchFor(['mcp', ...(client.words ?? []), ...flags], scope, around));
      return isOurs(present) ? withSettingsOf(present as ConfigEntry, entry) : entry;
    },
    chains: () => false,
    left: () => undefined,
    refuseForeign: (file, _, line) =>
      refuse('conflict', `${file} has a server named ${SERVER} that is not this one`, {
        hint: `Give it another name there, or ${line === undefined ? 'remove' : 'replace'} it with \`--force\`.`,
        data: { file },
      }),
  };
}

/** Seconds between two calls of the status line while nothing happens, so that the times of runs go on. */
const REFRESH_SECONDS = 5;

/**
 * The command of the client's status line.
 * @throws BacklogError `usage` for a client without one
 */
export function statusLinePart({ name, title, statusLine }: ClientProgram): ConnectPart {
  if (!statusLine)
    return refuse('usage', `${title} has no status line that runs a command`, {
      hint: `Connect it without one: \`backlog connect ${name}\``,
    });
  return {
    files: statusLine.files,
    path: [statusLine.key],
    scope: 'user',
    isOurs: (entry) => ownWords(entry) !== undefined,
    program: (entry) => ownWords(entry)?.program ?? [],
    entry(present, { scope, chain, ...around }) {
      const isOwn = ownWords(present) !== undefined;
      const others = isOwn ? chainedIn(present) : chain ? commandIn(present) : undefined;
      const flags = others === undefined ? [] : ['--with', others];
      const command = launchLine(launchFor(['statusline', ...flags], scope, around));
      const kept = others === undefined && !isOwn ? {} : (present as ConfigEntry);
      return { ...(isOwn ? {} : { refreshInterval: REFRESH_SECONDS }), ...kept, type: 'command', command };
    },
    chains: (entry) => commandIn(entry) !== undefined,
    left(present) {
      const command = chainedIn(present);
      return command === undefined ? undefined : { ...(present as ConfigEntry), command };
    },
    refuseForeign(file, entry, line) {
      const command = commandIn(entry);
      const both = line === undefined || command === undefined ? '' : `Show both: \`${line} --chain\`. `;
      const instead =
        line === undefined ? '`--force` removes it.' : '`--force` replaces it, and `--remove` restores it later.';
      const shown = command === undefined ? '' : `: ${clip(command, MOST_SHOWN)}`;
      return refuse('conflict', `${file} has a status line of another program${shown}`, {
        hint: `${both}${instead}`,
        data: { file },
      });
    },
  };
}

/** Maximum number of characters of another program's command in an error. */
const MOST_SHOWN = 80;

/** Splits Backlog's command in an entry into its program and the flags. Undefined for any other command. */
function ownWords(entry: unknown): { program: string[]; flags: string[] } | undefined {
  const words = shellWords(commandIn(entry) ?? '') ?? [];
  const at = words.findIndex((word, n) => PROGRAMS.includes(basename(word)) && words[n + 1] === 'statusline');
  return at < 0 ? undefined : { program: words.slice(0, at + 1), flags: words.slice(at + 2) };
}

/** Returns the command of another status line that Backlog's prints first. */
function chainedIn(entry: unknown): string | undefined {
  const { flags = [] } = ownWords(entry) ?? {};
  const at = flags.indexOf('--with');
  return at < 0 ? undefined : flags[at + 1];
}

function commandIn(entry: unknown): string | undefined {
  return isTable(entry) && typeof entry.command === 'string' ? entry.command : undefined;
}

/** Returns the new entry with the settings that a person added to the existing one, such as an option or a variable. */
function withSettingsOf(present: ConfigEntry, entry: ConfigEntry): ConfigEntry {
  const merged = Object.entries(entry).map(([key, value]) => {
    const old = present[key];
    return [key, isTable(old) && isTable(value) ? { ...old, ...value } : value];
  });
  return { ...present, ...Object.fromEntries(merged) };
}
