import { useEffect, useState } from 'preact/hooks';
import { attentionCounts, hasGoals } from '../data/attention.ts';
import { useRead } from '../data/live.ts';
import { behind } from '../data/retry.ts';
import { connection, workspace, workspaces } from '../data/state.ts';
import { Icon } from '../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../parts/menu.tsx';
import { DENSITIES, type Density, density, THEMES, type Theme, theme } from './appearance.ts';
import { open } from './overlay.ts';
import { go, hrefOf, route } from './route.ts';
import { type BoardViewRow, VIEWS, viewElsewhere } from './views.ts';
import { slugOf } from './workspaces.ts';

const THEME_WORDS: Readonly<Record<Theme, string>> = {
  system: 'System',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

const DENSITY_WORDS: Readonly<Record<Density, string>> = { comfortable: 'Comfortable rows', compact: 'Compact rows' };

const CONNECTION_WORDS = {
  connecting: 'Connecting …',
  live: 'Live',
  behind: 'Catching up',
  lost: 'No server',
  unread: 'No queue',
  locked: 'Not logged in',
} as const;

/** Number of views that a phone's navigation always shows. The others are in its menu. */
const FIRST = 3;

/** The sidebar: links to the views, search, appearance and keys. */
export function Nav() {
  const { view } = route.value;
  const due = useIdle();
  const standing = connection.value === 'live' && behind.value > 0 ? 'behind' : connection.value;
  const shown = VIEWS.filter(
    ({ icon, path, ofGoals }) => icon && (!ofGoals || hasGoals.value || viewElsewhere(view) === path),
  );
  return (
    <nav class="nav flex-column gap-10" aria-label="Views">
      <Switcher />
      <button type="button" class="nav-add choice line gap-8" onClick={() => open('quick-add')}>
        <Icon name="add" />
        <span class="nav-wide">New task</span>
        <kbd>c</kbd>
      </button>
      <ul class="nav-views stack">
        {shown.map(({ path, title, icon, key }, i) => (
          <li key={path} class={i < FIRST || view === path ? '' : 'nav-wide'}>
            <a class="choice line gap-8" href={hrefOf(path)} aria-current={view === path ? 'page' : undefined}>
              <Icon name={icon!} />
              <span>{title}</span>
              <ViewCount path={path} />
              {key && <kbd>g {key}</kbd>}
            </a>
            {path === 'list' && <NavFilters due={due} />}
          </li>
        ))}
        <li class="nav-more">
          <More of={shown.slice(FIRST).filter(({ path }) => path !== view)} />
        </li>
      </ul>
      <div class="nav-end line">
        {workspaces.value?.length === 0 ? (
          <span class="nav-wide connection line faint small rest gap-6">
            <i class="dot" /> No queue yet
          </span>
        ) : (
          <span class={`nav-wide connection line faint small rest gap-6 is-${standing}`} role="status">
            <i class="dot" />
            {CONNECTION_WORDS[standing]}
          </span>
        )}
        <button
          type="button"
          class="icon-button nav-wide"
          title="Search and commands (Ctrl K)"
          aria-label="Search and commands"
          onClick={() => open('palette')}
        >
          <Icon name="search" />
        </button>
        <MenuButton label="Appearance" items={appearances()}>
          <Icon name="theme" />
        </MenuButton>
        <button
          type="button"
          class="icon-button nav-wide"
          title="Keys (?)"
          aria-label="Keys"
          onClick={() => open('keys')}
        >
          <Icon name="keys" />
        </button>
      </div>
    </nav>
  );
}

/** The other views and the search, in a menu at the end of a phone's navigation. */
function More({ of }: { of: readonly BoardViewRow[] }) {
  const items = [
    ...of.map(({ path, title }) => ({ title, run: () => go(hrefOf(path)) })),
    { title: 'Search and commands', run: () => open('palette') },
  ];
  return (
    <MenuButton label="More views" class="choice line" items={items}>
      <Icon name="more" />
      <span>More</span>
    </MenuButton>
  );
}

function appearances(): MenuItem[] {
  return [
    ...THEMES.map((name) => ({
      title: THEME_WORDS[name],
      checked: theme.value === name,
      run: () => {
        theme.value = name;
      },
    })),
    ...DENSITIES.map((name) => ({
      title: DENSITY_WORDS[name],
      checked: density.value === name,
      run: () => {
        density.value = name;
      },
    })),
  ];
}

/** Number of items that need attention beside "Now", and of active runs beside "Agents". */
function ViewCount({ path }: { path: string }) {
  const { waiting, running } = attentionCounts.value;
  if (path === 'now' && waiting > 0)
    return (
      <b class="nav-count" title={`${waiting} need attention`}>
        {waiting}
      </b>
    );
  if (path === 'agents' && running > 0)
    return (
      <span class="nav-count" title={`${running} running`}>
        {running}
      </span>
    );
  return null;
}

/** Milliseconds after the start of the page before the sidebar reads the saved filters. The view's own answers come first. */
const IDLE_MS = 1_500;

/** @returns whether the sidebar may read */
function useIdle(): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return due;
}

function Switcher() {
  const all = workspaces.value ?? [];
  const { name = 'Backlog', folder } = workspace.value ?? {};
  return (
    <MenuButton
      label={`Workspace: ${name}`}
      class="switcher choice line gap-8"
      items={all.map((each) => ({
        title: each.name,
        ...(each.folder ? { note: each.folder } : {}),
        checked: each.uuid === workspace.value?.uuid,
        run: () => go(`/w/${encodeURIComponent(slugOf(each, all))}/${viewElsewhere(route.value.view)}`),
      }))}
    >
      <img src="/icon-192.png" alt="" width="22" height="22" />
      <span class="nav-wide clip rest" title={folder ?? undefined}>
        {name}
      </span>
      <Icon name="down" />
    </MenuButton>
  );
}

/** Maximum number of saved filters in the sidebar. The list's menu has all of them. */
const SHOWN = 8;

/**
 * Prefix of the storage keys under which this browser keeps the names of a queue's filters, so that the sidebar doesn't
 * move when the answer arrives.
 */
const KEPT = 'backlog filters ';

function namesIn(kept: string | null): string[] {
  try {
    const names: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string').slice(0, SHOWN) : [];
  } catch {
    return [];
  }
}

/** The saved filters, as links to the list. @param due whether the page is idle enough to read them */
function NavFilters({ due }: { due: boolean }) {
  const { value } = useRead('view_list', due ? {} : undefined, { patient: true });
  const kept = KEPT + (workspace.value?.uuid ?? '');
  const found = value.value?.views.map(({ name }) => `@${name}`).slice(0, SHOWN);
  useEffect(() => {
    if (found) localStorage.setItem(kept, JSON.stringify(found));
  }, [kept, found?.join(' ')]);
  const { view, query } = route.value;
  const chosen = view === 'list' ? query.get('filter') : undefined;
  const names = found ?? namesIn(localStorage.getItem(kept));
  if (names.length === 0) return null;
  return (
    <ul class="nav-filters nav-wide" aria-label="Saved filters">
      {names.map((name) => (
        <li key={name}>
          <a
            class="choice small clip"
            title={name}
            href={hrefOf('list', [], { filter: name })}
            aria-current={chosen === name ? 'page' : undefined}
          >
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
