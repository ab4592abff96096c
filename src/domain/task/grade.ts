import * as z from 'zod';
import { clip } from '../../base/clip.ts';
import { inQuotes } from '../../base/quote.ts';
import type { Shape } from '../../base/shape.ts';
import { isPersons } from '../actor.ts';
import type { Run } from '../records.ts';
import { ciOutcome, missingOutcome } from '../runs/answers/ci-answer.ts';
import { shortCommit } from '../runs/commit-id.ts';
import { attachedAbout, attachedText, isNamedIn, MOST_SAID, type ShownAttachment } from './attached.ts';
import type { Task } from './task.ts';
import { type CriterionEvidence, criterionText, isBoundTo } from './unmet-criteria.ts';

/** The grades of evidence, the weakest first. */
export const GRADES = {
  claimed: 'the word of an agent, a script or an imported file',
  ran: "the run's event log has the command with success, after the last change of the result's files",
  checked: 'Backlog ran the command with success on exactly the commit of the result',
  added: 'the same, and the test came with the result: it is not on the start commit',
  compared: 'the command fails on the start commit, and Backlog ran it with success on the commit of the result',
  ci: 'a required check of the pull request passed on the commit that has the result, and the criterion names it',
  accepted: 'a person accepted it',
} as const;
export type Grade = keyof typeof GRADES;

/** The names of the grades, the weakest first. */
export const GRADE_ORDER = Object.keys(GRADES) as Grade[];

type Criterion = Pick<NonNullable<Task['acceptance']>[number], 'id' | 'text' | 'by' | 'met'>;

/** The facts of a run that decide about evidence. */
export type GradedRun = Pick<Run, 'id' | 'base' | 'state' | 'result' | 'checks' | 'verdict'> &
  Partial<Pick<Run, 'evidence' | 'ci'>>;

/** The facts about one criterion. */
export interface GradeFacts {
  criterion: Criterion;
  /** The run whose result is judged. Absent for evidence without a run. */
  run?: GradedRun | undefined;
  /** The line with which a person agrees to the criterion's command. Absent if somebody agreed. */
  agree?: string | undefined;
  /** Says that no check has the name that the criterion gives. Absent if it gives a command. */
  unknownCheck?: string | undefined;
  /** The task's attachments. */
  attached?: readonly ShownAttachment[] | undefined;
  /** Names a commit for the readers. Default: its short id. */
  nameOf?: ((commit: string) => string) | undefined;
}

/** The grade of a criterion, for readers. */
export const grading = () =>
  z.strictObject({
    /** Id and text of the criterion. */
    criterion: z.string(),
    text: z.string(),
    /** The best grade of evidence that counts. Absent if none counts. */
    grade: z.enum(GRADE_ORDER).exactOptional(),
    /** Present if the criterion's own command failed on the result. Then no evidence counts. */
    failed: z.literal(true).exactOptional(),
    /** What is known, the best evidence first. Words of others are in double quotes. */
    says: z.array(z.string()),
  });
export type Grading = Shape<typeof grading>;

/** Begins the line with which a person agrees to a command. Nobody may cut that line. */
export const TO_AGREE = 'To agree:';

/** What is said of a criterion without evidence. */
export const NO_EVIDENCE = 'no evidence';

/** Returns the grade of a criterion's evidence. */
export function gradingOf(facts: GradeFacts): Grading {
  const failure = failureOf(facts);
  const found =
    failure === undefined
      ? GRADE_ORDER.toReversed().flatMap((grade) => EVIDENCE[grade](facts).map((text) => ({ grade, text })))
      : [];
  const [best] = found;
  const says = [
    ...(failure === undefined ? [] : [failure]),
    ...found.map(({ text }) => text),
    ...(failure === undefined ? [] : EVIDENCE.claimed(facts)),
    ...notesOf(facts),
  ];
  return {
    criterion: facts.criterion.id,
    text: criterionText(facts.criterion),
    ...(best ? { grade: best.grade } : {}),
    ...(failure === undefined ? {} : { failed: true as const }),
    says: [...(says.length > 0 ? says : [NO_EVIDENCE]), ...attachedAbout(facts).map(attachedText)],
  };
}

