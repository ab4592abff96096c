import { dirname, join } from 'node:path';
import { isAtOrBelow } from '../../base/path-prefix.ts';
import type { SandboxRules } from './rules.ts';

/** What a contained program needs, whatever the rules say. */
export interface SandboxNeeds {
  /** Worktree of the program. Its git folder and its temporary folder are next to it. */
  folder: string;
  /** Folder of the queue. The program never sees it. */
  queue: string;
  /** Folders of the private copies from which the git folder borrows objects. */
  objects: readonly string[];
  /** Further files and folders that it reads: its program, the plugin, linked folders of the checkout. */
  reads: readonly string[];
  /** Folders in those, in which programs put what they need for a moment. Each program has them for itself, empty. */
  scratch?: readonly string[];
  /** Its own settings folder for the run, with the login files of the person that it reads there. */
  settings?: { folder: string; login: readonly { from: string; at: string }[] };
  /** Servers that it reaches under every rule: those of its provider. */
  servers: readonly string[];
  /** True if the program works with text of people whom nobody trusts. */
  outside: boolean;
  /** Folder with the sockets of the broker and of the proxy. */
  sockets: string;
  /** True if the program only reads its worktree. */
  readOnly?: boolean;
}

/** Facts about the machine, gathered before the decision. */
export interface SandboxMachine {
  platform: NodeJS.Platform;
  home: string;
  isRoot: boolean;
  /** Paths of the programs; undefined if PATH doesn't have them. */
  bwrap: string | undefined;
  socat: string | undefined;
  /** Path of the file that names the servers for names, without links. */
  resolver: string;
  /** Undefined also if this machine forbids one process to observe another. */
  strace: string | undefined;
  /** Why bubblewrap doesn't work on this machine; undefined if it does. */
  problem: string | undefined;
  /** Folders of PATH, and of programs that are links, with the folder of each installation. */
  programs: readonly string[];
  /** True for paths that exist. */
  exists: (path: string) => boolean;
}

export type Mount =
  | { how: 'ro' | 'rw'; at: string; from: string }
  /** An empty folder that only the program sees. */
  | { how: 'empty'; at: string };

/** A port inside the sandbox, and the socket outside to which it leads. */
export interface Forward {
  port: number;
  socket: string;
  /** The service of this machine behind the socket; undefined for the proxy. */
  service?: number;
}

/** The decision about one start. */
export type SandboxPlan =
  | { how: 'open' }
  | { how: 'refused'; why: string; hint: string }
  | ({ how: 'container'; line: string; mounts: Mount[] } & Pick<Narrowed, 'withheld' | 'narrowed'>)
  | ({
      how: 'bwrap';
      bwrap: string;
      socat: string | undefined;
      mounts: Mount[];
      /** True if the program shares the network of the machine. */
      shared: boolean;
      /** Domains that the proxy lets through. */
      domains: string[];
      forwards: Forward[];
    } & Pick<Narrowed, 'withheld' | 'narrowed'>);

/** Forbids core files: the program's secrets would be in one, and it in the result. */
export const NO_CORE = 'ulimit -c 0 2>/dev/null';

/**
 * The limits of each process: no core file, 8,192 threads of the user inside, and 8 GiB for one file (in blocks of 512
 * bytes). Shells name the limit of threads otherwise. The supervisor bounds all processes together.
 */
export const LIMITS = `${NO_CORE}; ulimit -u 8192 2>/dev/null || ulimit -p 8192 2>/dev/null; ulimit -f 16777216 2>/dev/null`;

/** The folder of the sockets inside the sandbox, and the port of the proxy. */
export const INSIDE = { sockets: '/run/backlog', proxyPort: 3128 } as const;

const INSTALL = 'On Debian and Ubuntu: `sudo apt-get install bubblewrap socat`.';
const OTHERWISE = 'Or name a container (`backlog setting set runs.container "docker run …"`).';

