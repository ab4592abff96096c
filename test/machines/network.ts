import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ways in which a machine loses the server: its requests are lost, the answers are, or the cable is out. */
export const CUTS = ['requests', 'answers', 'cable'] as const;
export type Cut = (typeof CUTS)[number];

/** Machines with networks, names, boots and clocks of their own, on this computer. */
export interface Network {
  /** Address at which all machines reach this computer. */
  readonly host: string;
  /** The words before a command that runs it on a machine. The process keeps its number. */
  on(machine: number): readonly string[];
  /** Variables for a process of a machine. */
  env(machine: number): Readonly<Record<string, string>>;
  cut(machine: number, how: Cut): void;
  heal(machine: number): void;
  /** Sets a machine's clock. @param skew such as `+7h`, in the form of libfaketime */
  setClock(machine: number, skew: string): void;
  end(): void;
}

const FAKETIME = ['/usr/lib/x86_64-linux-gnu/faketime', '/usr/lib/faketime', '/usr/lib64/faketime']
  .map((folder) => join(folder, 'libfaketime.so.1'))
  .find((file) => existsSync(file));

/** Returns why this computer can't have machines, or undefined. */
export function whyNoMachines(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces need Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  try {
    for (const program of ['ip', 'iptables', 'unshare']) execFileSync('sh', ['-c', `command -v ${program}`]);
    run('ip', 'netns', 'add', nameOf('t'));
    run('ip', 'netns', 'del', nameOf('t'));
  } catch {
    return 'network namespaces need the programs ip, iptables and unshare, and a kernel that allows them';
  }
  return FAKETIME === undefined ? 'clocks need libfaketime' : undefined;
}

/** @param folder an empty folder for the files of the machines */
export function startNetwork(machines: number, folder: string): Network {
  const [bridge, net] = [nameOf('b'), `10.${64 + (process.pid % 128)}.${(process.pid >> 7) % 256}`];
  const all = Array.from({ length: machines }, (_, i) => i);
  const clock = (machine: number) => join(folder, `clock${machine}`);
  run('ip', 'link', 'add', bridge, 'type', 'bridge');
  run('ip', 'addr', 'add', `${net}.1/24`, 'dev', bridge);
  run('ip', 'link', 'set', bridge, 'up');
  mkdirSync(folder, { recursive: true });
  for (const machine of all) {
    const [space, cable] = [nameOf(machine), nameOf(`v${machine}`)];
    run('ip', 'netns', 'add', space);
    run('ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', space);
    run('ip', 'link', 'set', cable, 'master', bridge, 'up');
    run('ip', '-n', space, 'addr', 'add', `${net}.${machine + 2}/24`, 'dev', 'eth0');
    for (const device of ['eth0', 'lo']) run('ip', '-n', space, 'link', 'set', device, 'up');
    const digit = (machine + 1).toString(16);
    writeFileSync(
      join(folder, `boot${machine}`),
      `${digit.repeat(8)}-${`${digit.repeat(4)}-`.repeat(3)}${digit.repeat(12)}\n`,
    );
    writeFileSync(join(folder, `id${machine}`), `${digit.repeat(32)}\n`);
    writeFileSync(clock(machine), '+0s');
  }
  const start = (machine: number) =>
    [
      `hostname machine${machine}`,
      `mount --bind ${join(folder, `boot${machine}`)} /proc/sys/kernel/random/boot_id`,
      `mount --bind ${join(folder, `id${machine}`)} /etc/machine-id`,
      'exec "$@"',
    ].join(' && ');
  return {
    host: `${net}.1`,
    on: (machine) => [
      ...['ip', 'netns', 'exec', nameOf(machine), 'unshare', '--uts', '--mount'],
      ...['sh', '-c', start(machine), 'sh'],
    ],
    env: (machine) => ({
      LD_PRELOAD: FAKETIME!,
      FAKETIME_TIMESTAMP_FILE: clock(machine),
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    }),
    cut(machine, how) {
      const space = nameOf(machine);
      if (how === 'cable') run('ip', '-n', space, 'link', 'set', 'eth0', 'down');
      else run('ip', 'netns', 'exec', space, 'iptables', '-A', how === 'requests' ? 'OUTPUT' : 'INPUT', '-j', 'DROP');
    },
    heal(machine) {
      run('ip', 'netns', 'exec', nameOf(machine), 'iptables', '-F');
      run('ip', '-n', nameOf(machine), 'link', 'set', 'eth0', 'up');
    },
    setClock: (machine, skew) => writeFileSync(clock(machine), skew),
    end() {
      for (const machine of all) run('ip', 'netns', 'del', nameOf(machine));
      run('ip', 'link', 'del', bridge);
    },
  };
}

/** Interfaces have at most 15 characters. */
function nameOf(what: number | string): string {
  return `bl${process.pid}${what}`;
}

function run(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
}
