import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { withoutEscapes } from '../../../../base/output/escapes.ts';
import type { TimeLeft } from '../../../../domain/runs/times/time-left.ts';
import { inTheWayText } from '../../../../domain/task/objections.ts';
import type { ListedRun, ShownCard } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { PriorityMark, ProjectMark, RunLink, TagMark, TaskLink } from '../../parts/task/marks.tsx';
import { StateView, toneClass } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import { roughText } from '../../parts/units/time.ts';
import { Left } from '../../parts/units/time-left.tsx';
import { Due } from '../../parts/units/when.tsx';
import { hrefOf } from '../../shell/route.ts';
import { dragCard, dragged, over } from './drag.ts';
import { movingCards } from './move.ts';

interface Props {
  card: ShownCard;
  /** The card's active run, with its agent's last action. */
  live: ListedRun | undefined;
  group: string;
  next: ShownCard | undefined;
  focused: boolean;
  menu: readonly MenuItem[];
  /** Uuid of the card whose menu should open. Reset to undefined as soon as the menu is open. */
  wantedMenu: Signal<string | undefined>;
  onFocus(): void;
  drop: Parameters<typeof dragCard>[1]['drop'];
}

/** Returns the id of a card's element. */
export const cardId = ({ uuid }: Pick<ShownCard, 'uuid'>) => `card-${uuid}`;

/** A task on the board. Dragging, keys and the card's menu move it. */
export function CardView({ card, live, group, next, focused, menu, wantedMenu, onFocus, drop }: Props) {
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
    objections = [],
    by,
    run,
    agent,
    attempts,
    lengthMs,
  } = card;
  const left = newerOf(card.left, live?.left);
  const wrong = run?.reason || inTheWayText(objections);
  const said = withoutEscapes(wrong || live?.last?.text || '');
  const marked = over.value?.before === card.uuid && dragged.value && dragged.value.uuid !== card.uuid;
  const isMoving = movingCards.value.has(card.uuid);
  return (
    <div
      ref={ref}
      id={cardId(card)}
      role="listitem"
      class={`card stack ${run?.reason ? 'is-failed' : ''} ${marked ? 'drop-above' : ''} ${isMoving || dragged.value?.uuid === card.uuid ? 'is-dragged' : ''}`}
      aria-busy={isMoving || undefined}
      data-card={card.uuid}
      aria-label={`#${id} ${description}`}
      tabIndex={focused ? 0 : -1}
      onFocus={onFocus}
    >
      <div class="card-top line slim gap-8">
        <TaskLink id={id} />
        {priority && <PriorityMark of={priority} />}
        {column !== 'done' && state !== 'ready' && state !== 'active' && <StateView of={state} />}
        <span class="card-end faint small line gap-8 end rigid">
          {due && column !== 'done' && <Due at={due} />}
          <MenuButton label={`Move #${id} to …`} items={menu} open={open} class="card-menu">
            <Icon name="more" size={14} />
          </MenuButton>
        </span>
      </div>
      <a class="card-title" dir="auto" href={hrefOf('task', [id])} tabIndex={-1} draggable={false}>
        {description}
      </a>
      <div class="card-foot line wrap slim">
        <span class="facts is-line slim" title={factsOf(card)}>
          {project && <ProjectMark name={project} />}
          {tags.map((name) => (
            <span key={name}>
              <TagMark name={name} />
            </span>
          ))}
          {waitsFor && <span class="holds">blocked by {idsText(waitsFor)}</span>}
          {holdsUp && <span class="holds">blocks {countOf(holdsUp, 'task')}</span>}
        </span>
        <span class="card-end faint small line gap-8 rigid">
          {met && (
            <span
              class={`state ${toneClass(met[0] === met[1] ? 'met' : 'unmet')}`}
              title="Acceptance criteria with evidence"
            >
              {met[0]}/{met[1]}
            </span>
          )}
          {left && <Left of={left} short />}
          {lengthMs !== undefined && <span title="Expected length">~{roughText(lengthMs)}</span>}
          {attempts !== undefined && <span title="One of them can be kept">{countOf(attempts, 'attempt')}</span>}
          {run && <RunLink id={run.id} />}
          {!run && (by ?? agent) && <span class="who">{by ?? agent}</span>}
        </span>
      </div>
      {said && (
        <div class={`card-said clip small ${wrong ? 'bad' : 'faint mono'}`} title={said}>
          {visible(said)}
        </div>
      )}
      {left?.percent !== undefined && (
        <progress
          class="card-progress"
          max={100}
          value={left.percent}
          title={`${left.percent}% done: ${left.said ?? ''}`}
        />
      )}
    </div>
  );
}

/** Returns the remaining time of the later answer. */
function newerOf(a: TimeLeft | undefined, b: TimeLeft | undefined): TimeLeft | undefined {
  return a && b ? (a.now > b.now ? a : b) : (a ?? b);
}

/** Returns the line of facts in full, for its tooltip. */
function factsOf({ project, tags = [], waitsFor, holdsUp }: ShownCard): string {
  return [
    ...(project ? [project] : []),
    ...tags.map((tag) => `+${tag}`),
    ...(waitsFor ? [`blocked by ${idsText(waitsFor)}`] : []),
    ...(holdsUp ? [`blocks ${countOf(holdsUp, 'task')}`] : []),
  ].join(' · ');
}

const idsText = (ids: readonly number[]) => ids.map((id) => `#${id}`).join(' ');
