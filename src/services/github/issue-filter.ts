import { refuse } from '../../domain/errors.ts';
import type { RemoteItem } from '../service.ts';

/** Which issues become tasks. An issue that is a task already stays one. */
export interface IssueFilter {
  labels: readonly string[];
  without: readonly string[];
  state: 'open' | 'closed' | 'all';
  milestone?: string;
  assignee?: string;
  author?: string;
}

const WORD = /(-?)([a-z]+):("[^"]*"|\S+)|([+-][^\s:]+)|(\S+)/g;

/**
 * Reads a filter in the words of GitHub's search: `label:agent -label:blocked state:all milestone:"v 2"`. `+agent` and
 * `-agent` mean labels, as they mean tags in filters of tasks.
 * @throws BacklogError `invalid` naming the word that isn't one of them
 */
export function issueFilter(text: string): IssueFilter {
  const [labels, without]: [string[], string[]] = [[], []];
  const filter: { -readonly [Key in keyof IssueFilter]: IssueFilter[Key] } = { labels, without, state: 'open' };
  for (const [word, not, key, quoted, tag] of text.matchAll(WORD)) {
    if (tag !== undefined) {
      (tag.startsWith('-') ? without : labels).push(tag.slice(1));
      continue;
    }
    const value = quoted?.replaceAll('"', '') ?? '';
    if (key === 'label' && value !== '') (not ? without : labels).push(value);
    else if (not) return refuseWord(word);
    else if ((key === 'state' || key === 'is') && /^(open|closed|all)$/.test(value))
      filter.state = value as IssueFilter['state'];
    else if ((key === 'milestone' || key === 'assignee' || key === 'author') && value !== '') filter[key] = value;
    else return refuseWord(word);
  }
  return filter;
}

function refuseWord(word: string): never {
  return refuse('invalid', `the filter of a source has no word "${word}"`, {
    hint: 'Use label:NAME, -label:NAME, state:open|closed|all, milestone:NAME, assignee:LOGIN or author:LOGIN. For example: `backlog source add github acme/app --filter "label:agent"`',
    data: { received: word },
  });
}

const same = (a: string | undefined, b: string) => a?.toLowerCase() === b.toLowerCase();

/** Checks whether an issue fits. GitHub ignores the case of names. */
export function fitsFilter(item: RemoteItem, filter: IssueFilter): boolean {
  const has = (label: string) => item.labels.some((name) => same(name, label));
  const isOpen = item.state === 'open';
  return (
    (filter.state === 'all' || isOpen === (filter.state === 'open')) &&
    filter.labels.every(has) &&
    !filter.without.some(has) &&
    (filter.milestone === undefined || same(item.milestone, filter.milestone)) &&
    (filter.author === undefined || same(item.author, filter.author)) &&
    (filter.assignee === undefined || item.assignees.some((login) => same(login, filter.assignee!)))
  );
}
