import { usageOf } from './codex-state.ts';
import { instantOf, list, parseFields, part } from './fields.ts';
import type { Transcript, Usage } from './provider.ts';
import { NO_USAGE } from './usage.ts';

/** `sessions/<year>/<month>/<day>/rollout-<time>-<thread>.jsonl`: `token_count` has the totals of the thread and the account's limits. */
export const codexTranscript: Transcript = {
  root: ({ CODEX_HOME, HOME = '' }) => `${CODEX_HOME ?? `${HOME}/.codex`}/sessions`,
  isOf: (path, session) => path.endsWith(`-${session}.jsonl`),
  tally() {
    let usage: Usage = NO_USAGE;
    let resetsAt: string | undefined;
    return {
      line(text) {
        const payload = part(parseFields(text)?.payload);
        if (payload.type !== 'token_count') return;
        const total = part(part(payload.info).total_token_usage);
        if (Object.keys(total).length > 0) usage = usageOf(total, usage.turns + 1);
        resetsAt = fullUntil(part(payload.rate_limits)) ?? resetsAt;
      },
      usage: () => usage,
      resetsAt: () => resetsAt,
    };
  },
};

/** When the last of the windows that are used up begins anew. */
function fullUntil({ primary, secondary }: Readonly<Record<string, unknown>>): string | undefined {
  return list([primary, secondary])
    .filter(({ used_percent }) => Number(used_percent) >= 100)
    .map(({ resets_at }) => instantOf(resets_at))
    .filter((until) => until !== undefined)
    .sort()
    .at(-1);
}
