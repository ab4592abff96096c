import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codex } from '../../../src/runs/providers/codex.ts';
import { containAgents } from '../../../src/runs/sandbox/contain-agent.ts';
import { createDenials } from '../../../src/runs/sandbox/denials.ts';
import { bwrapArgs } from '../../../src/runs/sandbox/enter.ts';
import { planSandbox, type SandboxMachine, type SandboxNeeds } from '../../../src/runs/sandbox/plan.ts';
import { mayConnect } from '../../../src/runs/sandbox/proxy.ts';
import type { SandboxRules } from '../../../src/runs/sandbox/rules.ts';
import { isNetwork } from '../../../src/work/settings/sandbox-settings.ts';
import { ADA, testWorkspace } from '../../support/workspace.ts';

const RULES: SandboxRules = {
  mode: 'worktree',
  isSet: true,
  network: [],
  caches: [],
  secrets: [],
  env: [],
  container: '',
};
const NEEDS: SandboxNeeds = {
  ...{ folder: '/q/runs/r1/tree', queue: '/q', objects: ['/q/store/objects'], reads: ['/opt/x', '/home/ada/plugin'] },
  ...{ servers: [], outside: false, sockets: '/tmp/s' },
};
const MACHINE: SandboxMachine = {
  ...{
    platform: 'linux',
    home: '/home/ada',
    isRoot: false,
    bwrap: '/usr/bin/bwrap',
    strace: '/usr/bin/strace',
    resolver: '/etc/resolv.conf',
    socat: '/usr/bin/socat',
  },
  ...{ problem: undefined, programs: ['/home/ada/.nvm'], exists: () => true },
};
const plan = (rules: Partial<SandboxRules>, needs: Partial<SandboxNeeds> = {}, machine: Partial<SandboxMachine> = {}) =>
  planSandbox({ ...RULES, ...rules }, { ...NEEDS, ...needs }, { ...MACHINE, ...machine });
const mounts = (found: ReturnType<typeof plan>) =>
  found.how === 'bwrap' ? found.mounts.map(({ how, at }) => `${how} ${at}`) : [found.how];

