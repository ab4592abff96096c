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

/** A plugin that writes down everything the client tells it: it proves the harness, not our plugin. */
export async function probePlugin(answers: Answers = {}): Promise<ProbePlugin> {
  const folder = await tempFolder();
  await cp(fileURLToPath(new URL('../../fixtures/probe-plugin', import.meta.url)), folder, { recursive: true });
  writeFiles(folder, { 'answers.json': JSON.stringify(answers), 'log.ndjson': '' });
  const log: ProbePlugin['log'] = async (what, name) => {
    const lines = (await readFile(join(folder, 'log.ndjson'), 'utf8')).split('\n').filter(Boolean);
    const entries = lines.map((line) => JSON.parse(line) as ProbeEntry);
    return entries.filter((entry) => (!what || entry.what === what) && (!name || entry.name === name));
  };
  return { folder, log };
}
