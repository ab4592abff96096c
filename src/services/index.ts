import type { Pulls } from './pulls.ts';
import type { Connection, ConnectOptions } from './service.ts';

export * from './pulls.ts';
export * from './service.ts';

/** A service that sources can name. */
export interface Service {
  title: string;
  /** Returns the base address: the environment's, else the public one. @throws BacklogError `invalid` */
  api(env: NodeJS.ProcessEnv): Promise<string>;
  /** Reads the name of a list. @throws BacklogError `invalid` */
  list(text: string): Promise<string>;
  /** Reads a filter only to find its errors. @throws BacklogError `invalid` */
  checkFilter(text: string): Promise<void>;
  /** @throws BacklogError `service` if nobody is signed in */
  connect(options: Omit<ConnectOptions, 'token'>, env: NodeJS.ProcessEnv): Promise<Connection>;
  /** Connects to the pull requests; absent for a service without them. */
  pulls?(options: Omit<ConnectOptions, 'token' | 'filter'>, env: NodeJS.ProcessEnv): Promise<Pulls>;
}

/** All services. Each loads its libraries when it is used. */
export const SERVICES: Readonly<Record<'github', Service>> = {
  github: {
    title: 'GitHub',
    async api(env) {
      const { checkedApi, PUBLIC_API } = await import('./github/github-token.ts');
      return checkedApi(env.GITHUB_API_URL || PUBLIC_API);
    },
    list: async (text) => (await import('./github/github-token.ts')).checkedList(text),
    async checkFilter(text) {
      const { issueFilter } = await import('./github/issue-filter.ts');
      issueFilter(text);
    },
    async connect(options, env) {
      const [{ connectGitHub }, { gitHubToken }] = await Promise.all([
        import('./github/github.ts'),
        import('./github/github-token.ts'),
      ]);
      return connectGitHub({ ...options, token: await gitHubToken(options.api, env) });
    },
    async pulls(options, env) {
      const [{ connectPulls }, { gitHubToken }] = await Promise.all([
        import('./github/pulls.ts'),
        import('./github/github-token.ts'),
      ]);
      return connectPulls({ ...options, token: await gitHubToken(options.api, env) });
    },
  },
};
