import { isObject } from '../../base/is-object.ts';
import { present } from '../../base/present.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Claim } from '../../domain/records.ts';
import type { ScopeEntry } from '../../domain/task/task.ts';
import type { Change, Commit, RecordFields, Store } from '../../store/index.ts';

/** What a person's call did with the claim of another holder. */
export interface EndedClaim {
  claim: Pick<Claim, 'holder' | 'task' | 'label' | 'scope'>;
  /** The person's name. */
  by: string;
  /** `changed` leaves the claim to its holder, with other files. */
  how: 'completed' | 'deleted' | 'purged' | 'stopped' | 'taken' | 'released' | 'changed';
}

/** Which claims to look for, in the commits after `after`. */
interface Looking {
  after: number;
  /** Selects the claims by their holders. */
  isOf(holder: string): boolean;
  /** The session that reads the result. It already knows the calls that it made for its person. */
  session: string;
}

/** Returns the claims that people ended or changed. Reads only commits of people that change claims. */
export async function endedClaims(
  store: Pick<Store, 'history' | 'recent' | 'state'>,
  { after, isOf, session }: Looking,
): Promise<EndedClaim[]> {
  const ended: EndedClaim[] = [];
  if (store.state.seq <= after) return ended;
  const by = (actor: Actor) => actor.kind === 'human' && actor.session !== session;
  const [from, { recent }] = [after + 1, store];
  const people =
    recent.first <= from
      ? recent.from(from).filter(({ actor }) => by(actor))
      : store.history({ from, to: store.state.seq, kind: 'claim', by });
  for await (const commit of people)
    ended.push(...endedIn(commit, store.state).filter(({ claim }) => isOf(claim.holder)));
  return ended;
}

function endedIn({ actor, changes }: Commit, state: Pick<Store['state'], 'get'>): EndedClaim[] {
  return changes.flatMap((change): EndedClaim[] => {
    if (change.kind !== 'claim' || change.before === null) return [];
    const isLeft = change.after !== null;
    if (isLeft && !change.after!.scope) return [];
    const claim = isLeft ? state.get('claim', change.id) : removedClaim(change.before);
    if (!claim) return [];
    return [{ claim, by: actor.name, how: isLeft ? 'changed' : endOf(claim, changes) }];
  });
}

/** Returns a removed claim by its last fields. */
function removedClaim({ holder, task, label, scope }: RecordFields): EndedClaim['claim'] | undefined {
  if (typeof holder !== 'string' || !Array.isArray(scope)) return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { holder, scope: scope.filter(isEntry), ...present({ task: text(task), label: text(label) }) };
}

const isEntry = (value: unknown): value is ScopeEntry =>
  isObject(value) && typeof value.glob === 'string' && ['string', 'undefined'].includes(typeof value.repo);

/** Finds out by the other changes of the commit how a removed claim ended. */
function endOf({ task: uuid }: EndedClaim['claim'], changes: readonly Change[]): EndedClaim['how'] {
  const isClaimed = changes.some(({ kind, before, after }) => kind === 'claim' && before === null && after !== null);
  const task = changes.find(({ kind, id }) => kind === 'task' && id === uuid);
  if (task?.after === null) return 'purged';
  const status = task?.after?.status;
  if (status === 'completed' || status === 'deleted') return status;
  if (isClaimed) return 'taken';
  return task?.before?.start !== undefined && task.after?.start === undefined ? 'stopped' : 'released';
}
