import { clip } from '../../base/clip.ts';
import { refuse } from '../../domain/errors.ts';

export type Meanings = Readonly<Record<string, string>>;

const FIELD = /^(fixVersions|components|none|customfield_\d{1,12})$/;
const TEXT = /^(description|customfield_\d{1,12})$/;
const PRIORITY = /^(priority|none|customfield_\d{1,12})$/;
const DUE = /^(duedate|none|customfield_\d{1,12})$/;
const WORD = /^[^\p{Cc}]{1,200}$/u;

/** What a source of Jira can be told about fields and statuses. A person edits it with `source update --map`. */
const MEANINGS: Readonly<Record<string, { fallback: string; fits: RegExp; help: string }>> = {
  type: { fallback: 'Task', fits: WORD, help: 'type of new issues' },
  text: { fallback: 'description', fits: TEXT, help: 'field that is the spec: description or customfield_N' },
  project: {
    fallback: 'fixVersions',
    fits: FIELD,
    help: 'field that is the project: fixVersions, components, customfield_N or none',
  },
  priority: {
    fallback: 'priority',
    fits: PRIORITY,
    help: 'field that is the priority: priority, customfield_N or none',
  },
  H: {
    fallback: 'High,Highest,Blocker,Critical,Major,Urgent',
    fits: WORD,
    help: 'priorities that mean H; the first one is written',
  },
  M: { fallback: 'Medium,Normal', fits: WORD, help: 'priorities that mean M; the first one is written' },
  L: { fallback: 'Low,Lowest,Minor,Trivial', fits: WORD, help: 'priorities that mean L; the first one is written' },
  due: { fallback: 'duedate', fits: DUE, help: 'field that is the due date: duedate, customfield_N or none' },
  blocks: { fallback: 'Blocks', fits: WORD, help: 'type of the links that are dependencies' },
  open: { fallback: '', fits: WORD, help: 'status that reopens' },
  completed: { fallback: '', fits: WORD, help: 'status that completes' },
  not_planned: { fallback: '', fits: WORD, help: 'status that means: not planned' },
  dropped: {
    fallback: "Won't Do,Won't Fix,Duplicate,Cannot Reproduce,Declined,Obsolete",
    fits: WORD,
    help: 'resolutions that mean: not planned',
  },
};

/** A field that a transition to a status needs, such as `Done.resolution`. */
const NEEDED = /^[^\p{Cc}=]{1,100}\.[a-zA-Z][\w]{0,60}$/u;

/** @throws BacklogError `invalid` naming the meaning that isn't one, or whose value doesn't fit */
export function checkMeanings(map: Meanings): void {
  for (const [name, value] of Object.entries(map)) {
    const known = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
    if (!known && !NEEDED.test(name))
      refuse('invalid', `there is no meaning "${clip(name, 60)}"`, {
        hint: `Use ${Object.keys(MEANINGS).join(', ')}, or STATUS.FIELD for a field that a transition needs. For example: Done.resolution=Done`,
        data: { received: clip(name, 60) },
      });
    if (value !== '' && !(known?.fits ?? WORD).test(value))
      refuse('invalid', `"${clip(value, 60)}" is no value for ${name}: ${known?.help ?? 'a text of one line'}`, {
        hint: `For example: ${name}=${known?.fallback || 'Done'}`,
        data: { received: clip(value, 60) },
      });
  }
}

/** Returns all meanings with the defaults. */
export function allMeanings(map: Meanings): Record<string, string> {
  const said = Object.entries(map).filter(([, value]) => value !== '');
  const defaults = Object.entries(MEANINGS).map(([name, { fallback }]) => [name, fallback] as const);
  return Object.fromEntries([...defaults, ...said]);
}

export const listedNames = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export const sameWord = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

/** The value for a field that a transition to a status needs. */
export function neededValue(map: Meanings, status: string, field: string): string | undefined {
  const name = `${status}.${field}`;
  return Object.entries(map).find(([one]) => sameWord(one, name))?.[1];
}
