import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { killCarrying } from '../support/carrying.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { NEEDS_POSTGRES, unless } from '../support/needs.ts';
import { startPostgres } from '../support/postgres.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const UNSHARED = ['unshare', '--uts', '--mount', '--time'];
const canUnshare = spawnSync(UNSHARED[0]!, [...UNSHARED.slice(1), 'true']).status === 0;
/** Longer than two leases, in seconds. */
const TWO_LEASES = 25 * 60;

const reason = canUnshare ? undefined : 'this user may not make a namespace';
describe('two machines', reason === undefined ? NEEDS_POSTGRES : unless(reason), () => {
  const plugin = builtPlugin();

  soak(
    'share a queue: each works on its own, sees the other by name, and takes over only after the lease',
    async () => {
      const address = (await startPostgres()).address('shop');
      const origin = join(tempFolder('origin'), 'shop');
      writeFiles(origin, { 'src/a.txt': 'a\n' });
      for (const line of [
        ['init', '-qb', 'main'],
        ['add', '-A'],
        ['commit', '-qm', 'First'],
      ])
        git(origin, ...line);
      const [laptop, desk] = [machine('laptop', '1', origin), machine('desk', '2', origin)];
      await laptop.does('store init', address);
      await desk.does('store init --repository shop', address);
      await laptop.does('agent add worker --provider command -- sh -c', '. "$HOME/agent.sh"');
      for (const [text, scope] of Object.entries({
        'Change one': 'src/1.txt',
        'Change two': 'src/2.txt',
        'Change all': 'src/**',
      }))
        await laptop.does('add', text, '--scope', scope);
      await laptop.does('add', 'Write docs', '--scope', 'docs/**');
      await Promise.all([laptop.trusts(), desk.trusts()]);

      // Each machine starts a run, and a session of the laptop claims a task.
      await laptop.begins('1');
      await Promise.all([desk.begins('2'), laptop.session('4')]);

      // Each sees what the other one has, by its name, and is refused.
      const there = 'on another machine, laptop';
      expect(await desk.does('run list')).toMatch(/^r1 running 1 Change one .*, on another machine, laptop\)$/m);
      const claims = await desk.does('claim list');
      expect(claims).toMatch(/ run r1 on laptop +#1 Change one /);
      expect(claims).toMatch(/ run r2 +#2 Change two /);
      expect(claims).toMatch(/ another Claude Code session on laptop \(since .*\) +#4 Write docs /);
      expect(await desk.does('info 1')).toMatch(/^claimed by: run r1 on laptop; the claim lasts until /m);
      expect(await desk.does('explain 1')).toContain(`claimed by run r1, which is running its agent, ${there}`);
      expect(await desk.refused('start 1')).toContain(
        `task 1 is claimed by run r1, which is running its agent, ${there}`,
      );
      expect(await desk.refused('start 3')).toMatch(/claimed by run r\d.* 1 more claim conflicts\./);
      expect(await desk.refused('claim acquire src/1.txt')).toContain(
        'src/1.txt is claimed by run r1 on laptop for #1',
      );
      expect(await laptop.refused('claim acquire src/2.txt')).toContain(
        'src/2.txt is claimed by run r2 on desk for #2',
      );
      expect(await laptop.refused('start 2')).toContain('which is running its agent, on another machine, desk');

      // A result lands on the machine of its run, after an approval there.
      await desk.ends('r2');
      for (const line of ['approve r2', 'run merge-now r2', 'run resume r2', 'run adopt r2', 'diff r2'])
        expect(await laptop.refused(line), line).toContain('r2');
      expect(await laptop.refused('approve r2')).toMatch(/^backlog: run r2 is on another machine, desk\n/);
      expect(await laptop.does('explain 2')).toContain('which is in review, on another machine, desk');
      await desk.does('approve r2 --yes');
      await desk.becomes('r2', 'merged');
      expect([desk, laptop].map(({ has }) => has('src/2.txt'))).toEqual([true, false]);

      // An undo of one machine is one for both.
      const added = await desk.does('add Wrong');
      expect(await laptop.does('list')).toContain('Wrong');
      expect(added).toContain('Wrong');
      await desk.does('undo --yes');
      expect(await laptop.does('list')).not.toContain('Wrong');

      // The laptop dies. Only after its lease may the desk go on, from the start.
      await laptop.dies();
      expect(await desk.does('run list')).toContain(`r1 running 1 Change one`);
      expect(await desk.refused('start 1')).toContain(there);
      expect(await desk.refused('run retry r1')).toContain("can't retry run r1: it is running its agent");
      desk.ahead = TWO_LEASES;
      expect(await desk.does('run list')).toMatch(
        /^r1 interrupted \(supervisor died\) 1 .*, on another machine, laptop\)?: its supervisor on laptop stopped/m,
      );
      expect(await desk.refused('run resume r1')).toContain(`run r1 is ${there}`);
      expect(await desk.does('claim list')).not.toContain('#1 Change one');
      await desk.does('run retry r1');
      await desk.becomes('r3', 'review');
      expect(await laptop.refused('approve r3')).toContain('run r3 is on another machine, desk');
      await desk.does('approve r3 --yes');
      await desk.becomes('r3', 'merged');
      expect(desk.read('src/1.txt')).toBe('desk\n');
      expect(laptop.has('src/1.txt')).toBe(false);
      expect(git(laptop.cwd, 'status', '--porcelain')).toBe('');
    },
  );

  /** A machine with a name, a boot and an id of its own. Its person has a home folder and a clone there. */
  function machine(name: string, digit: string, origin: string) {
    const home = tempFolder(name);
    const cwd = join(home, 'shop');
    git(home, 'clone', '-q', origin, cwd);
    mkdirSync(join(home, 'state'));
    const boot = `${digit.repeat(8)}-${`${digit.repeat(4)}-`.repeat(3)}${digit.repeat(12)}\n`;
    writeFiles(home, {
      '.gitconfig': `[user]\n  name = ${name}\n  email = ${name}@example.invalid\n`,
      boot,
      id: `${digit.repeat(32)}\n`,
      'agent.sh': [
        'cat >/dev/null',
        'touch "$HOME/begun-$BACKLOG_TASK_ID"',
        'while [ ! -e "$HOME/go" ]; do sleep 0.05; done',
        `echo ${name} > src/$BACKLOG_TASK_ID.txt`,
      ].join('\n'),
    });
    const env = { ...ENVIRONMENT, HOME: home, BACKLOG_HOME: join(home, 'state'), TZ: 'UTC', TERM: 'xterm' };
    onTestFinished(() => killCarrying(`BACKLOG_HOME=${env.BACKLOG_HOME}`));
    const setUp = [
      `hostname ${name}`,
      `mount --bind ${home}/boot /proc/sys/kernel/random/boot_id`,
      `mount --bind ${home}/id /etc/machine-id`,
      'exec "$@"',
    ].join(' && ');
    const self = {
      home,
      cwd,
      /** Seconds that passed on this machine more than on the other one. */
      ahead: 0,
      start(words: readonly string[]) {
        const ahead = ['--boottime', String(self.ahead), '--monotonic', String(self.ahead)];
        const [unshare, ...flags] = UNSHARED as [string, ...string[]];
        return spawn(unshare, [...flags, ...ahead, 'sh', '-c', setUp, 'sh', ...words], {
          ...{ cwd, env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      },
      /** Types words at a terminal: those of a line, and more. @returns everything that the program prints */
      says: (line: string, ...more: string[]) =>
        new Promise<{ code: number | null; text: string }>((resolve) => {
          const child = self.start([...AT_TERMINAL, process.execPath, plugin.cli, ...line.split(' '), ...more]);
          let text = '';
          for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (text += piece));
          child.on('close', (code) => resolve({ code, text }));
        }),
      async does(...words: [string, ...string[]]): Promise<string> {
        const { code, text } = await self.says(...words);
        expect(code, `${name}: ${words.join(' ')}\n${text}`).toBe(0);
        return text;
      },
      async refused(line: string): Promise<string> {
        const { code, text } = await self.says(line);
        expect(code, `${name}: ${line}\n${text}`).toBe(1);
        return text;
      },
      has: (file: string) => existsSync(join(cwd, file)),
      read: (file: string) => readFileSync(join(cwd, file), 'utf8'),
      /** Lets the agents of this machine go on, and waits for the result of a run. */
      async ends(run: string) {
        writeFileSync(join(home, 'go'), '');
        await self.becomes(run, 'review');
      },
      becomes: (run: string, state: string) =>
        vi.waitFor(
          async () => expect(await self.does('run list --all')).toMatch(new RegExp(`^${run} ${state} `, 'm')),
          {
            timeout: DEADLINE_MS,
            interval: 500,
          },
        ),
      async trusts() {
        const shown = await self.says('store trust');
        await self.does('store trust --content', /--content ([0-9a-f]+)/.exec(shown.text)![1]!);
      },
      appears: (file: string) =>
        vi.waitFor(() => expect(existsSync(join(home, file))).toBe(true), { timeout: DEADLINE_MS, interval: 50 }),
      /** Starts a run whose agent waits. */
      async begins(task: string) {
        await self.does('run --agent worker', task);
        await self.appears(`begun-${task}`);
      },
      /** Opens a session of Claude Code, which starts a task and stays open. */
      async session(task: string) {
        const id = '5e55105e-0000-4000-8000-000000000001';
        const said = JSON.stringify({ hook_event_name: 'SessionStart', session_id: id, cwd, source: 'startup' });
        const lines = [
          `echo '${said}' | '${process.execPath}' '${plugin.hook}' SessionStart`,
          `CLAUDECODE=1 CLAUDE_CODE_SESSION_ID=${id} '${process.execPath}' '${plugin.cli}' start ${task} >"$HOME/session.log" 2>&1 && touch "$HOME/session-begun"`,
          'while :; do sleep 1; done',
        ];
        self.start(['sh', '-c', lines.join('\n')]);
        await self.appears('session-begun');
      },
      dies: () => killCarrying(`BACKLOG_HOME=${env.BACKLOG_HOME}`),
    };
    return self;
  }
});