/** Formats a grading in one line. */
export const gradingText = ({ says }: Pick<Grading, 'says'>): string => says.join('; ');

/** Returns the texts of the evidence that a grade has. A grade without evidence has none. */
const EVIDENCE: Readonly<Record<Grade, (facts: GradeFacts) => string[]>> = {
  claimed: ({ criterion: { met }, run }) =>
    met && counts(met) && !isPersonal(met) && met.by === undefined
      ? [`claimed${isOfOther(met, run) ? ', not of this result' : ''}: ${saidIn(met)}`]
      : [],
  ran: ({ criterion, run }) =>
    ranIn(criterion, run).map((command) => `run by the agent: ${inQuotes(command)} exited with 0`),
  checked: (facts) => {
    const { criterion, run, nameOf = shortCommit } = facts;
    const check = checkOf(facts);
    if (check?.ok && (!failedBefore(check, run) || check.base?.other !== undefined))
      return [`run by Backlog on ${nameOf(check.commit)}: ${passedText(check)}`];
    // Without the run's record, the evidence that Backlog stored is what is left.
    const { met } = criterion;
    const isOwn = !check && met?.by !== undefined && met.by === criterion.by && counts(met) && !isOfOther(met, run);
    return isOwn && met.commit !== undefined ? [`run by Backlog on ${nameOf(met.commit)}: passed`] : [];
  },
  added: (facts) => {
    const check = checkOf(facts);
    const { nameOf = shortCommit } = facts;
    const { base } = check ?? {};
    return check?.ok && base?.newTest !== undefined && failedBefore(check, facts.run)
      ? [
          `new test, not on the start commit ${nameOf(base.commit)} (${clip(base.newTest, MOST_SAID)}); run by Backlog on ${nameOf(check.commit)}: ${passedText(check)}`,
        ]
      : [];
  },
  compared: (facts) => {
    const check = checkOf(facts);
    const { nameOf = shortCommit } = facts;
    const { newTest, other } = check?.base ?? {};
    return check?.ok && newTest === undefined && other === undefined && failedBefore(check, facts.run)
      ? [
          `failed before, passes now (run by Backlog on ${nameOf(check.base!.commit)} and ${nameOf(check.commit)}${check.doubt === undefined ? '' : `, but ${check.doubt}`})`,
        ]
      : [];
  },
  ci: (facts) => {
    const ci = ciOutcome(facts.criterion, facts.run);
    return ci?.ok ? [`passed in CI on ${shortCommit(ci.commit)}: ${inQuotes(ci.name)}`] : [];
  },
  accepted: ({ criterion: { id, met }, run }) => {
    const { verdict, result } = run ?? {};
    const isOfPerson = verdict !== undefined && isPersons(verdict.actor);
    const isGranted = isOfPerson && verdict.commit === result?.commit && verdict.unmet?.includes(id);
    return [
      ...(met && counts(met) && isPersonal(met)
        ? [`accepted by a person${isOfOther(met, run) ? ', not of this result' : ''}: ${saidIn(met)}`]
        : []),
      ...(isGranted ? [`accepted without evidence by ${verdict.actor}`] : []),
    ];
  },
};

/** Checks whether a person gave the evidence. A person who imports a file only passes its claims on. */
const isPersonal = ({ actor, author }: CriterionEvidence): boolean => isPersons(actor) && author === undefined;

const counts = (met: CriterionEvidence): boolean => met.outdated === undefined;

const isOfOther = (met: CriterionEvidence, run: GradedRun | undefined): boolean =>
  run !== undefined && !isBoundTo(met, run);

/** Quotes evidence and the name in an imported file, so that neither looks like Backlog's own words. */
const saidIn = ({ evidence, actor, author }: CriterionEvidence): string =>
  `${inQuotes(clip(evidence.replaceAll(/\s+/g, ' ').trim(), MOST_SAID))} (${author === undefined ? actor : `${inQuotes(author)}, imported by ${actor}`})`;

type Check = NonNullable<Run['checks']>[number];

/**
 * Returns the run's check that tests a criterion: the one with the name or with the line of its `by`. Of several, one that
 * failed counts.
 */
