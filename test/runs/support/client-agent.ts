import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field } from './field.ts';

/**
 * Makes an agent whose program answers as Claude Code prints it. In its source, `tell` says a text, of which the last one
 * is its last message, and `asked()` reads its question.
 */
export async function clientAgent(
  place: Field,
  name: string,
  source: string,
  more: Record<string, unknown> = {},
): Promise<void> {
  await place.run('agent_add', { name, provider: 'claude', binary: clientProgram(place, name, source), ...more });
}

/** Writes such a program into a folder of its own. @returns its path */
export function clientProgram({ root }: Pick<Field, 'root'>, name: string, source: string): string {
  const folder = join(root, `client-${name}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'client.mjs');
  writeFileSync(
    file,
    `#!${process.execPath}
import { readFileSync as readAll } from 'node:fs';
const say = (value) => console.log(JSON.stringify(value));
const asked = () => readAll(0, 'utf8');
let last = '';
const tell = (text) => {
  last = text;
  say({ type: 'assistant', message: { id: 'm' + process.hrtime.bigint(), role: 'assistant', content: [{ type: 'text', text }], usage: {} } });
};
say({ type: 'system', subtype: 'init', session_id: 's', model: 'm', claude_code_version: '2.1.328' });
${source}
say({ type: 'result', subtype: 'success', is_error: false, result: last, num_turns: 1, usage: {}, total_cost_usd: 0.02 });
`,
    { mode: 0o755 },
  );
  return file;
}
