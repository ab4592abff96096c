import { isAtOrBelow } from '../../base/path-prefix.ts';
import type { Mount } from './plan.ts';

/** Where a contained program works. */
export interface ObservedPlaces {
  /** Its working folder. */
  folder: string;
  home: string;
  /** The mounts of its sandbox. */
  mounts: readonly Mount[];
  /** Files and folders of the person that count, although the program may read them, or a temporary folder has them. */
  apart: readonly string[];
  /** Ports at which a forward listens in the sandbox: a service of the person is behind it. */
  forwards: readonly number[];
  /** `host:port` of the connections for which it asked a proxy or a forward. */
  reached: ReadonlySet<string>;
}

/** Files through which programs reach usual devices, terminals and themselves. */
const QUIET_DEVICES = /^\/dev(?:\/(?:null|zero|full|u?random|tty|ptmx|std(?:in|out|err)|(?:pts|shm|fd)(?:\/.*)?))?$/;
const OWN = '^/proc/(?:self|thread-self|\\d+)';
const QUIET_READS = new RegExp(
  `${OWN}(?:/(?:fd(?:/\\d+)?|task(?:/\\d+)?(?:/(?:comm|stat|children))?|oom_score_adj|comm|maps|smaps|stat|statm|cmdline|mountinfo|cgroup|limits|exe))?$|^/proc(?:/(?:[a-z]\\w*|sys/.*))?$|^/$`,
);
const QUIET_WRITES = new RegExp(`${OWN}/(?:fd/\\d+|(?:task/\\d+/)?comm|oom_score_adj)$`);

const isQuiet = (path: string, isWrite: boolean): boolean =>
  QUIET_DEVICES.test(path) || (isWrite ? QUIET_WRITES : QUIET_READS).test(path);

/** Checks whether a path is a folder above the home folder or the worktree. */
export const isAbovePlaces = (path: string, { folder, home }: ObservedPlaces): boolean =>
  path !== home && (path === '/' || [folder, home].some((below) => isAtOrBelow(below, path)));

/**
 * Names a path outside: below the home folder with `~`. Undefined for the program's own files and for those it may use.
 * @param isFromFolder true if a link of the worktree can lead there, as to a folder of the checkout that it may read
 */
export function outsideName(
  path: string,
  isWrite: boolean,
  places: ObservedPlaces,
  isFromFolder = false,
): string | undefined {
  const { folder, home, apart } = places;
  if (!isWrite && SEARCHED.test(path)) return undefined;
  if (isAtOrBelow(path, folder)) return isWrite ? /\/(\.git(?:\/.*)?)$/.exec(path)?.[1] : undefined;
  const at = mountOf(path, places);
  const isApart = apart.some((one) => isAtOrBelow(path, one) && one.length >= (at?.at.length ?? 0));
  if (!isApart) {
    if (at === undefined ? isQuiet(path, isWrite) : at.how === 'rw' || TEMPORARY.includes(at.at)) return undefined;
    // `mkdir -p` and searches upwards name all folders above.
    if (isAbovePlaces(path, places)) return undefined;
    if (at?.how === 'ro' && (!isWrite || isFromFolder)) return undefined;
    if (SCRATCH.test(at?.at ?? '')) return undefined;
  }
  return isAtOrBelow(path, home) ? `~${path.slice(home.length)}` : path;
}

/** Files for which programs look in all folders above. None is a secret. */
const SEARCHED =
  /\/(?:node_modules(?:\/.*)?|package\.json|tsconfig\.json|jsconfig\.json|pyvenv\.cfg|pyproject\.toml|\.git|\.editorconfig)$/;

/** Folders for caches of packages that a sandbox has empty. */
const SCRATCH = /\/node_modules\/\.[^/]+$/;

/** Folders for temporary files, which only the program sees. */
const TEMPORARY = ['/tmp', '/var/tmp'];

/** Returns the mount that a path has. */
export const mountOf = (path: string, { mounts }: Pick<ObservedPlaces, 'mounts'>): Mount | undefined =>
  mounts.findLast(({ at }) => isAtOrBelow(path, at));

/** Checks whether a path is in a folder for temporary files that only the program sees. */
export const isInTemporary = (path: string, places: Pick<ObservedPlaces, 'mounts'>): boolean =>
  TEMPORARY.includes(mountOf(path, places)?.at ?? '');
