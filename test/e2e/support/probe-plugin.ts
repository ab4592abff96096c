import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from './repo.ts';

/** What a probe hook answers, by event or by `Event:Tool`: the object it prints. */
export type Answers = Record<string, object>;

/** One call of a hook, one message to the server, or the way the server ended. */
export interface ProbeEntry {
  at: number;
  what: 'hook' | 'server';
  /** The event of a hook, the method of a message, or the signal that ended the server. */
  name: string;
  pid: number;
  ppid: number;
  /** The hook's stdin, or the message's parameters. */
  input: Record<string, unknown>;
  /** The variables that concern the client. */
  env: Record<string, string>;
  /** At a tool call of a subagent: the client's own note on it, when it exists already. */
  meta: { toolUseId?: string } | null;
}

export interface ProbePlugin {
  /** For `--plugin-dir`. The plugin's name is `probe`, its server `box` with the tool `echo`. */
  folder: string;
  log(what?: ProbeEntry['what'], name?: string): Promise<ProbeEntry[]>;
}

/** How the server behaves when hooks call its unlisted tool `hook`. */
export interface ServerBehaviour {
  /** `initialize` is answered this much later, in milliseconds. */
  initializeAfter?: number;
  /** Calls of these events are never answered. */
  hang?: string[];
  /** A call of these events ends the server. */
  die?: string[];
  /** Every hook call is answered this much later, in milliseconds. */
  answerAfter?: number;
}

/** One hook that the server answers: hooks.json's `matcher`, what its `input` says, `timeout` in seconds. */
export interface ToolHook {
  event: string;
  matcher?: string;
  input?: Record<string, unknown>;
  timeout?: number;
  /** `mcp_tool` unless said otherwise. */
  type?: string;
}

/**
 * A plugin that writes down everything the client tells it: it proves the harness, not our plugin. With `byTool`, these
 * hooks are its only ones and the server answers them (`type: "mcp_tool"`), else a process per call does.
 */
export async function probePlugin(
  answers: Answers = {},
  byTool: { hooks?: readonly ToolHook[]; server?: ServerBehaviour } = {},
): Promise<ProbePlugin> {
  const folder = await tempFolder();
  await cp(fileURLToPath(new URL('../../fixtures/probe-plugin', import.meta.url)), folder, { recursive: true });
  writeFiles(folder, {
    'answers.json': JSON.stringify(answers),
    'behaviour.json': JSON.stringify(byTool.server ?? {}),
    'log.ndjson': '',
    ...(byTool.hooks ? { 'hooks/hooks.json': JSON.stringify({ hooks: hooksByTool(byTool.hooks) }) } : {}),
  });
  const log: ProbePlugin['log'] = async (what, name) => {
    const lines = (await readFile(join(folder, 'log.ndjson'), 'utf8')).split('\n').filter(Boolean);
    const entries = lines.map((line) => JSON.parse(line) as ProbeEntry);
    return entries.filter((entry) => (!what || entry.what === what) && (!name || entry.name === name));
  };
  return { folder, log };
}

function hooksByTool(hooks: readonly ToolHook[]): Record<string, object[]> {
  const events: Record<string, object[]> = {};
  for (const { event, matcher, input = {}, timeout = 5, type = 'mcp_tool' } of hooks) {
    const hook = { type, server: 'plugin:probe:box', tool: 'hook', timeout, input: { event, ...input } };
    events[event] = [...(events[event] ?? []), { ...(matcher ? { matcher } : {}), hooks: [hook] }];
  }
  return events;
}
