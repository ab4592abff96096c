import { type Leadership, lead } from '../../../runs/upkeep/leadership.ts';
import { ownIdentity } from '../../../work/processes/processes.ts';
import type { Context } from '../../../work/workspace/context.ts';

/** What calls of this process synchronise now. Another call for the same is refused. */
const underWay = new Set<string>();

/** Makes this call the only one that synchronises a file or a source: in this process, and among all processes. */
export async function leadSync(context: Context, name: string): Promise<(() => Promise<unknown>) | undefined> {
  const key = `${context.store.dir} ${name}`;
  if (underWay.has(key)) return undefined;
  underWay.add(key);
  let leadership: Leadership | undefined;
  try {
    leadership = await lead(context.store, name, ownIdentity(), context);
  } finally {
    if (!leadership) underWay.delete(key);
  }
  return (
    leadership &&
    (() => {
      underWay.delete(key);
      return leadership.resign();
    })
  );
}
