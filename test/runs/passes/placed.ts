import type { Proposal } from '../../../src/domain/records.ts';
import { clientAgent } from '../support/client-agent.ts';
import { type Field, field } from '../support/field.ts';

/** What `pass_run` gives. */
export interface Ran {
  run: { found: number; added: number; known: number; bad: number; why?: string };
  bad: { line: number; why: string }[];
  added: Proposal[];
}

/** A pass whose program is a committed script. */
export const pass = (front = '') => `---\nprogram: [node, find.mjs]\n${front}---\nFind what is missing.\n`;

/** A repository with a pass that runs a script. */
export async function placed(script: string, front = ''): Promise<Field> {
  const place = await field({
    supervisor: '',
    files: { 'src/a.txt': 'a\n', 'find.mjs': script, '.backlog/passes/gaps.md': pass(front) },
  });
  await place.run('task_add', { description: 'Something else' });
  return place;
}

/** The same, and a person agreed to it. */
export async function agreed(script: string, front = ''): Promise<Field> {
  const place = await placed(script, front);
  await agree(place);
  return place;
}

/** A pass whose agent looks. */
export const agentPass = (front = '') => `---\nagent: scout\n${front}---\nFind functions without a test.\n`;

/** A repository with a pass whose agent is a script, and a person agreed to it. */
export async function scouted(script: string, front = ''): Promise<Field> {
  const files = { 'src/a.txt': 'a\n', '.backlog/passes/scout.md': agentPass(front) };
  const place = await field({ supervisor: '', files });
  await clientAgent(place, 'scout', script);
  await agree(place);
  return place;
}

export async function agree(place: Field): Promise<void> {
  const { data } = await place.refused('config_trust', {}).then((refusal) => ({ data: refusal.hint }));
  const [, content] = /--content (\w+)/.exec(data ?? '') ?? [];
  await place.run('config_trust', { content });
}

export const inbox = (place: Field, state = 'open') =>
  place.run<{ proposals: Proposal[] }>('inbox_list', { state }).then(({ proposals }) => proposals);
