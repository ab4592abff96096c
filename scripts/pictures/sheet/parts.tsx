/** A page with all parts of the board, to look at them together. */
import { render } from 'preact';
import { RUN_STATE_NAMES } from '../../../src/domain/runs/run-states.ts';
import { Button, LinkButton } from '../../../src/web/app/parts/button.tsx';
import { Empty } from '../../../src/web/app/parts/empty.tsx';
import { Fact } from '../../../src/web/app/parts/fact.tsx';
import { Icon } from '../../../src/web/app/parts/icon.tsx';
import { TableView } from '../../../src/web/app/parts/table.tsx';
import { PriorityMark, ProjectMark, RunLink, TagMark, TaskLink } from '../../../src/web/app/parts/task/marks.tsx';
import { StateView } from '../../../src/web/app/parts/task/state.tsx';
import { Ago, Due } from '../../../src/web/app/parts/units/when.tsx';
import { ViewHead } from '../../../src/web/app/parts/view-head.tsx';

const STATES = ['ready', 'active', 'blocked', 'waiting', 'completed', ...RUN_STATE_NAMES];
const COLOURS = ['ground', 'panel', 'raised', 'sunk', 'hover', 'chosen', 'line', 'line-strong', 'accent', 'focus'];
const TONES = ['ready', 'busy', 'look', 'ask', 'bad', 'held', 'done', 'quiet'];
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const DAY = 86_400_000;

function Parts() {
  return (
    <main class="parts page stack">
      <ViewHead title="Parts" />
      <section>
        <h2>Type</h2>
        <h1>Title of a page</h1>
        <h2>Title of a part</h2>
        <h3>Title of a group</h3>
        <p>
          Text, <b>bold text</b>, <span class="soft">soft text</span>, <span class="faint">faint text</span>,{' '}
          <span class="small">small text</span>, <code>code</code>, <kbd>k</kbd>, <a href="#list">the list of tasks</a>
        </p>
      </section>
      <section>
        <h2>Colours</h2>
        <p class="line wrap gap-8">
          {COLOURS.map((name) => (
            <span key={name} class="line gap-4 small">
              <span class="panel" style={{ width: '28px', height: '28px', background: `var(--${name})` }} /> {name}
            </span>
          ))}
        </p>
        <p class="line wrap gap-8">
          {TONES.map((name) => (
            <span key={name} class={`state tone-${name}`}>
              {name}
            </span>
          ))}
        </p>
      </section>
      <section>
        <h2>States</h2>
        <p class="line wrap gap-8">
          {STATES.map((state) => (
            <StateView key={state} of={state} />
          ))}
        </p>
      </section>
      <section>
        <h2>Marks</h2>
        <p class="line wrap gap-8">
          {(['H', 'M', 'L'] as const).map((one) => (
            <PriorityMark key={one} of={one} />
          ))}
          <TaskLink id={12} /> <RunLink id="r7" /> <ProjectMark name="shop.cart" /> <TagMark name="api" />
          <Ago at={at(-3 * DAY)} /> <Due at={at(-DAY)} /> <Due at={at(3_600_000)} /> <Due at={at(5 * DAY)} />
        </p>
      </section>
      <section>
        <h2>Buttons</h2>
        <p class="line wrap gap-8">
          <Button look="primary">Approve</Button> <Button>Request changes</Button>{' '}
          <Button look="danger">Discard</Button> <Button look="small">Run</Button> <Button disabled>Disabled</Button>{' '}
          <LinkButton>Link</LinkButton>
          <button type="button" class="icon-button" aria-label="Search">
            <Icon name="search" />
          </button>
        </p>
      </section>
      <section>
        <h2>Form</h2>
        <p class="stack gap-8">
          <input placeholder="One line" />
          <textarea placeholder="Several lines" />
          <select>
            <option>A choice</option>
          </select>
        </p>
      </section>
      <section>
        <h2>Table</h2>
        <TableView label="Runs" titles={['Run', 'State', 'Cost']}>
          <tr>
            <th scope="row">r1</th>
            <td>
              <StateView of="review" />
            </td>
            <td>$0.31</td>
          </tr>
        </TableView>
      </section>
      <section>
        <h2>Facts</h2>
        <dl>
          <Fact title="Branch">main</Fact>
          <Fact title="Folder">/home/ada/shop</Fact>
        </dl>
      </section>
      <Empty icon="now" title="An empty view">
        <p>The next step.</p>
        <Button>Do it</Button>
      </Empty>
    </main>
  );
}

render(<Parts />, document.querySelector('#app')!);
