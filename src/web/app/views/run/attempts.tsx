import type { ComponentChildren } from 'preact';
import { dollars } from '../../../../base/amounts.ts';
import { pastWaitMs } from '../../../../domain/runs/times/run-times.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { useRead } from '../../data/live.ts';
import type { ListedRun } from '../../data/types.ts';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { RunLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { countText, lengthText } from '../../parts/units/time.ts';

/** The compared facts of each run of a task. */
const FACTS: readonly { title: string; of(view: ListedRun): ComponentChildren }[] = [
  { title: 'State', of: ({ run, objections }) => <StateView of={shownState(run)} objections={objections} /> },
  { title: 'Agent', of: ({ run }) => [run.agent, run.model].filter(Boolean).join(' · ') },
  { title: 'Work time', of: ({ elapsedMs }) => lengthText(elapsedMs) },
  {
    title: 'Wait time',
    of: ({ run, waitedMs }) => {
      const waited = pastWaitMs(run.state, waitedMs);
      return waited >= 1_000 && lengthText(waited);
    },
  },
  { title: 'Rounds', of: ({ run }) => run.rounds?.length ?? 0 },
  { title: 'Tokens', of: ({ run: { usage } }) => usage && countText(usage.input + usage.output) },
  { title: 'Cost', of: ({ run: { usage } }) => usage?.costUsd !== undefined && dollars(usage.costUsd) },
  { title: 'Files', of: ({ run: { result } }) => result && `${result.files} (+${result.added} -${result.deleted})` },
  {
    title: 'Checks',
    of: ({ run }) => run.checks?.map(({ name, ok }) => `${name} ${ok ? 'passed' : 'failed'}`).join(', '),
  },
  { title: 'Reason for the end', of: ({ run }) => printed(run.reason?.text ?? '') },
  { title: 'Last summary', of: ({ run }) => printed(run.rounds?.findLast(({ summary }) => summary)?.summary ?? '') },
];

/** Reads all runs of a task. */
export function useAttempts(task: string) {
  return useRead('run_list', { filter: task, all: true }, { kinds: ['run'], runs: true });
}

/** Compares all runs of the task in a table. */
export function Attempts({ of, current }: { of: ReturnType<typeof useAttempts>; current: string }) {
  const runs = [...(of.value.value?.runs ?? [])].sort((a, b) => a.run.attempt - b.run.attempt);
  return (
    <section aria-label="Attempts" class="run-attempts rest short">
      <Unanswered of={of} />
      <ScrollRegion class="run-table" label="Table of attempts">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Fact</span>
              </th>
              {runs.map(({ run }) => (
                <th key={run.id} scope="col" class={run.id === current ? 'is-current' : ''}>
                  {run.attempt}. <RunLink id={run.id} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {FACTS.map(({ title, of }) => (
              <tr key={title}>
                <th scope="row">{title}</th>
                {runs.map((view) => (
                  <td key={view.run.id}>{of(view) || '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );
}
