import { readAdf } from '../../src/base/adf/text.ts';
import { MARK } from '../../src/services/index.ts';
import { actLate, type Fault } from './faults.ts';
import type { FakeGitHub } from './github/fake.ts';
import type { FakeJira } from './jira/fake.ts';
import { adf } from './jira/state.ts';

/** An item there, in the words of all services. */
export interface ItemThere {
  title: string;
  /** The parts of its text. */
  parts: string[];
  labels: string[];
  isOpen: boolean;
}

/** What people do at a service, whichever it is. Items have numbers, which begin with 1. */
export interface Tracker {
  service: 'github' | 'jira';
  list: string;
  faults: Fault[];
  /** Matches the paths of requests that change something. */
  writes: RegExp;
  /** Matches the paths of requests that make an item or a comment. */
  makes: RegExp;
  /** Makes an item. @returns its number */
  open(title: string, edit?: Partial<ItemThere>): number;
  edit(number: number, edit: Partial<ItemThere>): void;
  comment(number: number, text: string): void;
  /** Closes an item as not planned, where the service can. */
  drop?(number: number): void;
  isDropped?(number: number): boolean;
  /** Deletes an item. */
  remove(number: number): void;
  at(number: number): ItemThere;
  /** The comments of an item without marks, those of Backlog, too. */
  comments(number: number): string[];
  titles(): string[];
  /** The service's time, in epoch ms. */
  now(): number;
  /** Moves the clock there, in ms. */
  pass(ms: number): void;
  /** Number of requests during a pause that the service asked for. Absent for one that asks for none. */
  tooMany?(): number;
  /** Makes the service behave as badly as it may. */
  vary(int: (below: number) => number): void;
}

const unmarked = (body: string) => body.replaceAll('\r\n', '\n').replace(MARK, '');
const partsOf = (text: string) => (text === '' ? [] : text.split('\n\n'));
const textOf = (parts: readonly string[]) => parts.join('\n\n');

export function githubTracker(fake: Pick<FakeGitHub, 'repository' | 'faults' | 'late' | 'crlf'>): Tracker {
  const { repository, faults } = fake;
  const edited = ({ title, parts, labels, isOpen }: Partial<ItemThere>) => ({
    ...(title === undefined ? {} : { title }),
    ...(parts === undefined ? {} : { body: textOf(parts) }),
    ...(labels === undefined ? {} : { labels }),
    ...(isOpen === undefined
      ? {}
      : isOpen
        ? ({ state: 'open', reason: 'reopened' } as const)
        : ({ state: 'closed', reason: 'completed' } as const)),
  });
  return {
    ...{ service: 'github', list: 'acme/app', faults, writes: /./, makes: /\/(issues|comments)$/ },
    open: (title, edit = {}) => repository.open(title, edited(edit)).number,
    edit: (number, edit) => void repository.edit(number, edited(edit)),
    comment: (number, text) => void repository.comment(number, text),
    drop: (number) => void repository.edit(number, { state: 'closed', reason: 'not_planned' }),
    isDropped: (number) => repository.issues.get(number)!.reason === 'not_planned',
    remove: (number) => void repository.edit(number, { away: 'deleted' }),
    at(number) {
      const { title, body, labels, state } = repository.issues.get(number)!;
      return { title, parts: partsOf(unmarked(body ?? '')), labels, isOpen: state === 'open' };
    },
    comments: (number) => repository.commentsOf(number).map(({ body }) => unmarked(body)),
    titles: () => Array.from(repository.issues.values(), ({ title }) => title),
    now: () => repository.now,
    pass(ms) {
      actLate(fake, { ms, requests: 0 });
      repository.pass(ms);
    },
    vary(int) {
      fake.crlf = int(4) === 0;
    },
  };
}

const MINUTE = 60_000;

export function jiraTracker(fake: Pick<FakeJira, 'site' | 'faults' | 'late' | 'tooMany'>): Tracker {
  const { site, faults } = fake;
  const key = (number: number) => `APP-${number}`;
  const edited = ({ title, parts, labels, isOpen }: Partial<ItemThere>) => ({
    ...(title === undefined ? {} : { summary: title }),
    ...(parts === undefined ? {} : { description: adf(...parts) }),
    ...(labels === undefined ? {} : { labels }),
    ...(isOpen === undefined ? {} : { status: isOpen ? 'To Do' : 'Done' }),
  });
  return {
    ...{ service: 'jira', list: 'acme.atlassian.net/APP', faults },
    writes: /\/(issue|transitions|comment)(\/[\w-]+)?$/,
    makes: /\/(issue|comment)$/,
    open: (title, edit = {}) => site.open(title, edited(edit)).number,
    edit: (number, edit) => void site.edit(key(number), edited(edit)),
    comment: (number, text) => void site.comment(key(number), text, 'mia'),
    remove: (number) => site.remove(key(number)),
    at(number) {
      const { summary, description, labels, status } = site.find(key(number))!;
      return { title: summary, parts: partsOf(readAdf(description).text), labels, isOpen: status !== 'Done' };
    },
    comments: (number) => site.commentsOf(site.find(key(number))!.id).map(({ body }) => readAdf(body).text),
    titles: () => Array.from(site.issues.values(), ({ summary }) => summary),
    now: () => site.now,
    tooMany: () => fake.tooMany,
    pass(ms) {
      actLate(fake, { ms, requests: 0 });
      site.pass(ms);
    },
    vary(int) {
      // A search finds each change up to two minutes late, in any order.
      site.lag = () => int(3) * MINUTE;
    },
  };
}
