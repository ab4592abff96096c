import { useMemo } from 'preact/hooks';
import { useRead } from '../../data/live.ts';
import { Button } from '../../parts/button.tsx';
import { Empty } from '../../parts/empty.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { SearchBox } from '../../parts/forms/search-box.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { notifies, setNotifies } from '../../shell/notices/desktop.ts';
import { goQuery, route } from '../../shell/route.ts';
import { groupsOf } from './model.ts';
import { SettingRowView } from './setting-row.tsx';

export function Settings() {
  const text = route.value.query.get('q') ?? '';
  const { value, error, again } = useRead('setting_list', {});
  const answer = value.value;
  const groups = useMemo(() => (answer ? groupsOf(answer, text) : []), [answer, text]);
  return (
    <>
      <ViewHead title="Settings">
        <SearchBox label="Find settings" placeholder="Find by name or meaning" text={text} />
      </ViewHead>
      {error.value && !answer && <ProblemNote refusal={error.value} again={again} />}
      {answer && groups.length === 0 && (
        <Empty icon="settings" title="No setting matches">
          <Button onClick={() => goQuery({ q: '' })}>Show all</Button>
        </Empty>
      )}
      <div class="settings split is-first rest">
        <nav class="aside stack on-wide" aria-label="Groups of settings">
          {groups.map(({ title, settings }) => (
            <a key={title} class="choice line gap-8" href={`#${title}`} onClick={(event) => reveal(event, title)}>
              {title} <span class="count end">{settings.length}</span>
            </a>
          ))}
        </nav>
        <div class="page stack">
          {text === '' && (
            <CheckBox checked={notifies.value} onCheck={(on) => void setNotifies(on)}>
              Show desktop notices in this browser: questions, results to review, failures
            </CheckBox>
          )}
          {groups.map(({ title, settings }) => (
            <section key={title} id={title} aria-label={title}>
              <h2>{title}</h2>
              <ul>
                {settings.map((setting) => (
                  <SettingRowView key={setting.name} setting={setting} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </div>
    </>
  );
}

/** Scrolls to a group. The address stays that of the view. */
function reveal(event: Event, title: string): void {
  event.preventDefault();
  document.getElementById(title)?.scrollIntoView({ block: 'start' });
}