/** Decides how a program starts, from the rules of a person and the facts of the machine. Pure. */
export function planSandbox(rules: SandboxRules, needs: SandboxNeeds, machine: SandboxMachine): SandboxPlan {
  if (rules.mode === 'off') return { how: 'open' };
  if (rules.container !== '') return containerPlan(rules, needs, machine);
  const missing = missingOn(machine);
  if (missing) return { how: 'refused', ...missing };
  const { network } = rules;
  const isOnline = network === 'all' || network.length + needs.servers.length > 0;
  const { secrets, withheld, narrowed } = narrowing(rules, needs, isOnline);
  const domains = network === 'all' ? [] : [...network, ...needs.servers].filter((word) => portOf(word) === undefined);
  const services = network === 'all' ? [] : [...network, ...needs.servers].flatMap((word) => portOf(word) ?? []);
  const forwards = [
    ...(domains.length > 0 ? [{ port: INSIDE.proxyPort, socket: 'proxy.sock' }] : []),
    ...[...new Set(services)].map((service) => ({ port: service, socket: `${service}.sock`, service })),
  ];
  if (forwards.length > 0 && machine.socat === undefined)
    return { how: 'refused', why: 'the program socat is not installed', hint: `${INSTALL} ${OTHERWISE}` };
  return {
    how: 'bwrap',
    bwrap: machine.bwrap!,
    socat: machine.socat,
    mounts: mountsOf({ ...rules, secrets }, needs, machine, network === 'all'),
    shared: network === 'all',
    domains: [...new Set(domains)],
    forwards,
    withheld,
    narrowed,
  };
}

function missingOn({ platform, bwrap, problem }: SandboxMachine): { why: string; hint: string } | undefined {
  if (platform !== 'linux')
    return {
      why: `Backlog contains programs with bubblewrap, which exists only on Linux, and this is ${platform}`,
      hint: `${OTHERWISE} Or don't contain them: \`backlog setting set runs.sandbox off\`.`,
    };
  if (bwrap === undefined)
    return { why: 'the program bwrap (package bubblewrap) is not installed', hint: `${INSTALL} ${OTHERWISE}` };
  if (problem !== undefined)
    return {
      why: `bubblewrap can't contain programs on this machine: ${problem}`,
      hint: `Unprivileged containers often forbid it. ${OTHERWISE}`,
    };
  return undefined;
}

/** The variable with the arguments for docker, podman and nerdctl: mounts, variables and the working folder. */
export const CONTAINER_ARGS = /\bBACKLOG_SANDBOX_ARGS\b/;

