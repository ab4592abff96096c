import { createHash } from 'node:crypto';
import { clip } from '../base/clip.ts';
import { refuse } from '../domain/errors.ts';
import { fileKindNamed } from '../domain/task-formats.ts';
import type { Pulls } from './pulls.ts';
import type { Connection, ConnectOptions } from './service.ts';

export { ItemRefused, isAnswered } from './about-item.ts';
export { goneTwice } from './gone-twice.ts';
export * from './mark.ts';
export * from './pulls.ts';
export * from './refusal-kinds.ts';
export * from './service.ts';

/** A service that sources can name. */
export interface Service {
  title: string;
  /** Returns the base address for a list: the environment's, else the public one. @throws BacklogError `invalid` */
  api(env: NodeJS.ProcessEnv, list: string): Promise<string>;
  /** Reads the name of a list. @throws BacklogError `invalid` */
  list(text: string): Promise<string>;
  /** Checks that an address of a list is on the server that is used. @throws BacklogError `invalid` */
  checkHost?(text: string, api: string): Promise<void>;
  /** Reads a filter only to find its errors. @throws BacklogError `invalid` */
  checkFilter(text: string): Promise<void>;
  /** Checks what fields mean. @throws BacklogError `invalid`, also for a service that has no such choice */
  checkMap(map: Readonly<Record<string, string>>): Promise<void>;
  /** Returns all meanings of fields, with the defaults. */
  meanings(map: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>>;
  /** @throws BacklogError `service` if nobody is signed in */
  connect(options: Omit<ConnectOptions, 'token'>, env: NodeJS.ProcessEnv): Promise<Connection>;
  /** Connects to the pull requests; absent for a service without them. */
  pulls?(options: Omit<ConnectOptions, 'token' | 'filter'>, env: NodeJS.ProcessEnv): Promise<Pulls>;
}

/** All services. Each loads its libraries when it is used. */
export const SERVICES: Readonly<Record<'github' | 'jira', Service>> = {
  github: {
    title: 'GitHub',
    async api(env) {
      const { checkedApi, PUBLIC_API } = await import('./github/github-token.ts');
      return checkedApi(env.GITHUB_API_URL || PUBLIC_API);
    },
    list: async (text) => (await import('./github/github-token.ts')).checkedList(text),
    checkHost: async (text, api) => (await import('./github/github-token.ts')).checkHost(text, api),
    async checkFilter(text) {
      const { issueFilter } = await import('./github/issue-filter.ts');
      issueFilter(text);
    },
    async checkMap(map) {
      const [name] = Object.keys(map);
      if (name !== undefined)
        refuse('invalid', `GitHub has no field "${clip(name, 60)}" with another meaning`, {
          hint: 'Only sources of Jira have a mapping of fields.',
        });
    },
    meanings: async () => ({}),
    async connect(options, env) {
      const [{ connectGitHub }, { gitHubToken }] = await Promise.all([
        import('./github/github.ts'),
        import('./github/github-token.ts'),
      ]);
      return signedIn(connectGitHub, { ...options, token: await gitHubToken(options.api, env) });
    },
    async pulls(options, env) {
      const [{ githubPulls }, { gitHubToken }] = await Promise.all([
        import('./github/pulls.ts'),
        import('./github/github-token.ts'),
      ]);
      return githubPulls({ ...options, token: await gitHubToken(options.api, env) });
    },
  },
  jira: {
    title: 'Jira',
    api: async (env, list) => (await import('./jira/jira-place.ts')).jiraApi(env, list),
    list: async (text) => (await import('./jira/jira-place.ts')).jiraList(text),
    async checkFilter(text) {
      const { checkJql } = await import('./jira/jql.ts');
      checkJql(text);
    },
    async checkMap(map) {
      const { checkMeanings } = await import('./jira/meanings.ts');
      checkMeanings(map);
    },
    meanings: async (map) => (await import('./jira/meanings.ts')).allMeanings(map),
    async connect(options, env) {
      const [{ connectJira }, { jiraAuthorization }] = await Promise.all([
        import('./jira/jira.ts'),
        import('./jira/jira-place.ts'),
      ]);
      return signedIn(connectJira, { ...options, token: await jiraAuthorization(options.list, env) });
    },
  },
};

/** Connects with a token. Half of its hash identifies it in a queue, which nobody can turn back. */
function signedIn(connect: (options: ConnectOptions) => Connection, options: ConnectOptions): Connection {
  const account = createHash('sha256').update(options.token).digest('hex').slice(0, 32);
  return Object.assign(connect(options), { account });
}

/** Checks whether a word names what a source can be of: a service, or a kind of file. */
export const isKindOfSource = (text: string): boolean =>
  Object.hasOwn(SERVICES, text) || fileKindNamed(text) !== undefined;
