import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { ENVIRONMENT } from '../../support/environment.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { type ClientVersion, clientBinary } from './clients.ts';
import type { ScriptedModel } from './model-server.ts';

export interface ClaudeRun {
  version: ClientVersion;
  model: ScriptedModel;
  cwd: string;
  /** Stands for the user's home: configuration, transcripts and installed plugins live there. */
  home: string;
  prompt: string;
  /** More prompts of the same session, each given when the one before has been answered. `/clear` and `/compact` work. */
  more?: string[];
  /** Loads a plugin in place. Without it, what is installed in `home` counts. */
  pluginDir?: string;
  allowedTools?: string[];
  /** Session to go on with. */
  resume?: string;
  args?: string[];
  env?: Record<string, string>;
  timeoutMs?: number;
  /** Each time it settles, the client is interrupted as by Escape; for sessions with `more` prompts. */
  interrupts?: Promise<unknown>[];
  /** The client itself (not its children) gets this signal as soon as it resolves: for tests of crashes. */
  kill?: Promise<NodeJS.Signals>;
}

/** One line of `--output-format stream-json`. */
export interface StreamEvent {
  type: string;
  subtype?: string;
  session_id?: string;
  [field: string]: unknown;
}

export interface ClaudeResult extends Finished {
  events: StreamEvent[];
  /** The id of the session that ran. */
  session: string;
  /** The last message of the model, or the client's own words about what went wrong. */
  answer: string;
  /** Tools that the user had not allowed. */
  denials: { tool_name: string; tool_input: Record<string, unknown> }[];
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the real Claude Code once, without a terminal, against the scripted model. */
export async function runClaude(run: ClaudeRun): Promise<ClaudeResult> {
  const prompts = run.more && [run.prompt, ...run.more];
  const args = [
    '-p',
    ...(prompts ? ['--input-format', 'stream-json'] : [run.prompt]),
    ...['--output-format', 'stream-json', '--verbose'],
    ...(run.pluginDir ? ['--plugin-dir', run.pluginDir] : []),
    ...(run.resume ? ['--resume', run.resume] : []),
    ...(run.allowedTools ? ['--allowedTools', run.allowedTools.join(',')] : []),
    ...(run.args ?? []),
  ];
  const finished = await claude(run, args, prompts && conversation(prompts, run.interrupts));
  const events = wholeLines(finished.stdout).map(parseEvent);
  const results = events.filter((event) => event.type === 'result');
  return {
    ...finished,
    events,
    session: String(events.findLast((event) => event.session_id)?.session_id ?? ''),
    answer: String(results.at(-1)?.result ?? ''),
    denials: denialsOf(results),
  };
}

/** A session with several prompts or background agents has several results; some versions repeat earlier denials. */
function denialsOf(results: StreamEvent[]): ClaudeResult['denials'] {
  type Denial = ClaudeResult['denials'][number] & { tool_use_id: string };
  const all = results.flatMap(({ permission_denials }) => (permission_denials ?? []) as Denial[]);
  return [...new Map(all.map((denial) => [denial.tool_use_id, denial])).values()];
}

/** Where a call of `claude` runs; `model` is only needed by calls that talk to one. */
export interface ClaudePlace extends Pick<ClaudeRun, 'version' | 'cwd' | 'home' | 'env' | 'timeoutMs' | 'kill'> {
  model?: ScriptedModel;
}

/** Runs `claude <args>`. Nothing of the caller's environment or configuration reaches it. */
export async function claude(place: ClaudePlace, args: string[], talk?: Talk): Promise<Finished> {
  const child = spawn(clientBinary(place.version), args, {
    cwd: place.cwd,
    env: environment(place),
    detached: true,
  });
  if (talk) talk(child.stdin, child.stdout);
  else child.stdin.end();
  place.kill?.then((signal) => child.kill(signal));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = new Promise<number | null>((done, fail) => child.once('error', fail).once('close', done));
  const limit = new AbortController();
  const timeoutMs = place.timeoutMs ?? DEADLINE_MS;
  const late = wait(timeoutMs, 'late' as const, { signal: limit.signal }).catch(() => 'late' as const);
  const code = await Promise.race([closed, late]);
  limit.abort();
  if (code !== 'late') return { code, stdout, stderr };
  if (child.pid) process.kill(-child.pid, 'SIGKILL');
  throw new Error(`claude ${args.join(' ')} took more than ${timeoutMs} ms\n${stdout}\n${stderr}`);
}

/** Somebody at the client's stdin, who also hears its stdout. */
type Talk = (stdin: Writable, stdout: Readable) => void;

/** Gives one prompt after the other, each when a result has come for the one before, then closes stdin. */
function conversation(prompts: string[], interrupts: Promise<unknown>[] = []): Talk {
  return (stdin, stdout) => {
    const rest = [...prompts];
    for (const [i, when] of interrupts.entries()) {
      const order = { type: 'control_request', request_id: `interrupt-${i}`, request: { subtype: 'interrupt' } };
      void when.then(() => stdin.write(`${JSON.stringify(order)}\n`));
    }
    const next = (): void => {
      const content = rest.shift();
      if (content === undefined) stdin.end();
      else stdin.write(`${JSON.stringify({ type: 'user', message: { role: 'user', content } })}\n`);
    };
    createInterface({ input: stdout }).on('line', (line) => {
      if (parseEvent(line).type === 'result') next();
    });
    next();
  };
}

/**
 * The client waits for its servers before its first request. By itself it does not for long, and the older one hardly does: on a
 * busy machine, hooks and tools were missed.
 */
const WAITS_FOR_SERVERS = { MCP_CONNECTION_NONBLOCKING: '0', MCP_CONNECT_TIMEOUT_MS: String(DEADLINE_MS) };
/** What it does by itself. */
export const WAITS_FOR_NOTHING = { MCP_CONNECTION_NONBLOCKING: '', MCP_CONNECT_TIMEOUT_MS: '' };

export function environment({ home, model, env }: ClaudePlace): Record<string, string> {
  return {
    ...ENVIRONMENT,
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    ANTHROPIC_BASE_URL: model?.url ?? 'http://127.0.0.1:9',
    ANTHROPIC_API_KEY: 'dummy',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...WAITS_FOR_SERVERS,
    ...env,
  };
}

/** A client that ends while megabytes wait in the pipe cuts its last line. */
function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1).filter(Boolean);
}

function parseEvent(line: string): StreamEvent {
  return JSON.parse(line) as StreamEvent;
}
