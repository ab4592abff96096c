import { fitsKind } from '../../src/domain/kinds/schemas.ts';
import { KINDS } from '../../src/domain/kinds/table.ts';
import type { Opened } from '../../src/work/workspace/open.ts';

const FLOOD = `e${'\u0301'.repeat(40)}`;

/**
 * A hostile text: it reverses text, sends control sequences to a terminal, has invisible characters, and covers the
 * lines around it.
 */
export const HOSTILE = `x\u202Etoor:namuh\u2066 \u001b[31m\u0007 ad\u200Bmin ${FLOOD} שלום 12`;
/**
 * The same for fields that refuse control characters. {@link QUIET} is for fields that also refuse characters that
 * reverse text.
 */
const TURNING = `x\u202Etoor:namuh\u2066 ad\u200Bmin ${FLOOD} שלום 12`;
const QUIET = `ad\u200Bmin-${FLOOD}-שלום`;

/**
 * Matches an invisible character, except those that join emoji and letters, and also a series of more combining marks
 * than any language has.
 */
export const UNSEEN = /(?![\n\t])[\p{Cc}\u2028\u2029]|(?!\u200C|\u200D|\uFE0E|\uFE0F)\p{DI}|\p{M}{9}/u;

/** Fields with keys of records, or with names that Backlog looks up on the machine. */
const KEYS = new Set([
  'id',
  'uuid',
  'task',
  'run',
  'name',
  'blob',
  'supervisor',
  'worktree',
  'repository',
  'target',
  'argv',
  'commit',
  'base',
  'tree',
]);
/** Kinds of records with paths of the machine. */
const OF_MACHINE = new Set(['repository', 'lease', 'session', 'setting']);

/** Appends a hostile text to every text of every record that accepts it. @returns the number of changed texts */
export async function makeHostile({ store }: Pick<Opened, 'store'>): Promise<number> {
  let count = 0;
  await store.write({ command: 'test', actor: { kind: 'system', name: 'test' } }, (tx) => {
    for (const kind of Object.keys(KINDS).filter((one) => !OF_MACHINE.has(one)))
      for (const [id, record] of [...store.state.all(kind as 'task')]) {
        const changed = structuredClone(record) as never;
        count += spoil(changed, (whole) => fitsKind(kind, whole), changed);
        tx.put(kind as 'task', id, changed);
      }
  });
  return count;
}

/** Changes each text in a value, as long as the whole record is still valid. @returns the number of changed texts */
function spoil(value: Record<string, unknown>, fits: (whole: object) => boolean, whole: object): number {
  let count = 0;
  for (const [key, inner] of Object.entries(value)) {
    if (KEYS.has(key)) continue;
    if (typeof inner === 'object' && inner !== null) count += spoil(inner as never, fits, whole);
    if (typeof inner !== 'string') continue;
    const taken = [HOSTILE, TURNING, QUIET]
      .map((more) => inner + more)
      .find((text) => {
        value[key] = text;
        return fits(whole);
      });
    value[key] = taken ?? inner;
    if (taken !== undefined) count++;
  }
  return count;
}
