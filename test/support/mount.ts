import { execFileSync } from 'node:child_process';

/** Runs a shell line without output. Throws if it fails. */
export const shell = (line: string) => execFileSync('sh', ['-c', line], { stdio: 'ignore' });

/** True if this process may mount a disk, for tests of full disks. */
export const canMount = (() => {
  try {
    shell('d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d && umount $d && rmdir $d');
    return true;
  } catch {
    return false;
  }
})();
