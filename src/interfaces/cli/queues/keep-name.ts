import { sentence } from '../../../base/output/sentence.ts';
import { present } from '../../../base/present.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { DISK, endJoin, noteJoin } from '../../../store/index.ts';
import { INSTEAD } from '../../../work/repo/named-queue.ts';
import type { Opened } from '../../../work/workspace/open.ts';

/**
 * Joins the queue that a person named. Until the folder has it, or the person names another one, no other queue begins
 * there: the name is kept before the first step, so that it outlives a failure and a crash.
 */
export async function keepingName<Joined>(opened: Opened, text: string, join: () => Promise<Joined>): Promise<Joined> {
  const { where } = opened;
  const address = namedIn(text);
  if (where.exists || address === undefined) return join();
  noteJoin(where, { address });
  try {
    const joined = await join();
    endJoin(where);
    return joined;
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    noteJoin(where, { address, why: error.message });
    const { code, message, hint = '', data } = error;
    const until = `Until then, no other queue begins here. ${INSTEAD}`;
    throw new BacklogError(code, message, {
      hint: [hint, until].filter(Boolean).map(sentence).join(' '),
      ...present({ data }),
    });
  }
}

/** Returns a named place without a password, which no file may have; undefined for a text that names none. */
function namedIn(text: string): string | undefined {
  if (text === DISK) return text;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.password = '';
  return url.href;
}
