import { readSnapshot, type Snapshot, type Workspace } from '../../../store/index.ts';
import { judgeEdit } from '../../../work/claim/edit.ts';
import { fileWorkspaces, findFrom, type Host, holderOf } from '../host.ts';
import type { Payload } from '../payload.ts';
import { editedFile } from './edited-file.ts';

/** The check of an edit against the snapshots of claims, where the queue itself can't be read. */
export interface LastKnown {
  /** The workspace whose claims concern the file first. */
  where: Workspace;
  /** The reason for a denial. Undefined for an allowed edit, and without a snapshot. */
  denied: string | undefined;
  /** Whether a snapshot is missing or can't be read, so claims may be missing. */
  isDamaged: boolean;
}

/** Decides about an edit by the server's rule from the last known claims. Undefined for a file outside of all queues. */
export function checkLastKnown(payload: Payload, host: Host): LastKnown | undefined {
  const file = editedFile(payload);
  const all = file === undefined ? [] : fileWorkspaces(file, host);
  const [where] = all;
  if (!where) return undefined;
  const snapshots = all.map((one) => ({ one, snapshot: readSnapshot(one.dir) }));
  const denials = snapshots.map(({ one, snapshot }) =>
    typeof snapshot === 'object' ? denialIn(one, snapshot, file!, payload, host) : undefined,
  );
  return {
    where,
    denied: denials.find((text) => text !== undefined),
    isDamaged: snapshots.some(({ snapshot }) => typeof snapshot !== 'object' || snapshot.isDamaged),
  };
}

function denialIn(
  where: Workspace,
  { state }: Snapshot,
  file: string,
  payload: Payload,
  host: Host,
): string | undefined {
  const { verdict, words } = judgeEdit(file, {
    where,
    store: { dir: where.dir, address: where.address, state },
    find: findFrom(host),
    now: host.now(),
    holder: holderOf(state, payload, host),
  });
  return verdict === 'deny' ? `${words.message} ${words.hint}` : undefined;
}