describe('the plan of a sandbox', () => {
  test('is open unless a person wants one', () => {
    expect(plan({ mode: 'off' })).toEqual({ how: 'open' });
  });

  test('lets a program write in its worktree, its git folder and its temporary folder only', () => {
    const found = mounts(plan({}));
    expect(found.filter((mount) => mount.startsWith('rw'))).toEqual([
      'rw /q/runs/r1/repo.git',
      'rw /q/runs/r1/tmp',
      'rw /q/runs/r1/tree',
    ]);
    expect(found).toContain('empty /q');
    expect(found).toContain('empty /home/ada');
  });

  test('has its own caches in a linked folder that it only reads', () => {
    const folder = '/home/ada/shop/node_modules';
    const found = mounts(plan({}, { reads: [folder], scratch: [`${folder}/.vite-temp`] }));
    expect(found.indexOf(`empty ${folder}/.vite-temp`)).toBe(found.indexOf(`ro ${folder}`) + 1);
  });

  test('shows named secrets for reading, and named caches for writing', () => {
    const found = mounts(plan({ secrets: ['~/.npmrc'], caches: ['~/.npm', '/var/cache/x'] }));
    expect(found).toEqual(expect.arrayContaining(['ro /home/ada/.npmrc', 'rw /home/ada/.npm', 'rw /var/cache/x']));
  });

  test.each([['~/'], ['~//'], ['/'], ['/home/ada'], ['/home/ada/'], ['/home/'], ['/home']])(
    'never shows the whole home folder: %s',
    (path) => {
      const found = mounts(plan({ secrets: [path], caches: [path] }));
      expect(found.filter((mount) => /^(ro|rw) \/(home(\/ada\/?)?)?$/.test(mount))).toEqual([]);
    },
  );

  test('never shows a folder that contains the queue', () => {
    expect(mounts(plan({ secrets: ['/home/ada/a'] }, { queue: '/home/ada/a/q' }))).not.toContain('ro /home/ada/a');
  });

  test('never shows the folder of the queue with a slash behind it', () => {
    const found = mounts(plan({ secrets: ['/srv/a/'], caches: ['/srv/a/q/'] }, { queue: '/srv/a/q' }));
    expect(found.filter((mount) => /^(ro|rw) \/srv\/a/.test(mount))).toEqual([]);
  });

  test('has parents before their children', () => {
    const found = mounts(plan({ secrets: ['~/.npmrc'] })).map((mount) => mount.split(' ')[1]!);
    expect(found).toEqual([...found].sort());
  });

  test.each<[string, Partial<SandboxMachine>, string]>([
    ['no bubblewrap', { bwrap: undefined }, 'bubblewrap'],
    ['a container that forbids it', { problem: 'Operation not permitted' }, 'Operation not permitted'],
    ['macOS', { platform: 'darwin' }, 'only on Linux'],
  ])('is refused on a machine with %s', (_, machine, why) => {
    expect(plan({}, {}, machine)).toMatchObject({ how: 'refused', why: expect.stringContaining(why) });
  });

  test('needs socat only for a network of domains', () => {
    expect(plan({}, {}, { socat: undefined }).how).toBe('bwrap');
    expect(plan({ network: ['a.test'] }, {}, { socat: undefined })).toMatchObject({ how: 'refused', hint: /socat/ });
  });

  test('uses a container that a person set, on every machine', () => {
    expect(plan({ container: 'podman run x' }, {}, { platform: 'darwin', bwrap: undefined })).toMatchObject({
      how: 'container',
      line: 'podman run x',
      mounts: expect.arrayContaining([{ how: 'rw', from: '/q/runs/r1/tree', at: '/q/runs/r1/tree' }]),
    });
  });

  test('tells a container that an asked agent only reads, and leaves the agent its own sandbox there', async () => {
    const work = await testWorkspace();
    await work.run('setting_set', { name: 'runs.sandbox', value: 'worktree' });
    await work.run('setting_set', { name: 'runs.container', value: 'env' });
    const place = { runs: work.folder, repository: { name: 'app', folder: work.folder } } as never;
    const contain = containAgents(work.opened.context(ADA), place, { step: () => undefined });
    const start = {
      env: { PATH: process.env.PATH! },
      launch: (env: Record<string, string>, isReadOnly: boolean) =>
        codex.ask!({ env, question: 'Is it done?', isReadOnly }),
    };
    const entered = await contain({ name: 'judge', provider: 'codex' } as never, start, join(work.folder, 'c', 'tree'));
    if ('why' in entered) throw new Error(entered.why);
    expect(entered.launch.args).toEqual(expect.arrayContaining(['exec env env "$@"', 'ro', '-s', 'read-only']));
    entered.leave?.();
  });

  test('refuses a path that the arguments of a container would split', () => {
    const folder = '/q/my runs/r1/tree';
    expect(plan({ container: 'docker run $BACKLOG_SANDBOX_ARGS x' }, { folder })).toMatchObject({ how: 'refused' });
    expect(plan({ container: './my-own' }, { folder }).how).toBe('container');
  });

  test('gives no secrets beside the network to a program with text from outside', () => {
    const wanted = { network: ['a.test'], secrets: ['~/.npmrc'], env: ['NPM_TOKEN'] };
    const narrowed = plan(wanted, { outside: true });
    expect(mounts(narrowed)).not.toContain('ro /home/ada/.npmrc');
    expect(narrowed).toMatchObject({
      withheld: ['NPM_TOKEN'],
      narrowed: [expect.stringContaining('~/.npmrc, NPM_TOKEN')],
    });
    expect(plan({ ...wanted, network: [] }, { outside: true })).toMatchObject({ withheld: [], narrowed: [] });
    expect(plan(wanted)).toMatchObject({ withheld: [], narrowed: [] });
  });

  test('counts the servers of a provider and the network of a container as network', () => {
    const wanted = { secrets: ['~/.npmrc'], env: ['NPM_TOKEN'] };
    const served = plan(wanted, { outside: true, servers: ['api.test'] });
    expect(mounts(served)).not.toContain('ro /home/ada/.npmrc');
    expect(served).toMatchObject({ withheld: ['NPM_TOKEN'] });
    const container = { ...wanted, container: 'podman run x' };
    expect(plan(container, { outside: true })).toMatchObject({
      withheld: ['NPM_TOKEN'],
      narrowed: [expect.stringContaining('NPM_TOKEN')],
    });
    expect(plan(container)).toMatchObject({ withheld: [], narrowed: [] });
  });

  test('makes one forward for the proxy and one for each service of the machine', () => {
    const found = plan({ network: ['a.test', 'localhost:5432'] }, { servers: ['localhost:5432', 'api.test'] });
    expect(found).toMatchObject({
      domains: ['a.test', 'api.test'],
      forwards: [{ port: 3128 }, { port: 5432, service: 5432 }],
      shared: false,
    });
  });

  test('shares the network of the machine only for all', () => {
    const found = plan({ network: 'all' });
    if (found.how !== 'bwrap') throw new Error(found.how);
    expect(bwrapArgs(found, ['true'], '/q')).not.toContain('--unshare-net');
    const closed = plan({});
    if (closed.how !== 'bwrap') throw new Error(closed.how);
    expect(bwrapArgs(closed, ['true'], '/q')).toContain('--unshare-net');
  });
});

