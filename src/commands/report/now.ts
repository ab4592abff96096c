import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { inDoorWords } from '../../domain/calls/door.ts';
import { figureTexts, type RunFigures, runFiguresOf } from '../../domain/runs/run-figures.ts';
import { attentionWord, SHOWN_STATES } from '../../domain/state-words.ts';
import { planOf } from '../../goals/plan.ts';
import { type Now, nowOf, nowOutput } from '../../report/now/now.ts';
import { findRun, runsIn } from '../../runs/find-run.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { situationIn } from '../../runs/view/situation.ts';
import { objectionsText } from '../../text/attention.ts';
import { titleText } from '../../text/row.ts';
import { haltedLines, keptLines } from '../../text/runs/orchestrator.ts';
import { runRow } from '../../text/runs/run-row.ts';
import { oneLine } from '../../text/safe.ts';
import { inboxTexts } from '../../text/status.ts';
import { unlinkedLine, unlinkedRepositories } from '../../work/repo/findings.ts';
import { openConflicts } from '../../work/services/source-states.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Maximum number of rows in each list. */
const ROWS = 50;

export const reportNow = defineCommand({
  name: 'report_now',
  title: 'Show items that need attention',
  summary:
    'Show items that need attention, those that block the most tasks first; then active runs and the next tasks.',
  group: 'daily',
  access: { effect: 'read' },
  input: () => z.strictObject({}),
  output: () =>
    nowOutput().extend({
      running: outputs.runs(),
      proposed: outputs.runs(),
      /** Reasons why a running orchestrator does not start a task. */
      kept: outputs.kept(),
      /** Set if no run is active, the orchestrator isn't running, and the queue had runs before: a person starts the next. */
      idle: z.literal(true).exactOptional(),
      /** Repositories that no longer use the queue, with the command that links each again. */
      unlinked: z.array(z.strictObject({ text: z.string(), call: z.string() })).exactOptional(),
      /** Set if the queue has goals. */
      goals: z.literal(true).exactOptional(),
      /** Number of open conflicts with sources. Absent if there are none. */
      conflicts: z.int().exactOptional(),
    }),
  async run(context) {
    const { store, coefficients } = context;
    const { running, proposed, ...selected } = nowOf(situationIn(context), {
      ...{ facts: context.facts(), coefficients, rows: ROWS },
      figuresOf: (run, task) => runFiguresOf(findRun(store.state, run), task, context.clock.now),
    });
    const { idleReasons, isOrchestratorRunning } = await import('../on-call.ts');
    const views = (ids: readonly string[]) => ids.map((id) => viewRun(context, findRun(store.state, id)));
    const isIdle = running.length === 0 && runsIn(store.state).length > 0 && !isOrchestratorRunning(store.state);
    const unlinked = unlinkedRepositories(context);
    const conflicts = openConflicts(context);
    return {
      ...selected,
      ...(unlinked.length > 0 ? { unlinked } : {}),
      kept: await idleReasons(context),
      ...(isIdle ? { idle: true as const } : {}),
      ...(planOf(store.state).isEmpty() ? {} : { goals: true as const }),
      ...(conflicts > 0 ? { conflicts } : {}),
      running: views(running),
      proposed: views(proposed),
    };
  },
  show: {
    text: (
      { waiting, snoozed, running, proposed, next, unaccepted, unlinked = [], kept, halted, inbox, conflicts, totals },
      context,
    ) =>
      [
        ...unlinked.map(unlinkedLine),
        headText(totals),
        ...haltedLines(halted),
        ...inboxTexts(inbox),
        ...(conflicts
          ? [inDoorWords(context.caller, `${counted(conflicts, 'conflict')} with sources: \`source_conflicts\``)]
          : []),
        ...waiting.map(
          ({ what, state, card, run, said, holdsUp, figures }) =>
            `${attentionWord({ why: what, state })}${objectionsText(card.objections)} ${run ?? `#${card.id}`}  ${titleText(card, 80)}${figuresText(figures)}${said ? `: ${oneLine(said, 120)}` : ''}${holdsUp > 0 ? `  (blocks ${counted(holdsUp, 'task')})` : ''}`,
        ),
        ...(snoozed.length > 0
          ? [
              `snoozed: ${snoozed.map(({ card: { id }, until }) => `#${id}${until ? ` until ${until}` : ''}`).join(', ')}`,
            ]
          : []),
        ...[...running, ...proposed].map(runRow),
        ...(unaccepted.length > 0 ? [inDoorWords(context.caller, unacceptedText(unaccepted, totals.unaccepted))] : []),
        ...next.slice(0, 5).map((card) => `next #${card.id}  ${titleText(card, 100)}`),
        ...(kept.length > 0 ? ['The orchestrator can start no task:', ...keptLines(kept)] : []),
      ].join('\n'),
  },
  cli: { aliases: ['now'], acrossQueues: {}, examples: ['report now', 'report now --all-queues'] },
});

function unacceptedText(tasks: Now['unaccepted'], total = 0): string {
  const ids = tasks.slice(0, 20).map(({ id }) => id);
  return `${counted(total, 'task')} to accept, added by no person or of a discarded run: \`task_accept ${ids.join(',')}\` lets the orchestrator start ${total === 1 ? 'it' : 'them'}`;
}

function headText({ waiting = 0, running = 0, proposed = 0, next = 0, blocked = 0 }: Now['totals']): string {
  return [
    `${waiting} ${waiting === 1 ? 'needs' : 'need'} attention`,
    `${running} active ${running === 1 ? 'run' : 'runs'}`,
    ...(proposed > 0 ? [`${proposed} ${SHOWN_STATES.proposed.word}`] : []),
    `${next} ready`,
    `${blocked} blocked`,
  ].join(', ');
}

const figuresText = (figures: RunFigures | undefined) =>
  figures?.size
    ? `  ${figureTexts(figures)
        .map(({ text }) => oneLine(text))
        .join(', ')}`
    : '';
