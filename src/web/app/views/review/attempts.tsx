import { attemptTexts, bestText } from '../../../../domain/runs/attempts/order.ts';
import { stateLabel } from '../../../../domain/state-words.ts';
import { useRead } from '../../data/live.ts';
import { TableView } from '../../parts/table.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { hrefOf } from '../../shell/route.ts';

/** The attempts at the task of a run, side by side. An approval of one discards the others. */
export function OtherAttempts({ run }: { run: string }) {
  const read = useRead('run_compare', { run }, { kinds: ['run', 'task'] });
  const { attempts = [], best } = read.value.value ?? {};
  return (
    <section class="ruled stack gap-6" aria-label="Attempts">
      <TableView
        label="Attempts at the task"
        titles={['Attempt', 'Agent', 'State', 'Checks', 'Criteria', 'Evidence', 'Verdict', 'Risk', 'Changes', 'Cost']}
      >
        {attempts.map((attempt) => (
          <tr key={attempt.run}>
            <td>
              <a href={hrefOf('review', [attempt.run])} aria-current={attempt.run === run ? 'true' : undefined}>
                {attempt.run}
              </a>
            </td>
            <td>{printed(attempt.agent)}</td>
            <td>{stateLabel(attempt.state)}</td>
            {attemptTexts(attempt).map(({ of, text }) => (
              <td key={of}>{text && printed(text)}</td>
            ))}
          </tr>
        ))}
      </TableView>
      {best && <p class="soft small">{bestText(best)} Approving one discards the others.</p>}
      <Unanswered of={read} />
    </section>
  );
}
