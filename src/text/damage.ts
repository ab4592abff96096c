import type { TailDamage } from '../store/index.ts';
import { oneLine } from './safe.ts';

/** Formats the damage at the end of the log in one line, for every screen. */
export function damageLine({ after, to, file, problem }: TailDamage): string {
  const first = after + 1;
  const lost = to <= first ? `change ${first} can't be read` : `changes ${first} to ${to} can't be read`;
  return oneLine(
    `The queue is damaged: ${lost} (${file}: ${problem}). You see the queue as of change ${after}, and nothing can be written. A person types \`backlog doctor\`.`,
    MOST,
  );
}

/** Maximum length of the line, in characters. A path can be long. */
const MOST = 600;
