import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { clientAgent } from './support/client-agent.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();

/**
 * Two agents that change the same file. The second one has conversations: each start of its program is noted with its
 * arguments and its prompt. When it finds marks of a conflict, it resolves them.
 */
async function rivals(): Promise<Field & { starts(): { args: string[]; prompt: string; marks: boolean }[] }> {
  const place = await field({ ...plugin });
  await place.agent(
    'writer1',
    `import { writeFileSync } from 'node:fs'; writeFileSync('src/1.txt', 'first ' + process.env.BACKLOG_ROUND + '\\n');`,
  );
  const log = join(place.root, 'starts');
  await clientAgent(
    place,
    'writer2',
    `import { createInterface } from 'node:readline';
    import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
    let prompt = '';
    for await (const line of createInterface({ input: process.stdin })) { prompt = line; break; }
    const before = readFileSync('src/1.txt', 'utf8');
    const marks = before.includes('<<<<<<<');
    appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args: process.argv.slice(2), prompt, marks }) + '\\n');
    writeFileSync('src/1.txt', marks ? 'first 2 and second\\n' : before.trim() + ' and second\\n');
    tell('Done.');`,
  );
  await place.task({ description: 'First', scope: 'src/1.txt' });
  await place.task({ description: 'Second', scope: 'src/1.txt', depends: '1' });
  await place.run('setting_set', { name: 'runs.stack', value: 'true' });
  const starts = () =>
    (existsSync(log) ? readFileSync(log, 'utf8') : '')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ...place, starts };
}

/** Both results are in review, then the first one changes the line that the second one changed, too. */
async function conflicting(place: Field): Promise<void> {
  await place.becomes(await place.start(1, 'writer1'), 'review');
  await place.becomes(await place.start(2, 'writer2'), 'review');
  await place.run('run_request_changes', { run: 'r1', note: 'Again' });
  await place.until('r1', ({ state, rounds }) => state === 'review' && rounds?.length === 2);
}

soak(
  'a conflict with the newer result below returns the stacked run, and its agent resolves it in the same conversation',
  async () => {
    const place = await rivals();
    const { run, until, becomes, user, text, refused } = place;
    await conflicting(place);
    const returned = await until('r2', ({ state, waits }) => state === 'review' && waits?.why === 'stack');
    expect(returned.rounds?.map(({ why }) => why)).toEqual(['start']);
    expect(await text('run_show', { run: 'r2' })).toMatch(/conflict/);
    expect((await refused('run_approve', { run: 'r2' })).message).toContain("can't approve run r2");
    expect(readFileSync(join(place.tree('r2'), 'src/1.txt'), 'utf8')).toBe('first 1 and second\n');
    await run('run_request_changes', { run: 'r2', note: 'Keep both' });
    const again = await until('r2', ({ state, rounds }) => state === 'review' && rounds?.at(-1)?.why === 'changes');
    expect(again.stackedOn?.commit).toBe((await place.now('r1')).result?.commit);
    const [one, two] = place.starts();
    expect([one!.marks, two!.marks]).toEqual([false, true]);
    expect(one!.args).not.toContain('--resume');
    expect(two!.args.slice(two!.args.indexOf('--resume'), two!.args.indexOf('--resume') + 2)).toEqual([
      '--resume',
      's',
    ]);
    expect(two!.prompt).toContain('Keep both');
    expect(two!.prompt).toMatch(/conflict/);
    for (const id of ['r1', 'r2']) await run('run_approve', { run: id });
    await becomes('r2', 'merged');
    expect(readFileSync(join(user, 'src/1.txt'), 'utf8')).toBe('first 2 and second\n');
  },
);

soak('the orchestrator lets the agent of its own stacked run resolve such a conflict, without a person', async () => {
  const place = await rivals();
  const { run, until } = place;
  await run('setting_set', { name: 'runs.agent', value: 'writer1' });
  await run('task_modify', { filter: '2', agent: 'writer2' });
  await run('orchestrator_start', { agents: 2 });
  await vi.waitFor(async () => expect((await place.all()).length).toBe(2), { timeout: DEADLINE_MS, interval: 100 });
  await place.becomes('r2', 'review');
  await run('run_request_changes', { run: 'r1', note: 'Again' });
  const resolved = await until('r2', ({ state, rounds }) => state === 'review' && rounds?.at(-1)?.why === 'changes');
  expect(resolved.rounds?.map(({ why }) => why)).toEqual(['start', 'changes']);
  expect(place.starts().map(({ args }) => args.includes('--resume'))).toEqual([false, true]);
  expect(readFileSync(join(place.tree('r2'), 'src/1.txt'), 'utf8')).toBe('first 2 and second\n');
  await run('orchestrator_stop');
});
