import { execFileSync } from 'node:child_process';

/** A line of a shell, which fails loudly and prints nothing. */
export const shell = (line: string) => execFileSync('sh', ['-c', line], { stdio: 'ignore' });

/** May this process mount a disk of its own, as tests of full ones do? */
export const canMount = (() => {
  try {
    shell('d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d && umount $d && rmdir $d');
    return true;
  } catch {
    return false;
  }
})();