/** The shell splits that variable at spaces, and docker splits a mount at colons. */
const UNCLEAR = /[\s:*?[\\]/;

function containerPlan(rules: SandboxRules, needs: SandboxNeeds, { exists }: SandboxMachine): SandboxPlan {
  // The network of a container is that of its command, which Backlog doesn't know.
  const { withheld, narrowed } = narrowing({ ...rules, secrets: [] }, needs, true);
  const { sockets } = needs;
  const mounts = inOrder([
    ...needs.reads.filter((path) => path !== '/' && exists(path) && !isSystemFolder(path)).map((path) => read(path)),
    ...ownMounts(needs, exists),
    read(sockets),
  ]);
  const unclear = mounts.find(({ at }) => UNCLEAR.test(at));
  if (unclear && CONTAINER_ARGS.test(rules.container))
    return {
      how: 'refused',
      why: `the path ${JSON.stringify(unclear.at)} has a character that separates the arguments of a container`,
      hint: `Move it, or mount it yourself in \`runs.container\`, without $BACKLOG_SANDBOX_ARGS.`,
    };
  return { how: 'container', line: rules.container, mounts, withheld, narrowed };
}

interface Narrowed {
  secrets: readonly string[];
  /** Names of environment variables that the program doesn't get, although a person named them. */
  withheld: string[];
  /** Sentences about what is narrower than the rules. */
  narrowed: string[];
}

/** Takes the secrets from a program that works with text from outside and has network. */
function narrowing({ secrets, env }: SandboxRules, { outside }: SandboxNeeds, isOnline: boolean): Narrowed {
  if (!outside || !isOnline || secrets.length + env.length === 0) return { secrets, withheld: [], narrowed: [] };
  const named = [...secrets, ...env].join(', ');
  const narrowed = [`its task has text from outside, so it gets no secrets beside its network: ${named} left out`];
  return { secrets: [], withheld: [...env], narrowed };
}

const SERVICE = /^(?:localhost|127\.0\.0\.1):(\d{1,5})$/i;

/** Returns the port of a service of this machine; undefined for a domain. */
function portOf(word: string): number | undefined {
  const port = SERVICE.exec(word)?.[1];
  return port === undefined ? undefined : Number(port);
}

/**
 * Lists the mounts in the order in which they are made: parents first. All that no mount names is missing inside. The
 * git folder of the run is writable, because Backlog never runs git with its config or hooks. The objects of the private
 * copies are not, and no path leads to the person's repository.
 */
function mountsOf(
  { caches, secrets }: SandboxRules,
  needs: SandboxNeeds,
  { home, isRoot, programs, exists, resolver }: SandboxMachine,
  shared: boolean,
): Mount[] {
  const { queue, reads, scratch = [], sockets } = needs;
  const shows = (path: string) => path !== '/' && exists(path) && !isAtOrBelow(queue, path) && !isAtOrBelow(home, path);
  const mounts: Mount[] = [
    ...SYSTEM_FOLDERS.filter((path) => exists(path)).map((path) => read(path)),
    ...KEYS.filter(exists).map((at) => read('/dev/null', at)),
    ...(isRoot ? ROOTS_SECRETS.filter(exists).map((at) => read('/dev/null', at)) : []),
    ...(shared ? RESOLVERS.filter((path) => exists(path)).map((path) => read(path)) : []),
    ...['/tmp', '/var/tmp', home].map((at): Mount => ({ how: 'empty', at })),
    ...[...programs, ...reads].filter((path) => shows(path) && !isSystemFolder(path)).map((path) => read(path)),
    ...scratch.filter(shows).map((at): Mount => ({ how: 'empty', at })),
    ...inHome(secrets, home)
      .filter(shows)
      .map((path) => read(path)),
    ...inHome(caches, home).filter(shows).map(write),
    { how: 'empty', at: queue },
    ...ownMounts(needs, exists),
    read(sockets, INSIDE.sockets),
    ...(shared ? [] : [read(join(sockets, RESOLVER.file), resolver)]),
  ];
  return inOrder(mounts);
}

/** Returns absolute paths. A slash at the end would hide that a path is the home folder or the queue. */
export const inHome = (paths: readonly string[], home: string): string[] =>
  paths.map((path) => (path.startsWith('~/') ? join(home, path.slice(2)) : path).replace(/(?<=.)\/+$/, ''));

const read = (from: string, at = from): Mount => ({ how: 'ro', from, at });
const write = (from: string): Mount => ({ how: 'rw', from, at: from });

/** Lists the mounts of the program's own folders. Beside them are files of Backlog, which no program may write. */
function ownMounts(
  { folder, objects, settings, readOnly = false }: SandboxNeeds,
  exists: SandboxMachine['exists'],
): Mount[] {
  const around = dirname(folder);
  return [
    ...objects.filter(exists).map((path) => read(path)),
    ...[folder, join(around, 'repo.git')].filter(exists).map((path) => (readOnly ? read(path) : write(path))),
    ...[join(around, 'tmp')].filter(exists).map(write),
    ...(settings ? [write(settings.folder), ...settings.login.map(({ from, at }) => read(from, at))] : []),
  ];
}

/** Parents first. Of several mounts at one path, the last one counts. */
function inOrder(mounts: readonly Mount[]): Mount[] {
  const last = new Map(mounts.map((mount) => [mount.at, mount]));
  return [...last.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Files of the system that only root can read. A contained program of root must not read them. */
const ROOTS_SECRETS = ['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/sudoers'];

/** Files of the kernel that name the keys of the person's sessions. */
const KEYS = ['/proc/keys', '/proc/key-users'];

/**
 * The servers for names of a program without the machine's network: none answers. An observer sees the names in what is
 * sent to this one, which it couldn't if there were no way to it.
 */
export const RESOLVER = { file: 'resolv.conf', text: 'nameserver 127.0.0.1\noptions attempts:1 timeout:1\n' } as const;

/** Folders to which `/etc/resolv.conf` can be a link. */
const RESOLVERS = ['/run/systemd/resolve', '/run/resolvconf'];

/** Folders of the system that each contained program reads. */
const SYSTEM_FOLDERS = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/sys'],
  ...['/nix/store', '/run/current-system', '/snap'],
];

function isSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => isAtOrBelow(path, folder));
}
