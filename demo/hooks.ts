import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Output of a hook; null if there is none. */
export type Answer = {
  hookSpecificOutput?: {
    additionalContext?: string;
    permissionDecision?: string;
    permissionDecisionReason?: string;
    updatedInput?: Record<string, unknown>;
  };
} | null;

type Payload = Readonly<Record<string, unknown>>;
type Handler =
  | { type: 'command'; command: string; args: string[] }
  | { type: 'mcp_tool'; tool: string; input: Record<string, string> };
type HooksFile = { hooks: Record<string, { matcher?: string; hooks: Handler[] }[]> };

interface Surroundings {
  /** The plugin's folder. */
  plugin: string;
  cwd: string;
  env: Record<string, string>;
  /** Calls a tool of the plugin's server. @returns the text of its answer */
  askServer(tool: string, input: Record<string, string>): Promise<string>;
}

/**
 * Runs hooks as a client does: reads hooks.json, finds the entries for an event, calls the server or starts the
 * program, and reads the output.
 */
export function hooksOf(around: Surroundings): (event: string, payload: Payload) => Promise<Answer> {
  const { hooks } = JSON.parse(readFileSync(join(around.plugin, 'hooks/hooks.json'), 'utf8')) as HooksFile;
  return async (event, payload) => {
    const fitting = (hooks[event] ?? []).filter(({ matcher }) => matches(matcher, String(payload.tool_name ?? '')));
    let said: Answer = null;
    for (const handler of fitting.flatMap((entry) => entry.hooks)) {
      const text =
        handler.type === 'mcp_tool'
          ? await around.askServer(handler.tool, filled(handler.input, payload))
          : await runProgram(handler, payload, around);
      if (text.trim() !== '') said = JSON.parse(text) as Answer;
    }
    return said;
  };
}

/** Compares a matcher that consists of names and `|` exactly, and any other matcher as a regular expression. */
function matches(matcher: string | undefined, tool: string): boolean {
  if (matcher === undefined) return true;
  return /^[\w|]+$/.test(matcher) ? matcher.split('|').includes(tool) : new RegExp(matcher).test(tool);
}

/**
 * Replaces `${tool_input.file_path}` by that field of the payload, and `${tool_input}` by the whole input as JSON. An
 * unknown field becomes an empty text.
 */
function filled(input: Record<string, string>, payload: Payload): Record<string, string> {
  const field = (path: string): string => {
    const value = path.split('.').reduce<unknown>((at, name) => (at as Payload | undefined)?.[name], payload) ?? '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  const fill = (text: string) => text.replace(/\$\{([\w.]+)\}/g, (_, path: string) => field(path));
  return Object.fromEntries(Object.entries(input).map(([name, text]) => [name, fill(text)]));
}

function runProgram(
  { command, args }: { command: string; args: string[] },
  payload: Payload,
  { plugin, cwd, env }: Surroundings,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const words = args.map((word) => word.replace(`\${CLAUDE_PLUGIN_ROOT}`, plugin));
    const child = spawn(command, words, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => resolve(Buffer.concat(chunks).toString()));
    child.stdin.end(JSON.stringify(payload));
  });
}
