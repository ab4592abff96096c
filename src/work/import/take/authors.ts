import { clip } from '../../../base/clip.ts';
import { present } from '../../../base/present.ts';
import { UNSAFE } from '../../../base/unsafe-characters.ts';
import { isPersons } from '../../../domain/actor.ts';
import { TASK_LIMITS } from '../../../domain/fields/words.ts';
import { isTrusted, type TrustRules } from '../../../domain/outside.ts';
import { knownCriteria } from '../../../domain/task/criteria.ts';
import type { Estimates } from '../../../domain/task/estimate.ts';
import type { Annotation, Handoff, Obstacle, Task } from '../../../domain/task/task.ts';
import type { ParsedRow } from './row-schema.ts';

type Signed = Pick<ParsedRow, 'annotations' | 'handoff' | 'obstacle' | 'acceptance' | 'estimates'>;

/**
 * Makes the importer the author of imported texts, since a file can name anybody. The name in the file becomes the
 * field `author`, which nobody verified. Texts that the task already has stay unchanged.
 */
export function signedByImporter(
  row: Signed,
  { importer, rules }: { importer: string; rules: TrustRules },
  present: Task | undefined,
) {
  const { annotations, acceptance, handoff, obstacle, estimates } = row;
  return {
    ...(annotations ? { annotations: notesOf(annotations, { importer, rules }, present?.annotations ?? []) } : {}),
    ...(acceptance ? { acceptance: criteriaOf(acceptance, importer, present?.acceptance ?? []) } : {}),
    ...(handoff ? { handoff: handoffOf(handoff, importer, present?.handoff) } : {}),
    ...(obstacle ? { obstacle: obstacleOf(obstacle, importer, present?.obstacle) } : {}),
    ...(estimates ? { estimates: estimatesOf(estimates, importer, present?.estimates) } : {}),
  };
}

function notesOf(
  notes: NonNullable<Signed['annotations']>,
  { importer, rules }: { importer: string; rules: TrustRules },
  here: readonly Annotation[],
) {
  const byId = new Map(here.map((note) => [note.id, note]));
  const taken = new Set<Annotation>();
  /**
   * Finds the existing note for an imported note without an id: the one with the same text, and of several the one with
   * the same time.
   */
  const twinOf = ({ at, text }: { at: string; text: string }) => {
    const same = here.filter((note) => note.text === text && !taken.has(note));
    return same.find((note) => note.at === at) ?? same[0];
  };
  const ids = new Set([...byId.keys(), ...notes.flatMap(({ id }) => id ?? [])]);
  const signed = notes.map((note, i): Annotation => {
    const text = note.text.slice(0, TASK_LIMITS.annotation);
    const known = note.id === undefined ? twinOf({ at: note.at, text }) : byId.get(note.id);
    if (known) taken.add(known);
    if (known?.text === text) return known;
    const id = note.id ?? freeId(ids, i + 1);
    const { at, association, progress, re } = note;
    const signature = signatureOf(note, importer);
    return {
      ...{ id, at, ...signature, text },
      ...present({ association, progress, re }),
      ...outsideOf(note, signature.author, rules),
    };
  });
  return notes.some(({ id }) => id !== undefined) ? signed : inTheOrderOf(here, signed);
}

/** Marks a note whose author nobody trusts. A mark that an export contains stays. */
function outsideOf(
  { association, outside }: { association?: string | undefined; outside?: true | undefined },
  name: string | undefined,
  rules: TrustRules,
): Pick<Annotation, 'outside'> {
  if (association === undefined || isTrusted({ name, association }, rules)) return outside ? { outside } : {};
  return { outside: true };
}

/**
 * Keeps existing notes in their order, and appends the new ones. The order would otherwise change if the tool's notes
 * have no ids.
 */
function inTheOrderOf(here: readonly Annotation[], notes: readonly Annotation[]): Annotation[] {
  const present = here.filter((note) => notes.includes(note));
  return [...present, ...notes.filter((note) => !present.includes(note))];
}

/** Returns the next unused id of an imported note. */
function freeId(ids: Set<string>, from: number): string {
  const id = `i${from}`;
  if (ids.has(id)) return freeId(ids, from + 1);
  ids.add(id);
  return id;
}

function criteriaOf(
  criteria: NonNullable<Signed['acceptance']>,
  importer: string,
  here: NonNullable<Task['acceptance']>,
) {
  const lines = criteria.map((line) => (typeof line === 'string' ? { text: line } : line));
  const twins = knownCriteria(lines, here);
  return criteria.map((criterion, i) => {
    if (typeof criterion === 'string' || !('met' in criterion) || !criterion.met) return criterion;
    const { at, evidence, outdated } = criterion.met;
    const known = twins[i]?.met;
    if (known?.evidence === evidence) return { ...criterion, met: known };
    // A file that names its importer is still no look of the importer, so the name stays the unverified author.
    const signature = { author: importer, ...signatureOf(criterion.met, importer) };
    const met = { at, ...signature, evidence, ...(outdated ? { outdated } : {}) };
    return { ...criterion, met };
  });
}

function handoffOf(handoff: Handoff, importer: string, here: Handoff | undefined): Handoff {
  const { at, note, elsewhere } = handoff;
  if (here?.at === at && here.note === note) return here;
  return { at, ...signatureOf(handoff, importer), note, ...present({ elsewhere }) };
}

function obstacleOf(obstacle: Obstacle, importer: string, here: Obstacle | undefined): Obstacle {
  const { at, note, until } = obstacle;
  if (here?.at === at && here.note === note) return { ...here, ...present({ until }) };
  return { at, ...signatureOf(obstacle, importer), note, ...present({ until }) };
}

/** Signs imported estimates. Only a person's import can contain a person's estimate. */
function estimatesOf({ person, agent }: Estimates, importer: string, here: Estimates = {}): Estimates {
  const signed = (slot: keyof Estimates, said: Estimates[typeof slot]) => {
    if (!said) return {};
    const { at, estimate } = said;
    const known = here[slot];
    if (known?.at === at && known.estimate === estimate) return { [slot]: known };
    const into = isPersons(importer) ? slot : 'agent';
    return { [into]: { estimate, at, ...signatureOf(said, importer) } };
  };
  return { ...signed('person', person), ...signed('agent', agent) };
}

/** Maximum length of an author's name from a file, in characters. */
const NAME = 200;

const NOT_SHOWN = new RegExp(`[\\s${UNSAFE}]+`, 'gu');

function signatureOf({ actor, author }: { actor?: string | undefined; author?: string | undefined }, importer: string) {
  const named = author ?? (actor === importer ? undefined : actor);
  const name = clip((named ?? '').replace(NOT_SHOWN, ' ').trim(), NAME);
  return { actor: importer, ...(name ? { author: name } : {}) };
}
