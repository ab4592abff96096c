import type { Webhook } from '../../domain/records.ts';
import { runCommand } from '../../runs/process/run-command.ts';
import { unmarked } from '../../runs/supervisor/start-supervisor.ts';
import { keyOf, SECRET_FORM } from '../../work/webhooks/secret.ts';

/** Maximum time of a program that prints a secret, in ms. */
const LIMIT_MS = 10_000;

/**
 * Reads the secret of a webhook from its place. No text that this function returns contains it.
 * @param cwd the folder in which a program runs
 */
export async function readKey(
  secret: Webhook['secret'],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<{ key: Buffer } | { why: string }> {
  const { env: variable, command } = secret;
  const text = variable === undefined ? undefined : env[variable];
  if (text) {
    const key = keyOf(text);
    return key ? { key } : { why: `the variable ${variable} has no secret: ${SECRET_FORM}` };
  }
  if (!command) return { why: `the variable ${variable} isn't set where Backlog delivers events` };
  const lines: string[] = [];
  const end = await runCommand({
    command,
    cwd,
    env: unmarked(env) as Record<string, string>,
    timeoutMs: LIMIT_MS,
    onLine: (line) => lines.length < 2 && lines.push(line),
  });
  const program = command[0];
  if (end.ended !== 'exited' || end.code !== 0)
    return {
      why: `the program ${program} that prints the secret failed (${end.ended === 'exited' ? `code ${end.code}` : end.ended})`,
    };
  const key = keyOf(lines[0] ?? '');
  return key ? { key } : { why: `the program ${program} printed no secret: ${SECRET_FORM}` };
}
