import type { TaskRow } from '../../../sources/index.ts';
import { checkNames } from '../../settings/named-checks.ts';
import type { Context } from '../../workspace/context.ts';

/**
 * Sets the repository and the checks that a row names in `extra`, if the queue has them under these names. A scope gets
 * the repository. Other names stay in `extra`, because Backlog can't use them.
 */
export function takeRepositoryAndChecks(context: Pick<Context, 'repositories' | 'store'>, row: TaskRow): void {
  const { repository, checks } = row.wanted ?? {};
  if (repository !== undefined) takeRepository(context, row, repository);
  if (checks !== undefined) takeCheck(context, row, checks);
}

function takeRepository(
  { repositories }: Pick<Context, 'repositories'>,
  { known, extra }: TaskRow,
  field: string,
): void {
  const wanted = String(extra[field] ?? '').toLowerCase();
  const name = repositories.all.find((one) => one.name.toLowerCase() === wanted)?.name;
  const scope = known.scope as readonly { repo?: string; glob: string }[] | undefined;
  if (name === undefined || !scope) return;
  known.scope = scope.map((entry) => ({ repo: name, ...entry }));
  delete extra[field];
}

function takeCheck({ store }: Pick<Context, 'store'>, { known, extra }: TaskRow, field: string): void {
  const wanted = extra[field];
  if (typeof wanted !== 'string' || known.checks !== undefined || !checkNames(store.state).includes(wanted)) return;
  known.checks = [wanted];
  delete extra[field];
}
