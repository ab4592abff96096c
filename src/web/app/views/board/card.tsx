import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Card } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { Menu, type MenuItem } from '../../parts/menu.tsx';
import { PriorityMark, ProjectMark, RunLink, TagMark, TaskLink } from '../../parts/task/marks.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { countOf } from '../../parts/units/count.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Due } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { dragCard, dragged, over } from './drag.ts';

interface Props {
  card: Card;
  group: string;
  next: Card | undefined;
  focused: boolean;
  menu: readonly MenuItem[];
  /** Uuid of the card whose menu should open. Reset to undefined as soon as the menu is open. */
  wantedMenu: Signal<string | undefined>;
  onFocus(): void;
  drop: Parameters<typeof dragCard>[1]['drop'];
}

/** A task on the board. Dragging, keys and the card's menu move it. */
export function CardView({ card, group, next, focused, menu, wantedMenu, onFocus, drop }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const open = useSignal(false);
  const shown = useRef({ card, next });
  shown.current = { card, next };
  useEffect(
    () =>
      dragCard(ref.current!, {
        card: () => shown.current.card,
        next: () => shown.current.next,
        group,
        drop,
      }),
    [card.uuid, group, drop],
  );
  useLayoutEffect(() => {
    if (wantedMenu.value !== card.uuid) return;
    wantedMenu.value = undefined;
    open.value = true;
  }, [wantedMenu.value]);
  const {
    id,
    description,
    column,
    state,
    priority,
    project,
    tags = [],
    due,
    met,
    waitsFor,
    holdsUp,
    objections,
    by,
    run,
    agent,
    left,
  } = card;
  const marked = over.value?.before === card.uuid && dragged.value && dragged.value.uuid !== card.uuid;
  return (
    <div
      ref={ref}
      role="listitem"
      class={`card ${marked ? 'drop-above' : ''} ${dragged.value?.uuid === card.uuid ? 'is-dragged' : ''}`}
      data-card={card.uuid}
      aria-label={`#${id} ${description}`}
      tabIndex={focused ? 0 : -1}
      onFocus={onFocus}
    >
      <div class="card-top">
        <TaskLink id={id} />
        {priority && <PriorityMark of={priority} />}
        {column !== 'done' && state !== 'ready' && state !== 'active' && (
          <StateView of={state} objections={objections} />
        )}
        <span class="card-end line end rigid">
          {due && column !== 'done' && <Due at={due} />}
          <Menu label={`Move #${id} to …`} items={menu} open={open} class="card-menu">
            <Icon name="more" size={14} />
          </Menu>
        </span>
      </div>
      <a class="card-title" href={hrefOf('task', [id])} tabIndex={-1} draggable={false}>
        {description}
      </a>
      <div class="card-foot">
        {project && <ProjectMark name={project} />}
        {tags.slice(0, 3).map((name) => (
          <TagMark key={name} name={name} />
        ))}
        {waitsFor && (
          <span class="holds">
            blocked by{' '}
            {waitsFor
              .slice(0, 3)
              .map((one) => `#${one}`)
              .join(' ')}
          </span>
        )}
        {holdsUp && <span class="holds">blocks {countOf(holdsUp, 'task')}</span>}
        <span class="card-end line end rigid">
          {met && (
            <span class={`met tone-${met[0] === met[1] ? 'done' : 'quiet'}`} title="Acceptance criteria with evidence">
              {met[0]}/{met[1]}
            </span>
          )}
          {left && <Left of={left} at={left.now} short />}
          {run && <RunLink id={run.id} />}
          {!run && (by ?? agent) && <span class="who">{by ?? agent}</span>}
        </span>
      </div>
    </div>
  );
}
