import { counted } from '../base/amounts.ts';
import type { Meeting } from '../claims/index.ts';
import { inDoorWords } from '../domain/calls/door.ts';
import type { Instant } from '../domain/instant.ts';
import type { Run } from '../domain/records.ts';
import { elsewhereText } from '../domain/runs/unreviewed.ts';
import { entryText } from '../domain/scope-text.ts';
import { doesText } from '../domain/state-words.ts';
import { type Task, taskName } from '../domain/task/task.ts';
import { budgetText } from '../runs/budget/budget-text.ts';
import { durationText } from '../text/runs/run.ts';
import { reasonText } from '../work/claim/reason-text.ts';
import { beyondText } from '../work/claim/refusals.ts';
import { doesWhere } from '../work/processes/run-here.ts';
import type { WordedHold } from './answers.ts';
import { type HoldWordsInput, holdTime, intakeText, nextOf } from './hold-next.ts';
import type { AgentHoldReason, HoldReason } from './snapshot-types.ts';

export function holdInWords(task: Task, hold: HoldReason, around: HoldWordsInput): WordedHold {
  return {
    why: hold.why,
    text: textOf(task, hold, around),
    next: inDoorWords(around, nextOf(task, hold, around)),
  };
}

function textOf(task: Task, hold: HoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'spans':
      return `it spans ${hold.repositories.join(' and ')}, but a run works in one repository`;
    case 'nowhere':
      return hold.lacks === 'commit' ? `it has no start commit: ${hold.error.message}` : hold.error.message;
    case 'awaits':
    case 'cap':
      return intakeText(hold);
    case 'unwanted':
      return "the orchestrator's filter excludes it";
    case 'unmerged':
      return `unmerged run ${hold.run.id}, which ${doesWhere(hold.run, around)}, ${overlap('has', hold.meeting, around)}`;
    case 'beside':
      return `${taskName(hold.task)} starts first and ${overlap('has', hold.meeting, around)}`;
    case 'yields':
      return `${taskName(hold.task)} was skipped for a long time and ${overlap('needs', hold.meeting, around)}`;
    case 'unlanded':
      return `its start commit does not contain the commits of ${hold.by.map((one) => `${taskName(one.task)} (${one.run.id})`).join(', ')}`;
    case 'later':
      return `its run ${hold.run.id} ${doesText(hold.run)}; try ${hold.attempt} starts ${holdTime(hold.until, around)}`;
    case 'given-up':
      return `it was tried ${counted(hold.attempts, 'time')}; its last run ${hold.run.id} ${ended(hold.run, around)}`;
    case 'person':
    case 'elsewhere':
      return `its run ${hold.run.id} ${ended(hold.run, around)}`;
    case 'agents':
      return hold.none.length === 0
        ? 'no agent exists that could do it'
        : hold.none
            .map(({ agent, because }) => `${agent} ${because.map((one) => agentText(one, around)).join(' and ')}`)
            .join('; ');
    case 'slots':
      return `the limit of runs is reached: ${placesText(hold)}`;
    case 'failures':
      return failuresText(hold);
    case 'unreviewed':
      return unreviewedText(hold);
    case 'area':
      return areaText(hold);
    case 'late':
      return lateText(hold, (instant) => holdTime(instant, around));
    case 'budget':
      return budgetText(hold.spentUsd, hold.budget);
    default:
      return reasonText(task, hold, around);
  }
}

function failuresText({ most, failed, failures }: Extract<HoldReason, { why: 'failures' }>): string {
  const runs = counted(most, 'run');
  return failed > 0
    ? `${failed} of ${counted(failures, 'failure')} in a row: at most ${runs} may be active until one succeeds`
    : `the orchestrator pauses after ${counted(failures, 'failure')}: at most ${runs} may be active`;
}

function unreviewedText({ most, waiting, unreviewed, elsewhere }: Extract<HoldReason, { why: 'unreviewed' }>): string {
  const active = most > 0 ? ', and active runs will bring more' : '';
  if (elsewhere) return `${elsewhereText(waiting, unreviewed, elsewhere)}${active}`;
  return `${counted(waiting, 'result')} of at most ${unreviewed} ${waiting === 1 ? 'is' : 'are'} in review${active}`;
}

function areaText({ filter, most, waiting, active }: Extract<HoldReason, { why: 'area' }>): string {
  return `${counted(waiting, 'result')} of at most ${most} of ${filter} ${waiting === 1 ? 'is' : 'are'} in review${active > 0 ? `, with ${counted(active, 'active run')}` : ''}`;
}

/** Describes the reasons why no more tasks can start: active runs, and tasks that start first. */
function placesText({ most, starting }: { most: number; starting: number }): string {
  const parts = [
    ...(most > starting ? [`${counted(most - starting, 'run')} ${most - starting === 1 ? 'is' : 'are'} active`] : []),
    ...(starting > 0 ? [`${counted(starting, 'task')} ${starting === 1 ? 'starts' : 'start'} first`] : []),
  ];
  return parts.join(' and ');
}

function ended(run: Run, { elsewhere }: HoldWordsInput): string {
  const place = elsewhere(run);
  return `${doesText(run)}${run.reason ? ` (${run.reason.text})` : ''}${place === undefined ? '' : `, ${place}`}`;
}

function overlap(verb: 'has' | 'needs', { mine, theirs, witness }: Meeting, { repositories }: HoldWordsInput): string {
  const [held, own] = [entryText(theirs, repositories), entryText(mine, repositories)];
  if (held === own) return `${verb} ${held}, too`;
  return `${verb} ${held}, which overlaps its ${own}${[held, own].includes(witness) ? '' : ` in ${witness}`}`;
}

function agentText(hold: AgentHoldReason, around: HoldWordsInput): string {
  switch (hold.why) {
    case 'unknown':
      return `is named by the setting ${hold.setting}, but does not exist`;
    case 'full':
      return `is at its limit of runs: ${placesText(hold)}`;
    case 'provider-full':
      return `uses ${hold.provider}, which is at its limit of runs: ${placesText(hold)}`;
    case 'missing':
      return `can't be started: no program ${hold.program} is in PATH`;
    case 'limited':
      return `uses ${hold.provider}, which reached its rate limit until ${holdTime(hold.until, around)} (${hold.run.id})`;
    case 'down':
      return `failed to start ${hold.run.id}: ${hold.run.reason?.text ?? 'the reason is unknown'}`;
    default:
      return beyondText(hold);
  }
}

/** Formats why a task starts no more in a night: `it usually takes 40min, and night n3 ends 07:00`. */
function lateText(
  { night, until, needsMs }: Extract<HoldReason, { why: 'late' }>,
  when: (instant: Instant) => string,
): string {
  // A night that is only foreseen has no id.
  const name = night === undefined ? 'that night' : `night ${night}`;
  return needsMs === undefined
    ? `the deadline of ${name} is over`
    : `it usually takes ${durationText(needsMs)}, and ${name} ends ${when(until)}`;
}
