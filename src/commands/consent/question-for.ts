import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Run } from '../../domain/records.ts';
import { branchName } from '../../domain/runs/branch-name.ts';
import { shortCommit } from '../../domain/runs/commit-id.ts';
import { hiddenQuestion } from '../../domain/runs/hidden/hidden-tests.ts';
import { doesText } from '../../domain/state-words.ts';
import { isGranted, type Judged, listed, objectionsTo, unmetIn } from '../../domain/task/objections.ts';
import type { Task } from '../../domain/task/task.ts';
import { claimedOf } from '../../domain/task/task-grades.ts';
import { findRun, questionTexts, type RunRecords } from '../../runs/find-run.ts';
import { ACTS, type ActInput, type ActName } from '../../runs/lifecycle/run-commands.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import { findingsOf } from '../../work/objections/facts.ts';
import type { PersonAct } from '../../work/people/person-acts.ts';
import { findTask } from '../../work/task/find.ts';
import type { Context } from '../../work/workspace/context.ts';
import { trustForm } from '../config/trust.ts';
import { nightForm } from '../night/night-form.ts';
import type { ConsentQuestion, RefusedCall } from './question.ts';

/** Maximum lengths in characters. */
const LONGEST = { description: 40, name: 60, note: 300 } as const;

/** Maximum number of accepted files or checks that the question names. */
const NAMED = 2;

/** Actions that merge the result. */
const MERGING: readonly ActName[] = ['approve', 'merge_now'];

/** Actions that have no effect before their first write. */
const TRIED: readonly ActName[] = [
  'approve',
  'merge_now',
  'request_changes',
  'adopt',
  'answer',
  'message',
  'discard',
  'handoff',
  'push',
];

/** Returns the question for an action on a run, with the size of the diff, checks, criteria and what it overrides. */
function runQuestion(context: Context, { command, input }: RefusedCall): ConsentQuestion {
  const name = (input.verb ?? command.name.replace(/^run_/, '')) as ActName;
  const given = input as unknown as ActInput;
  const run = findRun(context.store.state, given.run);
  const task = context.queue.get(run.task);
  const yes = imperative(ACTS[name].title, run.id);
  const about = task ? ` of task ${task.id} ${quoted(task.description, LONGEST.description)}` : '';
  const into = MERGING.includes(name) ? ` and merge it into ${oneLine(branchName(run.target), LONGEST.name)}` : '';
  return {
    asks: [
      `${yes}${about}${into}?`,
      ...acceptedTexts(given, { run, task, found: findingsOf(context.store.state, run) }),
    ].join(' '),
    details: [
      [resultText(run), ...checksText(run), ...criteriaText(run, task)].join(' '),
      ...askedTexts(context, run, name, given),
      ...(given.note === undefined ? [] : [`${NOTES[name] ?? 'Note'}: ${quoted(given.note, LONGEST.note)}`]),
      ...(given.agent === undefined ? [] : [`Agent: ${quoted(given.agent)}`]),
      ...(into ? [] : [ACTS[name].summary]),
    ],
    yes,
    facts(records) {
      const now = findRun(records as RunRecords, run.id);
      return [
        ...[now.state, now.result, now.checks, now.verdict, records.get('task', run.task)?.acceptance],
        questionTexts(records as RunRecords, now),
      ];
    },
    tries: TRIED.includes(name),
  };
}

/** Names the question that is answered, or that a decision about the result leaves open. */
function askedTexts({ store }: Context, run: Run, name: ActName, { question }: ActInput): string[] {
  const aboutTests = hiddenQuestion(run);
  if (name !== 'answer') return aboutTests === undefined || !MERGING.includes(name) ? [] : [`It asks: ${aboutTests}`];
  const asked = question ?? questionTexts(store.state, run)[0];
  if (asked === undefined) return [];
  const effect = asked === aboutTests ? ' This calls the test wrong. Its agent does not get the answer.' : '';
  return [`It asks: ${quoted(asked, LONGEST.note)}.${effect}`];
}

/** Names of the text that comes with an action. */
const NOTES: Partial<Record<ActName, string>> = { request_changes: 'Changes', answer: 'Answer', message: 'Message' };

/** Puts the run into the title of an action: `Give a run to a person` becomes `Give run r7 to a person`. */
function imperative(title: string, run: string): string {
  return title.includes(' a run') ? title.replace(' a run', ` run ${run}`) : `${title} in run ${run}`;
}

/** Describes the result: `Commit 1a2b3c4: 3 files, +40 -2 (src/a.ts, src/b.ts, test/a.test.ts).` */
function resultText(run: Run): string {
  const { result } = run;
  if (!result) return `The run ${doesText(run)}, without a result.`;
  const { commit, files, added, deleted, paths } = result;
  const names = paths.length > 0 ? ` (${namesText(paths)})` : '';
  return `Commit ${shortCommit(commit)}: ${counted(files, 'file')}, +${added} -${deleted}${names}.`;
}

