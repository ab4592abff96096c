import { spawnSync } from 'node:child_process';
import { unless } from './needs.ts';

/** Why this machine can't contain programs; undefined if it can. */
export const WITHOUT_SANDBOX = reason();

/** The options of tests that contain programs. */
export const NEEDS_SANDBOX = unless(WITHOUT_SANDBOX);

function reason(): string | undefined {
  const words = ['--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', 'true'];
  const { error, status } = spawnSync('bwrap', words, { stdio: 'ignore' });
  if (error) return 'bubblewrap is not installed';
  if (status !== 0) return 'this machine forbids bubblewrap';
  return spawnSync('socat', ['-V'], { stdio: 'ignore' }).error ? 'socat is not installed' : undefined;
}
