import { countOf } from '../../parts/units/amounts.ts';
import { HOUR, MINUTE, roughText } from '../../parts/units/time.ts';
import type { KnownTask, ShownNode } from './answer.ts';

/** Describes a task of the drawing in words, for screen readers. */
export function nodeWords(node: ShownNode, { before, after }: KnownTask): string {
  const { id, description, state, wave, estimateMs, holdsUp, critical, hidden, gone } = node;
  const [waits = [], holds = []] = [before.get(id), after.get(id)];
  return [
    `#${id} ${description}`,
    state,
    wave === 0 ? 'in a cycle' : `wave ${wave}`,
    ...(critical ? ['on the critical path'] : []),
    ...(estimateMs === undefined ? [] : [`estimate ${spanText(estimateMs)}`]),
    ...(waits.length > 0 ? [`blocked by ${listed(waits)}`] : []),
    ...(holds.length > 0 ? [`blocks ${listed(holds)}`] : []),
    ...(holdsUp ? [`blocks ${countOf(holdsUp, 'task')} in all`] : []),
    ...(hidden ? [`${countOf(hidden[0] + hidden[1], 'neighbour')} not shown`] : []),
    ...(gone ? [`${gone.length} of its dependencies no longer ${gone.length === 1 ? 'exists' : 'exist'}`] : []),
  ].join(', ');
}

/** Maximum number of tasks that the description lists. */
const SAID = 12;

function listed(ids: readonly number[]): string {
  const said = ids.slice(0, SAID).map((id) => `#${id}`);
  return ids.length > SAID ? `${said.join(', ')} and ${ids.length - SAID} more` : said.join(', ');
}

/** Formats an estimate: `45m`, `2h`, `1h 30m`, `3d`. */
export function spanText(ms: number): string {
  if (ms >= 48 * HOUR || ms < HOUR) return roughText(ms);
  const minutes = Math.round((ms % HOUR) / MINUTE);
  return `${Math.floor(ms / HOUR)}h${minutes > 0 ? ` ${minutes}m` : ''}`;
}

export const waveWords = (wave: number) =>
  wave === 0 ? 'In a cycle' : wave === 1 ? 'Wave 1, not blocked' : `Wave ${wave}`;
