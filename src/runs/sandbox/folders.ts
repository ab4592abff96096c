import { isAtOrBelow } from '../../base/path-prefix.ts';

/** Folders of the system that each contained program reads. */
export const SYSTEM_FOLDERS = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/sys'],
  ...['/nix/store', '/run/current-system', '/snap'],
];

export function isSystemFolder(path: string): boolean {
  return SYSTEM_FOLDERS.some((folder) => isAtOrBelow(path, folder));
}
