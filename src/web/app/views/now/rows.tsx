import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { dollars } from '../../../../base/amounts.ts';
import { pastWaitMs } from '../../../../domain/runs/times/run-times.ts';
import { shownState } from '../../../../domain/state-words.ts';
import { serverNow } from '../../data/server-time.ts';
import type { ListedRun } from '../../data/types.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { RunLink, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { printed } from '../../parts/text/visible.tsx';
import { countText, lengthText } from '../../parts/units/time.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Elapsed } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';

interface Props {
  /** Additional CSS classes for this kind of row. */
  kind: string;
  /** The icon before the title, with its word for the tooltip and its colour. */
  lead?: { icon: IconName; word: string; tone: string };
  href: string;
  title: string;
  /** Facts below the title, separated by dots. */
  facts: ComponentChildren;
  /** Content at the end of the title's line. */
  end?: ComponentChildren;
  /** Content below the facts. */
  children?: ComponentChildren;
}

/** A row of the start page: a title and a line of facts. A click anywhere on the row opens the title's link. */
export function NowRow({ kind, lead, href, title, facts, end, children }: Props) {
  return (
    <li class={`row flex ${kind}`}>
      {lead && (
        <span class={`row-lead rigid ${lead.tone}`} title={lead.word}>
          <Icon name={lead.icon} />
        </span>
      )}
      <div class="rest slim">
        <div class="row-line line gap-8">
          <a class="row-title clip slim" dir="auto" href={href} title={title}>
            {printed(title)}
          </a>
          <span class="row-end line end rigid gap-8">{end}</span>
        </div>
        <div class="facts">
          {lead && <span class={lead.tone}>{lead.word}</span>}
          {facts}
        </div>
        {children}
      </div>
    </li>
  );
}

/** An active run: the last action of its agent, its time and its cost. */
export function RunRow({ view }: { view: ListedRun }) {
  const { run, id, description, elapsedMs, waitedMs, left, last, stuck, unpriced } = view;
  // The shown duration increases from the time at which the server's answer arrived.
  const began = useMemo(() => serverNow() - elapsedMs, [elapsedMs]);
  const { usage } = run;
  const waited = pastWaitMs(run.state, waitedMs);
  const sign = stuck?.[0]?.text;
  return (
    <NowRow
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