export function checkBy(by: string | undefined, checks: readonly Check[] = []): Check | undefined {
  const found = by === undefined ? [] : checks.filter(({ name, command }) => name === by || command === by);
  return found.find(({ ok }) => !ok) ?? found[0];
}

/** Returns the outcome of the criterion's command on the present result. A discarded run has none. */
function checkOf({
  criterion: { by },
  run,
}: Pick<GradeFacts, 'run'> & { criterion: Pick<Criterion, 'by'> }): Check | undefined {
  if (run?.state === 'discarded') return undefined;
  return checkBy(
    by,
    run?.checks?.filter(({ commit }) => commit === run.result?.commit),
  );
}

const passedText = ({ doubt }: Check): string =>
  doubt === undefined ? 'passed' : `passed, but ${clip(doubt, MOST_SAID)}`;

/** Checks whether a passed check fails on the start commit of the run. */
function failedBefore({ base }: Check, run: GradedRun | undefined): boolean {
  return base?.ok === false && base.commit === run?.base;
}

function failureOf(facts: GradeFacts): string | undefined {
  const { nameOf = shortCommit } = facts;
  const check = checkOf(facts);
  const ci = ciOutcome(facts.criterion, facts.run);
  if (ci?.ok === false) return `failed in CI on ${shortCommit(ci.commit)}: ${inQuotes(ci.name)}`;
  return check && !check.ok ? `run by Backlog on ${nameOf(check.commit)}: failed, ${check.why}` : undefined;
}

/** Lists commands of the agent that the evidence or the criterion names. */
function ranIn({ by, met }: Criterion, run: GradedRun | undefined): string[] {
  const { commands = [] } = run?.result ?? {};
  if (run?.state === 'discarded') return [];
  const hasFailed = (command: string) => checkOf({ criterion: { by: command }, run })?.ok === false;
  const isCounting = met !== undefined && run !== undefined && isBoundTo(met, run);
  return commands.flatMap(({ command }) =>
    (command === by || (isCounting && mentionsCommand(met.evidence, command))) && !hasFailed(command) ? [command] : [],
  );
}

/** Checks whether a text names a command, as in `npm test: 41 passed`. */
export function mentionsCommand(text: string, command: string): boolean {
  return command.length >= SHORTEST && isNamedIn(text, command);
}

/** Minimum length of a command that evidence can name, so that an ordinary word is none. */
const SHORTEST = 4;

/** Returns notes on evidence that doesn't count, and on commands that did not run. */
function notesOf(facts: GradeFacts): string[] {
  const { criterion, run, agree, unknownCheck, nameOf = shortCommit } = facts;
  const { by, met } = criterion;
  const check = checkOf(facts);
  const old = check ? undefined : checkBy(by, run?.checks);
  const isSame = check?.base?.commit === run?.base ? check?.base : undefined;
  return [
    ...(check?.ok && isSame?.ok ? ['passes without the change, too: no evidence about it'] : []),
    ...(check?.ok && isSame?.other !== undefined
      ? [`fails without the change for another reason (${clip(isSame.other, MOST_SAID)}): no evidence about it`]
      : []),
    ...(check?.ok && isSame && isSame.ok === undefined
      ? [`not known for ${nameOf(isSame.commit)}: ${isSame.why}`]
      : []),
    ...(old ? [oldText(old, run!, nameOf)] : []),
    ...(met?.outdated === undefined ? [] : [`outdated evidence (${met.outdated}), ${saidIn(met)}: doesn't count`]),
    ...(agree !== undefined && !check
      ? [`not run: ${unknownCheck ?? `nobody agreed to ${inQuotes(by!)}`}. ${TO_AGREE} ${agree}`]
      : []),
    ...(by !== undefined && agree === undefined && !check && !old && run?.result ? missingOutcome({ by }, run) : []),
  ];
}

function oldText({ ok, commit }: Check, { id, state }: GradedRun, nameOf: (commit: string) => string): string {
  const outcome = `run by Backlog on ${nameOf(commit)}: ${ok ? 'passed' : 'failed'}`;
  return `${outcome}, but ${state === 'discarded' ? `run ${id} was discarded` : 'the result is another commit now'}: doesn't count`;
}
