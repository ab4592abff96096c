import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { type ContainerEngine, type EngineName, startEngine, withoutEngine } from '../../support/container-engines.ts';
import { unless } from '../../support/needs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { type Field, field } from '../support/field.ts';
import { attacked } from './attacked.ts';
import { inContainer } from './in-container.ts';

const plugin = builtPlugin();

/** The lines of the page "Contain what runs". */
const LINES: Readonly<Record<EngineName, string>> = {
  docker: 'docker run --rm -i --init --user "$(id -u):$(id -g)" --network none $BACKLOG_SANDBOX_ARGS node:20',
  podman: 'podman run --rm -i --network none $BACKLOG_SANDBOX_ARGS node:20',
};

/** The engine of the present block. Its program is the first one of PATH. */
let engine: ContainerEngine;

function useEngine(name: EngineName): void {
  const before = process.env.PATH;
  beforeAll(async () => {
    if (!IS_SOAK) return;
    engine = await startEngine(name);
    process.env.PATH = engine.path;
  });
  afterAll(async () => {
    process.env.PATH = before;
    await engine?.end();
  });
}

/** A repository whose agents, checks and setup command run in containers. `line` is the shell line of agent `sh`. */
async function contained(name: EngineName, line: string): Promise<Field> {
  const place = await field({ supervisor: plugin.supervisor });
  await place.run('setting_set', { name: 'runs.container', value: LINES[name] });
  await place.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
  await place.run('agent_add', { name: 'sh', provider: 'command', argv: ['/bin/sh', '-c', line] });
  return place;
}

/** Stays until something ends it: without the marks of its run, and deaf to signals. */
const STAYS = `trap '' INT TERM; echo begun; exec env -i /bin/sh -c 'trap "" INT TERM; while :; do /usr/bin/sleep 1; done'`;

describe.each(['docker', 'podman'] as const)('in a container of %s,', (name) => {
  const options = unless(withoutEngine(name));
  if (withoutEngine(name) === undefined) useEngine(name);
  const [before, after] = LINES[name].split('$BACKLOG_SANDBOX_ARGS') as [string, string];

  soak.each([
    ['of a judge writes only its temporary files', true, ['../tmp/t', 'read']],
    ['of a run writes its worktree and its git folder, too', false, ['here', '../repo.git/x', '../tmp/t', 'read']],
  ])('a program %s', options, async (_, readOnly, wrote) => {
    expect(await inContainer(LINES[name], readOnly)).toMatchObject({ status: 0, index: '', stdout: wrote, stderr: '' });
    expect(engine.containers()).toEqual([]);
  });

  soak.each([
    ['the checkout of a judge', true, '-v $PWD:$PWD:rw -w $PWD', 'may only read'],
    ["Backlog's own files", false, '-v $PWD/..:$PWD/..:rw -w $PWD', "Backlog's own files"],
  ])('no program starts that can write %s', options, async (_, readOnly, mounts, why) => {
    const ended = await inContainer(`${before}${mounts}${after}`, readOnly);
    expect(ended).toMatchObject({ status: 97, stdout: [], files: ['a'] });
    expect(ended.stderr).toContain(why);
  });

  soak('a run works, asks, is checked, reviewed and landed', options, async () => {
    const work = [
      'echo b > src/a.txt; git commit -qam Changed || exit 1',
      '[ "$BACKLOG_ROUND" = 1 ] && { backlog run ask "Which colour?"; backlog done 1; exit 0; }',
      'grep -q Red "$BACKLOG_PROMPT_FILE" && echo red > src/colour.txt',
    ];
    const place = await contained(name, work.join('\n'));
    await place.run('setting_set', { name: 'runs.setup', value: `echo s > made.log; echo s > ${place.root}/setup` });
    const unit = `test -f made.log && test ! -e ${place.user}/src && grep b src/a.txt && echo 1 passed; echo c > ${place.root}/check`;
    await place.run('setting_set', { name: 'checks.unit', value: unit });
    const id = await place.start(await place.task({ description: 'Do' }), 'sh');
    const asking = await place.settled(id);
    const output = readFileSync(join(place.store, 'runs', id, 'output.txt'), 'utf8');
    expect([asking.state, asking.reason, output]).toEqual(['asking', undefined, expect.stringContaining('Asked.')]);
    expect(output).toContain('"task_done" is not a tool of a contained run');
    await place.run('run_answer', { run: id, note: 'Red' });
    const run = await place.becomes(id, 'review');
    expect([run.checks, run.result?.paths]).toMatchObject([
      [{ name: 'unit', ok: true }],
      ['src/a.txt', 'src/colour.txt'],
    ]);
    expect(['setup', 'check'].filter((file) => existsSync(join(place.root, file)))).toEqual([]);
    expect(statSync(join(place.tree(id), 'src/colour.txt')).uid).toBe(process.getuid?.());
    await place.run('run_approve', { run: id });
    await place.becomes(id, 'merged');
    expect(readFileSync(join(place.user, 'src/colour.txt'), 'utf8')).toBe('red\n');
    expect(engine.containers()).toEqual([]);
  });

  soak('attacks do no harm', options, async () => {
    const { harmful } = await attacked(plugin.supervisor, 'worktree', LINES[name]);
    expect(harmful).toEqual([]);
    expect(engine.containers()).toEqual([]);
  });

  soak.each([
    ['a person stops', {}, (place: Field, id: string) => place.run('run_stop', { run: id })],
    ['takes too long', { minutes: 0.1 }, async () => undefined],
  ])('a run that %s leaves no container', options, async (_, more, act) => {
    const place = await contained(name, STAYS);
    const id = await place.start(await place.task({ description: 'Do' }), 'sh', more);
    await place.until(id, () => engine.containers().length > 0);
    await act(place, id);
    await place.settled(id);
    expect(engine.containers()).toEqual([]);
  });

  soak('a killed supervisor leaves no container after the next command', options, async () => {
    const place = await contained(name, STAYS);
    const id = await place.start(await place.task({ description: 'Do' }), 'sh');
    await place.until(id, () => engine.containers().length > 0);
    process.kill((await place.now(id)).supervisor!.pid, 'SIGKILL');
    await place.until(id, ({ supervisor }) => !place.processes().includes(supervisor!.pid));
    await place.run('run_list');
    expect([(await place.now(id)).state, engine.containers()]).toEqual(['interrupted', []]);
  });

  soak('a check that takes too long leaves no container', options, async () => {
    const place = await contained(name, 'echo b > src/a.txt');
    await place.run('setting_set', { name: 'checks.unit', value: STAYS });
    await place.run('setting_set', { name: 'runs.checkMinutes', value: '0.05' });
    await place.run('setting_set', { name: 'runs.checkRounds', value: '0' });
    const id = await place.start(await place.task({ description: 'Do' }), 'sh');
    const run = await place.settled(id);
    expect([run.state, run.checks?.[0]?.ok, engine.containers()]).toEqual(['review', false, []]);
  });
});
