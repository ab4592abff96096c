import { readFileSync } from 'node:fs';
import { type Landing, land } from '../../../src/runs/git/landing/land.ts';
import type { AtStep, LandStep } from '../../../src/runs/git/landing/move-checkout.ts';
import type { RunsPlace } from '../../../src/runs/git/store/paths.ts';

/** Lands, and is killed at a step; `children`: its `update-ref` is killed first, which leaves its locks. */
interface Order {
  place: RunsPlace;
  landing: Landing;
  step: LandStep;
  children: boolean;
}

const { place, landing, step, children } = JSON.parse(process.argv[2] ?? '') as Order;

const at: AtStep = (reached) => {
  if (reached !== step) return;
  if (children) for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
  process.kill(process.pid, 'SIGKILL');
};

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

process.stdout.write(`${JSON.stringify(await land(place, landing, at))}\n`);
