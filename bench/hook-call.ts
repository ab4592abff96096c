import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { environment } from './environment.ts';
import { runNode, runProgram } from './floors.ts';
import type { BenchProject } from './stores.ts';

/** A hook call. The client passes the event as an argument and the fields on standard input. */
export interface Call {
  name: string;
  event: string;
  /** Fields in addition to the fields of every payload. `n` is the number of the round. */
  fields: (n: number, project: string) => Readonly<Record<string, unknown>>;
  /** Expected output. It detects a hook that fails. */
  says?: string;
  /** Whether the client starts it by `hooks/run.sh`. */
  byShell?: true;
}

/** Fields of an edit of a file of the project. */
export const edit = (file: string) => (_: number, project: string) => ({
  tool_name: 'Edit',
  tool_input: { file_path: join(project, file), old_string: 'a', new_string: 'b' },
  tool_response: { filePath: join(project, file) },
});
export const agent = (n: number) => ({ agent_id: `a7c207d7bfe7${n}`, agent_type: 'backlog:implementer' });
export const launch = (n: number) => ({ tool_use_id: `toolu_launch_${n}` });

export const sessionStart: Call = {
  name: 'session start',
  event: 'SessionStart',
  fields: (n) => ({ source: 'startup', session_id: `${n}38e7be6-0922-430a-9cf1-842018f13aa3` }),
};

/** Runs a hook as a client does, in a process of its own. @throws if its output is not the expected one */
export async function runHook({ plugin }: Bench, { project, env }: BenchProject, call: Call, n: number): Promise<void> {
  const transcript = join(project, '..', 'transcripts', SESSION);
  noteLaunch(transcript, n);
  const payload = {
    session_id: SESSION,
    transcript_path: `${transcript}.jsonl`,
    cwd: project,
    permission_mode: 'default',
    hook_event_name: call.event,
    tool_use_id: `toolu_${n}_1`,
    ...call.fields(n, project),
  };
  const options = {
    input: JSON.stringify(payload),
    cwd: project,
    env: { ...environment, CLAUDE_PROJECT_DIR: project, CLAUDE_PLUGIN_ROOT: plugin, ...env },
  };
  const output = call.byShell
    ? await runProgram('sh', ['-c', CLIENT, join(plugin, 'hooks/run.sh'), call.event], options)
    : await runNode([join(plugin, 'dist/hook.cjs'), call.event], options);
  if (!output.includes(call.says ?? ''))
    throw new Error(`hook ${call.name}: expected ${call.says}, received "${output}"`);
}

/** A client of its own, which has no server. */
const CLIENT = 'sh "$0" "$1"; exit $?';

/** The session of all calls without another one. */
export const SESSION = 'b38e7be6-0922-430a-9cf1-842018f13aa3';

/** Writes a file beside the transcript, as the client does, with the call that launched a subagent. */
function noteLaunch(transcript: string, n: number): void {
  const folder = join(transcript, 'subagents');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `agent-${agent(n).agent_id}.meta.json`),
    JSON.stringify({ toolUseId: launch(n).tool_use_id }),
  );
}
