import { counted } from '../../base/amounts.ts';
import { formatActor } from '../../domain/actor.ts';
import { quotedCall } from '../../domain/calls/door.ts';
import type { Instant } from '../../domain/instant.ts';
import type { Kinds, Repository } from '../../domain/records.ts';
import type { Agreement, RuleLanding } from '../../runs/autonomy/decide-run.ts';
import type { CommittedConfig } from '../../runs/config/committed-config.ts';
import { titleText } from '../../text/row.ts';
import { thisMachine } from '../../work/processes/process-facts.ts';
import type { Context } from '../../work/workspace/context.ts';

interface Landings {
  lands: readonly RuleLanding[];
  /** The number of further results in review, whose facts were not read. */
  unread: number;
}

/**
 * Returns the records of a config file that a person agrees to.
 * @param read what the file sets without an agreement
 * @param content the identity of what the person agrees to; undefined if there is nothing
 */
export function agreementTo(
  read: Omit<Kinds['config'], 'at'> | undefined,
  { repository, committed, content, caller }: Agreed,
  at: Instant,
): Agreement {
  const { file } = committed;
  const { values, agents } = committed.asks;
  const common = repository.common!;
  const signed = { at, actor: formatActor(caller.actor), machine: thisMachine() };
  const isNothing = file === undefined || content === undefined;
  return {
    ...(read ? { config: { ...read, at } } : {}),
    ...(isNothing ? {} : { consent: { file, content, common, values, agents: [...agents], ...signed } }),
  };
}

interface Agreed extends Pick<Context, 'caller'> {
  repository: Repository;
  committed: CommittedConfig;
  content: string | undefined;
}

/** Lists the results in review that land once the agreement counts. Without one, by the rules that count now. */
export async function landingsBy(context: Context, repository: string, agreement?: Agreement): Promise<Landings> {
  const { withAgreement, wouldLand } = await import('../on-call.ts');
  const { state } = context.store;
  return wouldLand(context, repository, agreement ? withAgreement(state, repository, agreement) : state);
}

/** Maximum number of results that a text lists. */
const SHOWN = 10;

/** Names the results that land by rule, each in a line. Empty if there are none. */
export function landingLines({ lands, unread }: Landings, context: Pick<Context, 'caller'>): string[] {
  if (lands.length === 0 && unread === 0) return [];
  const more = lands.length - SHOWN + unread;
  return [
    lands.length === 0
      ? `Its rules decide about ${counted(unread, 'result')} in review.`
      : `Its rules land ${counted(lands.length, 'result')} from review within seconds, without another question:`,
    ...lands
      .slice(0, SHOWN)
      .map(({ run, id, rule, ...task }) => `  ${run}  ${id} ${titleText(task, 60)} (rule ${rule})`),
    ...(lands.length > 0 && more > 0 ? [`  … and up to ${more} more`] : []),
    ...(lands.length > 0 ? [`To keep results in review: ${quotedCall(context.caller, 'autonomy_stop')}`] : []),
  ];
}
