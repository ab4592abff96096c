import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { COMMON_KEYS, type CommonAct } from '../../../report/board/keys.ts';
import { undoLast } from '../data/act.ts';
import { isLocked } from '../data/api.ts';
import { workspace, workspaces } from '../data/state.ts';
import { Button } from '../parts/button.tsx';
import { Empty } from '../parts/empty.tsx';
import { ProblemNote } from '../parts/problem.tsx';
import { Loading } from '../parts/unanswered.tsx';
import { focus, type Key, useKeys } from './keys/keys.ts';
import { Nav } from './nav.tsx';
import { Announcer, Banner, Toasts } from './notices/notices.tsx';
import { open } from './overlay.ts';
import { Overlays } from './overlays.tsx';
import { go, hrefOf, route } from './route.ts';
import { setTitle } from './title.ts';
import { type BoardViewRow, VIEWS } from './views.ts';
import { findWorkspaces, followAddress, followNames, trouble } from './workspaces.ts';

/** The page around a view: sidebar, messages and dialogs. */
export function Shell() {
  useEffect(() => {
    followAddress();
    followNames();
    void findWorkspaces();
  }, []);
  useGlobalKeys();
  return (
    <div class="shell">
      <a class="skip button primary" href="#view">
        Skip to the view
      </a>
      <Nav />
      <main id="view" class="main flex-column slim" tabIndex={-1}>
        <Banner />
        <Shown />
      </main>
      <Toasts />
      <Overlays />
      <Announcer />
    </div>
  );
}

function Shown() {
  const { view: path, workspace: named } = route.value;
  if (isLocked(trouble.value)) return <Locked />;
  if (trouble.value && !workspaces.value) return <ProblemNote refusal={trouble.value} />;
  if (!workspaces.value) return <Loading />;
  if (workspaces.value.length === 0)
    return (
      <Empty icon="board" title="No queue yet">
        <p>Run this in a repository. Its queue then appears here:</p>
        <pre>backlog init</pre>
      </Empty>
    );
  if (!workspace.value)
    return named === undefined ? null : (
      <Empty icon="search" title={`No workspace is named ${named}`}>
        <p>Choose a workspace on the left.</p>
      </Empty>
    );
  const view = VIEWS.find((each) => each.path === path);
  return view ? (
    <ViewPage key={`${workspace.value.uuid} ${view.path}`} view={view} />
  ) : (
    <Empty icon="search" title={`No view is named ${path ?? ''}`} />
  );
}

/** Shown to a browser that isn't logged in. A login at a board with another port isn't valid here. */
function Locked() {
  return (
    <Empty icon="lock" title="This browser is not logged in">
      <p>Run this in a terminal. It opens the board, or prints a link that logs this browser in:</p>
      <pre>backlog board</pre>
      <p>Open pages then continue automatically. If the board's port has changed, you need a new link.</p>
    </Empty>
  );
}

/** Shows a view. Loads the view's code when it is first shown. */
function ViewPage({ view }: { view: BoardViewRow }) {
  const loaded = useSignal<{ View: ComponentType } | undefined>(undefined);
  const failed = useSignal(false);
  const [broken, again] = useErrorBoundary((error) => reportError(error));
  useEffect(() => {
    view.load().then(
      (View) => {
        loaded.value = { View };
      },
      () => {
        failed.value = true;
      },
    );
    setTitle(`${view.title} · ${workspace.value?.name ?? ''}`);
  }, [view]);
  if (broken) return <Broken again={again} />;
  if (failed.value) return <NotLoaded />;
  if (!loaded.value) return <Loading />;
  const { View } = loaded.value;
  return <View />;
}

/** Shown if a view throws an error: the view has a defect, or the server has another version than the page. */
function Broken({ again }: { again(): void }) {
  return (
    <Empty icon="failure" title="This view failed to show its data">
      <p>
        Your data is unchanged, and the other views still work. If reloading doesn't help, please report the defect.
      </p>
      <Button look="primary" onClick={() => location.reload()}>
        Reload the page
      </Button>{' '}
      <Button onClick={again}>Try again</Button>
    </Empty>
  );
}

/** Shown if a view's code can't be loaded: the server can't be reached, or has another version than the page. */
function NotLoaded() {
  return (
    <Empty icon="failure" title="This view could not be loaded">
      <p>The board's server doesn't answer, or it was updated after you opened this page.</p>
      <Button look="primary" onClick={() => location.reload()}>
        Reload the page
      </Button>
    </Empty>
  );
}

const COMMON: Readonly<Record<CommonAct, () => void>> = {
  add: () => open('quick-add'),
  keys: () => open('keys'),
  undo: () => void undoLast('task_undo'),
  redo: () => void undoLast('task_redo'),
  filter: () => focus('[data-filter]'),
};

/** Binds the keys that work in every view. */
function useGlobalKeys(): void {
  useKeys('Everywhere', [
    ['mod+k', 'Search and commands', () => open('palette')],
    ...COMMON_KEYS.map(({ keys, title, act }): Key => [keys, title, COMMON[act]]),
  ]);
  useKeys(
    'Go to',
    VIEWS.flatMap(({ key, title, path }): Key[] => (key ? [[`g ${key}`, title, () => go(hrefOf(path))]] : [])),
  );
}