test.each<[string[], string, number, boolean]>([
  [['a.test'], 'a.test', 443, true],
  [['a.test'], 'A.TEST.', 80, true],
  [['a.test'], 'a.test', 22, false],
  [['a.test:22'], 'a.test', 22, true],
  [['a.test:22'], 'a.test', 443, false],
  [['a.test'], 'b.a.test', 443, false],
  [['*.a.test'], 'b.a.test', 443, true],
  [['*.a.test'], 'a.test', 443, false],
  [['*.a.test'], 'evila.test', 443, false],
  [['a.test'], 'a.test.evil', 443, false],
  [['a.test'], '127.0.0.1', 443, false],
  [['a.test'], '2130706433', 443, false],
  [['a.test'], '[::1]', 443, false],
  [['a.test'], 'a.test..', 443, false],
  [['A.Test'], 'a.test', 443, true],
  [['*.a.test'], 'B.A.TEST.', 443, true],
  [['*.a.test'], 'b.a.test@127.0.0.1', 443, false],
  [['xn--mnchen-3ya.test'], 'XN--mnchen-3ya.test', 443, true],
  [['xn--mnchen-3ya.test'], 'münchen.test', 443, false],
  [['a.test'], 'ａ.test', 443, false],
  [['a.test'], 'a.test%2e', 443, false],
  [['a.test'], 'a.test\0', 443, false],
  [['a.test', '*.test'], '169.254.169.254', 80, false],
  [['a.test', '*.test'], '0xa9fea9fe', 80, false],
  [['a.test'], '[::ffff:169.254.169.254]', 80, false],
  [['a.test'], 'a.test\r\nHost: b', 443, false],
  [[], 'a.test', 443, false],
])('the domains %j and %s:%d: %s', (domains, host, port, wanted) => {
  expect(mayConnect(domains, host, port)).toBe(wanted);
});

test.each([
  ['bash', 'bash: line 1: /usr/x: Read-only file system'],
  ['dash', 'sh: 1: cannot create /usr/x: Read-only file system'],
  ['zsh', '(eval):1: read-only file system: /usr/x'],
  [
    'fish, in a transcript',
    String.raw`"text":"warning: An error occurred while redirecting file '/usr/x'\nopen: Read-only file system"`,
  ],
  ['coreutils', "touch: cannot touch '/usr/x': Read-only file system"],
  ['coreutils in UTF-8', 'mkdir: cannot create directory ‘/usr/x’: Read-only file system'],
  ['git', 'fatal: cannot mkdir /usr/x: Read-only file system'],
  ['sed', "sed: couldn't open temporary file /usr/x: Read-only file system"],
  ['Node', "Error: EROFS: read-only file system, open '/usr/x'"],
  ['Python', "OSError: [Errno 30] Read-only file system: '/usr/x'"],
  ['Python, in a transcript', String.raw`"content":"OSError: [Errno 30] Read-only file system: \"/usr/x\"\n"`],
  ['Go', 'open /usr/x: read-only file system'],
  ['Ruby', 'Read-only file system @ rb_sysopen - /usr/x (Errno::EROFS)'],
  ['Java', 'java.io.FileNotFoundException: /usr/x (Read-only file system)'],
])('a denied write of %s is found with its file', (_, line) => {
  const denials = createDenials(() => undefined);
  denials.heard(line);
  expect(denials.list([])).toEqual(['write /usr/x']);
});

test('each denied write of a transcript line is found; of a program that names no file, that there was one', () => {
  const denials = createDenials(() => undefined);
  denials.heard(String.raw`"content":"bash: /usr/a: Read-only file system\n(eval):1: read-only file system: /usr/b\n"`);
  denials.heard('Error: Read-only file system (os error 30)');
  expect(denials.list([])).toEqual(['write /usr/a', 'write /usr/b', 'write to a file that was not named']);
});

test('denied writes are found in complaints of programs, each once and at most fifty, and a flood says that there were others', () => {
  const told: string[] = [];
  const denials = createDenials((what) => told.push(what));
  denials.heard('bash: /etc/x: Read-only file system');
  denials.heard('bash: /etc/x: Read-only file system');
  denials.heard(`Error: EROFS: read-only file system, open '/usr/y'`);
  denials.heard('nothing');
  for (let n = 0; n < 99; n++) denials.add(`network h${n}:443`);
  expect(told.slice(0, 2)).toEqual(['write /etc/x', 'write /usr/y']);
  const more = 'more than 50: the others are not named';
  expect([told.length, told.at(-1)]).toEqual([51, more]);
  expect([denials.list(['earlier']).length, denials.list(['earlier']).at(-1)]).toEqual([51, more]);
  // The next round begins with these, and stays bounded.
  expect(createDenials(() => undefined).list(denials.list([]))).toEqual(denials.list([]));
});

test.each<[string, boolean]>([
  ['registry.npmjs.org', true],
  ['*.PyPI.org:8443', true],
  ['xn--mnchen-3ya.de', true],
  ['127.0.0.1:5432', true],
  ['10.0.0.5', false],
  ['10.0.0.5:80', false],
  ['169.254.169.254', false],
  ['*.0.0.1', false],
  ['[::1]:80', false],
  ['münchen.de', false],
  ['a.test:port', false],
])('the network %s is a setting: %s', (word, wanted) => {
  expect(isNetwork([word])).toBe(wanted);
});