function namesText(names: readonly string[]): string {
  return listed(names.map((name) => oneLine(name, LONGEST.name))).join(', ');
}

function checksText({ checks = [], result }: Run): string[] {
  const told = checks.map(({ name, ok }) => `${oneLine(name, LONGEST.name)} ${ok ? 'passed' : 'failed'}`);
  return told.length > 0 ? [`Checks: ${told.join(', ')}.`] : result ? ['No checks ran.'] : [];
}

function criteriaText(run: Run, task: Task | undefined): string[] {
  const all = task?.acceptance?.length ?? 0;
  const claimed = task ? claimedOf(run, task) : 0;
  const only = claimed > 0 ? `, ${claimed} only claimed` : '';
  return all === 0 ? [] : [`Acceptance criteria: ${all - unmetIn({ run, task }).length} of ${all} met${only}.`];
}

function fewText(names: readonly string[]): string {
  const few = names.slice(0, NAMED).map((name) => oneLine(name, LONGEST.name));
  return names.length > NAMED ? `${few.join(', ')} and others` : few.join(', ');
}

/** Names what the action overrides: `You accept: checks failed (unit); criteria unmet (1).` */
function acceptedTexts(given: ActInput, judged: Judged): string[] {
  const accepted = objectionsTo(judged).filter(({ grant }) => isGranted(grant, judged, given));
  const texts = accepted.map(({ grant, mark, names }) =>
    grant === 'unmet' ? `${unmetIn(judged).length} ${mark}` : `${mark} (${fewText(names)})`,
  );
  const reason = given.override?.trim();
  return [
    ...(texts.length > 0 ? [`You accept: ${texts.join('; ')}.`] : []),
    ...(reason ? [`Reason: ${sentence(quoted(reason))}`] : []),
  ];
}

type Asked = ConsentQuestion | undefined;
type Asks = (context: Context, call: RefusedCall) => Asked | Promise<Asked>;

/** Actions that a form can't permit: they replace the queue itself, or change who is a person. */
const NEVER: readonly PersonAct[] = ['restore', 'clients', 'tokens', 'queues', 'profiles', 'board'];

/** Returns the question for a refused call. Undefined if a form can't permit its action. */
export async function questionFor(context: Context, call: RefusedCall): Promise<Asked> {
  return NEVER.includes(call.act) ? undefined : (QUESTIONS[call.act] ?? plain)(context, call);
}

const QUESTIONS: Partial<Record<PersonAct, Asks>> = {
  'runs.decide': runQuestion,
  'runs.override': runQuestion,
  'runs.risk': runQuestion,
  'runs.seen': runQuestion,
  'runs.hiddenTests': runQuestion,
  config: trustForm,
  night: nightForm,
  purge({ queue }, { input }) {
    const task = findTask(queue, String(input.id));
    return {
      asks: `Purge task ${task.id} ${quoted(task.description, 80)}?`,
      details: ["Backlog destroys the task, its documents and its attachments. Undo can't restore them."],
      yes: `Purge task ${task.id}`,
      facts: (records) => records.get('task', task.uuid),
      tries: true,
    };
  },
  settings({ store }, { command, input }) {
    const name = String(input.name);
    const before = store.state.get('setting', name)?.value;
    const value = command.name === 'setting_set' ? shown(input.value) : 'its default';
    return {
      asks: `Change the setting ${oneLine(name)} to ${value}?`,
      details: [
        `Before: ${before === undefined ? 'its default' : shown(before)}.`,
        'Settings decide which programs Backlog starts and what agents may do.',
      ],
      yes: `Change ${oneLine(name)}`,
      facts: (records) => records.get('setting', name)?.value,
      tries: true,
    };
  },
  orchestrate(_, { input }) {
    const { verb: _verb, ...limits } = input;
    return {
      asks: `Start the orchestrator${argumentsText(limits)}?`,
      details: ['It starts runs of ready tasks automatically, until you pause or stop it.'],
      yes: 'Start the orchestrator',
      facts: (records) => records.get('orchestrator', ORCHESTRATOR_ID),
      tries: true,
    };
  },
};

/** Returns the question for an action without a text of its own: the command with all arguments. */
function plain(_: Context, { command: { title }, input, message }: RefusedCall): ConsentQuestion {
  return {
    asks: `${title}${argumentsText(input)}?`,
    details: [`Only a person may do this: ${sentence(oneLine(message))}`],
    yes: title,
    facts: () => undefined,
    tries: false,
  };
}

/** Formats all arguments: ` with name "x", argv ["sh","-c","ls"]`. */
function argumentsText(input: RefusedCall['input']): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : ` with ${given.map(([name, value]) => `${name} ${shown(value)}`).join(', ')}`;
}

/** Formats a value on one line, so that it can't look like another line of the form. */
function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : oneLine(JSON.stringify(value) ?? '');
}
