import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { onceEach } from '../../../base/lazy.ts';
import { rootOf } from '../../../domain/repository.ts';
import type { Task } from '../../../domain/task/task.ts';
import type { RowOrigin, TaskRow } from '../../../sources/index.ts';
import { checkedOutIn } from '../../../store/index.ts';
import type { Context } from '../../workspace/context.ts';
import { tasksBySource } from './link-rows.ts';
import { sameUnderOtherIds } from './other-ids.ts';
import type { TaskOrigin } from './source-key.ts';
import { type ChosenList, checkoutName, chooseList } from './source-lists.ts';

/** The facts that name a source. */
export type NamingContext = Pick<Context, 'queue' | 'locate' | 'repositories'>;

/** What names say about the rows of an import. */
export interface NamedRows extends Pick<ChosenList, 'adopted' | 'former'> {
  /** Names what is checked out where the source is. */
  checkout: string;
  /** The file's name, if it is the list of the rows, so that tasks of the list without a row have no line. */
  list: string | undefined;
}

/**
 * Stores the name of the list as the origin of each row. Without a list, uses the file's name, but only for rows whose
 * key could also occur in other files.
 */
export function nameRows(context: NamingContext, rows: readonly TaskRow[], origin: RowOrigin = {}): NamedRows {
  const { said, file, sent } = origin;
  const located = file === undefined ? undefined : context.locate(file)[0];
  const checkout = checkoutName(located?.repo, located && checkedOutIn(located.root));
  const hand = rows.filter(({ byHand, known }) => byHand && known.source !== undefined);
  if (said !== undefined) for (const row of hand) setList(row, said);
  const local = said === undefined ? hand.filter(isLocal) : [];
  const nameOf = onceEach((list: string) => (isAbsolute(list) && hasFolder(list) ? fileName(context, list) : list));
  const isGone = onceEach((list: string) => !existsSync(pathOf(context.repositories, list)));
  const names = { file: file === undefined ? undefined : fileName(context, file), sent, nameOf, isGone };
  const { list, adopted, former } = local.length === 0 ? nothing() : chooseList(local, context.queue.all(), names);
  if (list !== undefined) for (const row of local) setList(row, list);
  if (file !== undefined && names.file !== file) former.add(file);
  if (said !== undefined) return { adopted, former, checkout, list: undefined };
  const present = tasksBySource(context.queue);
  const known = (key: string) => (present(key) ?? adopted.get(key)) !== undefined;
  const others = sameUnderOtherIds(hand, context.queue.all(), { known, names });
  const own = list !== undefined && list === names.file ? list : undefined;
  return { adopted: new Map([...others, ...adopted]), former, checkout, list: own };
}

const nothing = (): ChosenList => ({ list: undefined, adopted: new Map<string, Task>(), former: new Set() });

/** Checks whether the id of a row could also occur in other files: a number, or the row's words. */
function isLocal({ byHand, known }: TaskRow): boolean {
  const { id, list } = known.source as TaskOrigin;
  return list === undefined && (byHand?.words === true || /^\d+( \(\d+\))?$/.test(id));
}

function setList({ known }: TaskRow, list: string): void {
  known.source = { ...(known.source as TaskOrigin), list };
}

/**
 * Returns a name for a file that doesn't depend on the caller's folder or worktree: its repository, unless that is the
 * home repository, and its path there. A file outside of the workspace's repositories has its absolute path.
 */
export function fileName({ locate }: Pick<Context, 'locate'>, file: string): string {
  const [location] = locate(file);
  return location ? `${location.repo ? `${location.repo}:` : ''}${location.path}` : file;
}

/** Returns the path of a file by its name, as {@link fileName} made it. */
function pathOf(repositories: Context['repositories'], name: string): string {
  if (isAbsolute(name)) return name;
  const [, repo, path = name] = /^([\w.-]+):(.+)$/.exec(name) ?? [];
  return join(rootOf(repo, repositories) ?? '', path);
}

function hasFolder(file: string): boolean {
  return existsSync(dirname(file));
}
