import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { type ContainerEngine, type EngineName, startEngine, withoutEngine } from '../../support/container-engines.ts';
import { unless } from '../../support/needs.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { agree, type Ran } from '../passes/placed.ts';
import { clientAgent } from '../support/client-agent.ts';
import { FILES, type Field, field } from '../support/field.ts';
import { attacked } from './attacked.ts';
import { ATTACKS } from './attacks.ts';
import { inContainer } from './in-container.ts';
import { INJECTED } from './injected.ts';
import { intruder } from './intruder.ts';
import { obeyed } from './obeyed.ts';

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
async function contained(name: EngineName, line: string, files: Record<string, string> = FILES): Promise<Field> {
  const place = await field({ supervisor: plugin.supervisor, files });
  await place.run('setting_set', { name: 'runs.container', value: LINES[name] });
  await place.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
  await place.run('agent_add', { name: 'sh', provider: 'command', argv: ['/bin/sh', '-c', line] });
  return place;
}

/** Makes an agent whose client is in the image: a mount stands for that. */
async function clientInside(place: Field, name: EngineName, agent: string, source: string): Promise<void> {
  await clientAgent(place, agent, source);
  const folder = join(place.root, `client-${agent}`);
  const line = LINES[name].replace(' $', ` -v ${folder}:${folder}:ro $`);
  await place.run('setting_set', { name: 'runs.container', value: line });
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

  soak(
    'a run is set up, works, asks, repairs what a check found, is judged, reviewed and landed',
    options,
    async () => {
      const work = [
        'test -f made.log || exit 3',
        'case $BACKLOG_ROUND in',
        '1) echo b > src/a.txt; git commit -qam Changed || exit 4; backlog run ask "Which colour?"; backlog done 1 ;;',
        '2) grep -q Red "$BACKLOG_PROMPT_FILE" && echo blue > src/colour.txt ;;',
        '*) grep -q "no red" "$BACKLOG_PROMPT_FILE" && echo red > src/colour.txt ;;',
        'esac',
        'true',
      ];
      const place = await contained(name, work.join('\n'));
      const out = join(place.root, 'from');
      await place.run('setting_set', { name: 'runs.setup', value: `echo s > made.log; echo s > ${out}-setup` });
      const unit = `echo c > ${out}-check; test -f made.log || exit 3; grep red src/colour.txt || { echo no red; exit 1; }`;
      await place.run('setting_set', { name: 'checks.unit', value: unit });
      const says = `sed -n 's/^1\\. "\\(.*\\)"$/Criterion 1: accepted \\1/p' "$BACKLOG_JUDGE"`;
      const own = `echo j > ${out}-judge; ${says}`;
      await place.run('setting_set', { name: 'checks.own', value: own });
      await place.run('setting_set', { name: 'runs.judges', value: 'own,client' });
      await clientInside(place, name, 'client', intruder(place, out));
      const id = await place.start(await place.task({ description: 'Do', acceptance: ['b is there'] }), 'sh');
      const asking = await place.settled(id);
      const output = readFileSync(join(place.store, 'runs', id, 'output.txt'), 'utf8');
      expect([asking.state, asking.reason, output]).toEqual(['asking', undefined, expect.stringContaining('Asked.')]);
      expect(output).toContain('"task_done" is not a tool of a contained run');
      await place.run('run_answer', { run: id, note: 'Red' });
      const run = await place.becomes(id, 'review');
      expect([run.rounds?.map(({ why }) => why), run.checks, run.result?.paths]).toMatchObject([
        ['start', 'answer', 'checks'],
        [
          { name: 'unit', ok: true },
          { name: 'own', ok: true, verdicts: [{ text: 'b is there' }] },
          { name: 'client', ok: true, output: expect.stringContaining('read b; wrote nothing') },
        ],
        ['src/a.txt', 'src/colour.txt'],
      ]);
      expect(await place.text('run_show', { run: id })).toContain('container');
      expect(['setup', 'check', 'judge', 'client'].filter((part) => existsSync(`${out}-${part}`))).toEqual([]);
      expect(statSync(join(place.tree(id), 'src/colour.txt')).uid).toBe(process.getuid?.());
      await place.run('run_approve', { run: id, unmet: true });
      await place.becomes(id, 'merged');
      expect(readFileSync(join(place.user, 'src/colour.txt'), 'utf8')).toBe('red\n');
      await place.until(id, () => place.processes().length === 0);
      expect(engine.containers()).toEqual([]);
    },
  );

  soak('an agent that looks for work reads, and writes nothing', options, async () => {
    const place = await contained(name, 'true', {
      ...FILES,
      '.backlog/passes/scout.md': '---\nagent: scout\n---\nLook.\n',
    });
    const source = `${intruder(place, join(place.root, 'from'))}; tell(JSON.stringify({ title: last }));`;
    await clientInside(place, name, 'scout', source);
    await agree(place);
    const { added, run } = await place.run<Ran>('pass_run', { name: 'scout' });
    expect([added[0]?.title, run.why]).toEqual([expect.stringContaining('read a; wrote nothing'), undefined]);
    expect(engine.containers()).toEqual([]);
  });

  soak('attacks do no harm', options, async () => {
    const { harmful, place, id } = await attacked(plugin.supervisor, 'worktree', LINES[name]);
    const output = readFileSync(join(place.store, 'runs', id, 'output.txt'), 'utf8');
    // An attack that was not made would show nothing.
    expect(ATTACKS.filter(([attack]) => !output.includes(`=== ${attack}\n`))).toEqual([]);
    expect(output).not.toMatch(/command not found/);
    expect(harmful).toEqual([]);
    expect(engine.containers()).toEqual([]);
  });

  soak('50 texts in issues, comments and files do no harm, even with the network of the machine', options, async () => {
    const line = LINES[name].replace('--network none', '--network host');
    const { harmful, followed } = await obeyed(plugin.supervisor, 'worktree', line);
    expect([...INJECTED.keys()].filter((n) => !followed.has(n))).toEqual([]);
    expect([...harmful]).toEqual([]);
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
