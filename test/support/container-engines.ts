import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { packImage } from './container-image.ts';

export type EngineName = 'docker' | 'podman';

/** A container engine of a test's own, with one image: `node:20`. */
export interface ContainerEngine {
  /** PATH with the engine's program first. */
  path: string;
  /** Returns the names of its containers, also of those that ended. */
  containers(): string[];
  /** Runs the engine's program. @returns what it printed */
  call(...args: string[]): string;
  end(): Promise<void>;
}

/** Why this machine can't start the engine; undefined if it can. */
export function withoutEngine(name: EngineName): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root can start a container engine';
  const missing = { docker: ['docker', 'dockerd'], podman: ['podman', 'crun', 'unshare'] }[name].find(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error,
  );
  return missing && `${missing} is not installed`;
}

/** Starts an engine in a folder of its own, and makes its image from programs of this machine. The caller ends it. */
export async function startEngine(name: EngineName): Promise<ContainerEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'));
  // A program in a container can have other rights than root.
  chmodSync(folder, 0o755);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const image = packImage(folder);
  const { program, end } = await { docker: startDocker, podman: placePodman }[name](folder);
  const file = join(bin, name);
  writeFileSync(file, program, { mode: 0o755 });
  const call = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  call('import', image, 'node:20');
  return {
    path: [bin, process.env.PATH].join(delimiter),
    call,
    containers: () => call('ps', '--all', '--format', '{{.Names}}').split('\n').filter(Boolean),
    async end() {
      for (const id of call('ps', '--all', '--quiet').split('\n').filter(Boolean)) call('rm', '--force', id);
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Placed {
  /** Script that stands for the engine's program. */
  program: string;
  end(): Promise<unknown>;
}

const pathOf = (program: string): string =>
  spawnSync('/bin/sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim();

async function startDocker(folder: string): Promise<Placed> {
  const address = `unix://${join(folder, 'docker.sock')}`;
  const daemon = spawn(
    'dockerd',
    [
      // Bridges and packet filters are of the machine. No test needs them.
      ...['--iptables=false', '--ip6tables=false', '--bridge=none', '--host', address],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid')],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await listens(daemon);
  const end = async (): Promise<void> => {
    const ended = once(daemon, 'exit');
    daemon.kill('SIGTERM');
    await ended;
    // The mount stays after a container that had the network of the machine.
    spawnSync('umount', [join(folder, 'exec/netns/default')], { stdio: 'ignore' });
  };
  return { program: `#!/bin/sh\nexec ${pathOf('docker')} --host ${address} "$@"\n`, end };
}

function listens(daemon: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((done, fail) => {
    daemon.once('exit', (code) => fail(new Error(`dockerd ended with ${code}: ${said.slice(-2_000)}`)));
    daemon.stderr!.on('data', (text) => {
      said = `${said}${text}`.slice(-10_000);
      if (said.includes('API listen on')) done();
    });
  });
}

/** podman has no daemon. A container in which this machine itself may be has control groups that it can't use. */
async function placePodman(folder: string): Promise<Placed> {
  const settings = join(folder, 'containers.conf');
  writeFileSync(
    settings,
    '[containers]\ncgroups = "disabled"\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n',
  );
  const own = `--root ${join(folder, 'data')} --runroot ${join(folder, 'run')}`;
  const unmounted = `umount /sys/fs/cgroup/unified 2>/dev/null; exec ${pathOf('podman')} ${own} "$@"`;
  return {
    program: `#!/bin/sh\nexport CONTAINERS_CONF=${settings}\nexec unshare --mount /bin/sh -c '${unmounted}' sh "$@"\n`,
    // The last container's monitor may still write.
    end: () => wait(0),
  };
}
