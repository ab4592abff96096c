import type { Context } from '../workspace/context.ts';
import type { WorkspaceFinding } from '../workspace/finding.ts';
import { stateOf } from './state.ts';

/** Returns doctor's findings about repositories that aren't at their recorded place. */
export function repositoryFindings(context: Pick<Context, 'repositories' | 'workspace' | 'store'>): WorkspaceFinding[] {
  return context.repositories.all.flatMap((one) => {
    const state = stateOf(one, context);
    const { name, folder } = one;
    if (state === 'linked') return [];
    const problem =
      state === 'gone' ? `the repository ${name} is gone from ${folder}` : `${folder} is no longer ${name}`;
    const remove = one.home ? '' : ` If it is no more: \`backlog repo remove ${name}\`.`;
    const advice = `If it was moved, \`backlog repo add FOLDER --name ${name}\` says where to.${remove}`;
    return [{ problem, advice }];
  });
}
