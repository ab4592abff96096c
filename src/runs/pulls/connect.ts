import { sentence } from '../../base/output/sentence.ts';
import { BacklogError } from '../../domain/errors.ts';
import type { Pull, Source } from '../../domain/records.ts';
import { type Pulls, type RemotePull, SERVICES } from '../../services/index.ts';
import { enabledSource, presentPause } from '../../work/services/links.ts';
import type { Context } from '../../work/workspace/context.ts';

/** Begins a value of `runs.propose` that names a source in place of a command. */
const SOURCE = /^source:([^\s]+)$/;

/** Returns the source that a value of `runs.propose` names; undefined for a command. */
export const sourceIn = (propose: string): string | undefined => SOURCE.exec(propose.trim())?.[1];

/**
 * Connects to the pull requests of a source.
 * @throws BacklogError `not-found` without the source, `conflict` if it is disabled or has no pull requests, `service` if
 * nobody is signed in
 */
export async function connectPulls(
  context: Pick<Context, 'store' | 'caller' | 'clock'>,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<{ source: Source; pulls: Pulls }> {
  const source = enabledSource(context, name);
  const service = SERVICES[source.kind];
  if (!service.pulls)
    throw new BacklogError('conflict', `source ${name} is of ${service.title}, and only GitHub is supported here`, {
      hint: 'Name a source of GitHub: `backlog setting set runs.propose source:app`',
    });
  const { api, list } = source;
  const { progress } = context.caller;
  const pause = presentPause(context, source);
  return { source, pulls: await service.pulls({ name, api, list, progress, pause }, env) };
}

/**
 * Checks that a number still means the pull request of a run. After a repository moved, another one can get its name.
 * @throws BacklogError `conflict`
 */
export function checkSame({ number, node, head, source }: Pull, there: RemotePull): void {
  // A server that changed its identities still has the commit.
  if (node === undefined || there.node === node || there.head === head) return;
  throw new BacklogError('conflict', `pull request #${number} belongs to another repository of this name now`, {
    hint: `If yours moved: \`backlog source update ${source} --list OWNER/NAME\``,
  });
}

/** Returns the words of an error with the line to type, for a text that has only one. */
export const wholeText = ({ message, hint }: { message: string; hint?: string | undefined }): string =>
  hint === undefined ? message : `${sentence(message)} ${hint}`;

/**
 * Returns the new name of the branch into which a pull request is merged, if the service renamed that branch. Another target
 * that a person chose has its own name.
 */
export async function renamedBase(
  pulls: Pick<Pulls, 'branchNow'>,
  { base }: Pick<Pull, 'base'>,
  there: Pick<RemotePull, 'base'>,
): Promise<string | undefined> {
  if (there.base === base) return undefined;
  return (await pulls.branchNow(base)) === there.base ? there.base : undefined;
}
