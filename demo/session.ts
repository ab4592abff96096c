import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { plugin, startSession } from './client.ts';
import { say, show } from './say.ts';
import { makeStage } from './stage.ts';

/**
 * Shows subagents of one session in one checkout, with the plugin's real MCP server and hooks. This script replaces the
 * decisions of the model; all output comes from the product.
 */
export async function sessionDemo(): Promise<void> {
  const stage = makeStage({
    'src/login.js': 'export const login = () => false;\n',
    'src/cart.js': 'export const total = () => 0;\n',
    'test/all.test.js': "import test from 'node:test';\n",
  });
  try {
    say(
      '1. A session plans: the goal becomes tasks with dependencies, specs, criteria and file scopes, in one change.',
    );
    const planner = await startSession(stage, 'aaaaaaaa-0000-4000-8000-000000000001');
    await planner.hook('SessionStart', { source: 'startup' });
    const plan = await planner.tool('task_import', {
      tasks: [
        {
          ref: 'login',
          description: 'Make login check the password',
          priority: 'H',
          project: 'shop.auth',
          scope: ['src/login.js'],
          acceptance: ['a wrong password is refused'],
          spec: '# Login\nCompare with the stored hash. No new dependency.',
        },
        {
          ref: 'cart',
          description: 'Add up the cart',
          project: 'shop.cart',
          scope: ['src/cart.js'],
          acceptance: ['two items add up'],
        },
        {
          ref: 'tests',
          description: 'Test login and cart together',
          project: 'shop',
          depends: ['login', 'cart'],
          scope: ['test/**'],
          due: 'friday',
        },
      ],
    });
    show(plan.text);
    await planner.end();

    say('2. Another session starts. With its first prompt it gets the session summary, of less than 2 KB.');
    const session = await startSession(stage, 'bbbbbbbb-0000-4000-8000-000000000002');
    await session.hook('SessionStart', { source: 'startup' });
    const summary = await session.hook('UserPromptSubmit', { prompt: 'Do tasks 1 and 2 with two agents.' });
    if (!summary?.hookSpecificOutput?.additionalContext) throw new Error('the session got no summary');
    show(summary.hookSpecificOutput.additionalContext);

    say('3. It launches two agents at once. Each gets its task, its spec and its claimed files in its first message.');
    const [ada, bob] = [
      { id: 'a1d0000000000001', type: 'backlog:implementer' },
      { id: 'b0b0000000000002', type: 'backlog:implementer' },
    ];
    const [first, second] = [await session.launch(ada, 'Do task 1.'), await session.launch(bob, 'Do task 2.')];
    show(first, 14);
    show(second, 6);
    show((await session.tool('claim_list', {})).text);

    say(
      "4. Each writes its own file. The second one also tries to write the first one's file. A hook denies that edit:",
    );
    await session.write(ada, 'src/login.js', 'export const login = (password, hash) => digest(password) === hash;\n');
    await session.write(
      bob,
      'src/cart.js',
      'export const total = (items) => items.reduce((sum, item) => sum + item.price, 0);\n',
    );
    const refused = await session.write(bob, 'src/login.js', 'export const login = () => true;\n');
    if (!refused) throw new Error('the edit of a claimed file was not refused');
    show(refused);

    say('5. They add evidence to their criteria and complete their tasks. That unblocks the third task.');
    for (const [agent, id] of [
      [ada, 1],
      [bob, 2],
    ] as const) {
      const early = await session.tool('task_done', { id }, agent);
      show(early.text, 2);
      await session.tool('task_annotate', { id, criterion: '1', text: 'node --test: 2 passed' }, agent);
      show((await session.tool('task_done', { id }, agent)).text);
      await session.hook('SubagentStop', {
        agent_id: agent.id,
        agent_type: agent.type,
        stop_hook_active: false,
        last_assistant_message: 'done',
      });
    }

    say('6. The history shows the author of each change. The authors come from the client, not from the model.');
    show((await session.tool('task_history', { limit: 30 })).text, 14);
    await session.end();

    say('7. The same queue in a terminal, after all sessions ended.');
    const cli = (...words: string[]) =>
      execFileSync(process.execPath, [join(plugin, 'dist/cli.cjs'), ...words], {
        cwd: stage.project,
        env: stage.env,
        encoding: 'utf8',
      });
    show(cli('list', '+READY'));
    show(cli('doctor'));
  } finally {
    stage.clear();
  }
}
