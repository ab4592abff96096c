import { BacklogError } from '../../../src/domain/errors.ts';
import { readGithubComment, readGithubIssue } from '../../../src/services/github/read-issue.ts';
import { type Connection, LostAnswer, type RemoteAct } from '../../../src/services/index.ts';
import { answerWithFault, type Faulty, takeFault } from '../faults.ts';
import { commentShape, issueShape, secondsOf } from './shapes.ts';
import type { FakeRepository } from './state.ts';

const AROUND = { api: 'https://api.github.com', repo: 'acme/app' };

type Shown = Readonly<Record<string, unknown>>;

/** A repository without a network: the same state and quirks as those of the fake. */
export interface InMemory extends Faulty {
  repository: FakeRepository;
  crlf: boolean;
}

/** Reads and writes a repository as the connection over HTTP does, with its faults. */
export function memoryConnection(fake: InMemory): Connection {
  const { repository } = fake;
  const issueOf = (number: number) =>
    readGithubIssue(issueShape(repository.issues.get(number)!, repository, AROUND) as Shown);
  const commentOf = (id: number) =>
    readGithubComment(commentShape(repository.comments.get(id)!, repository, AROUND) as Shown);
  /** Lets a request pass, or fail, and does what it asks for. */
  const pass = <T>(method: string, path: string, act: () => T): T => {
    let done: { value: T } | undefined;
    const end = answerWithFault(fake, takeFault(fake, method, path), {
      refused: undefined,
      act() {
        done = { value: act() };
        return { status: 200 };
      },
      says: () => ({}),
    });
    if (end.reply?.status === 401) throw new BacklogError('service', 'Bad credentials');
    if (end.reply?.status !== 200 || !done) throw new LostAnswer(String(end.reply?.status ?? 'cut'));
    return done.value;
  };
  const get = () => pass('GET', '/', () => undefined);
  async function* changed<One extends { updated: string }>(all: One[], since: string | undefined) {
    get();
    const rows = all.filter(({ updated }) => since === undefined || updated >= since);
    rows.sort((a, b) => (a.updated < b.updated ? -1 : 1));
    const next = since === undefined ? secondsOf(repository.now - 1_000) : (rows.at(-1)?.updated ?? since);
    yield { rows, next: { since: next } };
  }
  const numbers = () => [...repository.issues.keys()];
  return {
    identity: async () => ({ node: 'R_1', list: 'acme/app', url: '', mayWrite: true }),
    items: ({ since }) => changed(numbers().map(issueOf), since),
    comments: ({ since }) => changed([...repository.comments.keys()].map(commentOf), since),
    async commentsOf(number) {
      get();
      return repository.commentsOf(number).map(({ id }) => commentOf(id));
    },
    blockersOf: async () => [],
    async read(number) {
      get();
      return issueOf(number);
    },
    async find(text) {
      get();
      return numbers()
        .map(issueOf)
        .find(({ body }) => body.includes(text));
    },
    async write(act) {
      const done = ({ method, path = '/', does }: { method: string; path?: string; does(): number | undefined }) =>
        pass(method, path, does);
      return written(act);
      function written(one: RemoteAct) {
        switch (one.act) {
          case 'create': {
            const { title, body, labels } = one;
            const does = () => repository.open(title, { body, labels: [...labels], association: 'OWNER' }).number;
            return issueOf(done({ method: 'POST', path: '/issues', does })!);
          }
          case 'edit': {
            const { number, title, body, state } = one;
            const text = body === undefined ? {} : { body: fake.crlf ? body.replaceAll('\n', '\r\n') : body };
            const closed =
              state === undefined ? {} : { state: state === 'open' ? ('open' as const) : ('closed' as const) };
            const reason = state === undefined || state === 'open' ? {} : { reason: state };
            const does = () => {
              repository.edit(number, { ...(title === undefined ? {} : { title }), ...text, ...closed, ...reason });
              return undefined;
            };
            done({ method: 'PATCH', does });
            return issueOf(number);
          }
          case 'label': {
            const labels = () => repository.issues.get(one.number)!.labels;
            const set = (next: string[]) => {
              repository.edit(one.number, { labels: next });
              return undefined;
            };
            if (one.add.length > 0) done({ method: 'POST', does: () => set([...new Set([...labels(), ...one.add])]) });
            for (const name of one.remove)
              done({ method: 'DELETE', does: () => set(labels().filter((label) => label !== name)) });
            return undefined;
          }
          case 'comment': {
            const body = fake.crlf ? one.body.replaceAll('\n', '\r\n') : one.body;
            return commentOf(
              done({ method: 'POST', path: '/comments', does: () => repository.comment(one.number, body).id })!,
            );
          }
          case 'recomment': {
            const does = () => {
              Object.assign(repository.comments.get(Number(one.id))!, { body: one.body, updated: repository.now });
              return Number(one.id);
            };
            return commentOf(done({ method: 'PATCH', does })!);
          }
        }
      }
    },
    limits: { title: 256, body: 65_536, label: 50 },
    newLabels: [],
    fits: ({ state }) => state === 'open',
    quota: () => undefined,
    serverNow: () => repository.now,
    serverLatest: () => repository.now,
    requests: () => 0,
  };
}
