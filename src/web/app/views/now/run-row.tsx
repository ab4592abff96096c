import { useMemo } from 'preact/hooks';
import { dollars } from '../../../../base/amounts.ts';
import { pastWaitMs } from '../../../../domain/runs/run-times.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { serverNow } from '../../data/server-time.ts';
import type { RunView } from '../../data/types.ts';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { countText, lengthText } from '../../parts/units/time.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Elapsed } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { Row } from './row.tsx';

/** An active run: the last action of its agent, its time and its cost. */
export function RunRow({ view }: { view: RunView }) {
  const { run, id, description, elapsedMs, waitedMs, left, last, stuck, unpriced } = view;
  // The shown duration increases from the time at which the server's answer arrived.
  const began = useMemo(() => serverNow() - elapsedMs, [elapsedMs]);
  const { usage } = run;
  const waited = pastWaitMs(run.state, waitedMs);
  const sign = stuck?.[0]?.text;
  return (
    <Row
      kind="running"
      href={hrefOf('run', [run.id])}
      title={description}
      end={
        <>
          <Elapsed since={began} />
          <StateView of={shownState(run)} />
        </>
      }
      facts={
        <>
          <RunLink id={run.id} />
          <TaskLink id={id} />
          <span>{run.agent}</span>
          {left && <Left of={left} />}
          {waited >= 60_000 && <span>waited {lengthText(waited)}</span>}
          {usage && <span title="Tokens">{countText(usage.input + usage.output)} tokens</span>}
          {usage?.costUsd !== undefined && <span title="Cost">{dollars(usage.costUsd)}</span>}
          {unpriced && <span>{unpriced}</span>}
          {sign ? (
            <span class="bad">{printed(sign)}</span>
          ) : (
            last && <span class="row-last mono">{printed(last.text)}</span>
          )}
        </>
      }
    />
  );
}
