import { named } from '../../../../base/own-property.ts';
import { SETTINGS } from '../../../../work/settings/settings.ts';
import { byWords } from './by-words.ts';

/** Matches the id of a run. */
export const RUN_ID = /^r\d+$/i;

/** The first words of the names of settings. */
const SECTIONS = [...new Set(SETTINGS.map(({ name }) => name.split('.', 1)[0]!))];

/** Lines about runs, agents, claims, hooks, the queue and the program. */
export const LINES = byWords({
  // Files
  'export --format markdown --to $1': 'board export',
  // Runs
  'run list --all': 'runs all',
  review: 'run review, human, review list',
  'run show --watch': 'run watch, run follow, run tail',
  'run stop': 'run interrupt, run cancel, run kill',
  'run resume': 'run continue',
  'run +READY': 'schedule run',
  'orchestrator status': 'orchestrate status',
  'night show': 'night status, night info, night view, night state, night current',
  'night stop': 'night end, night cancel, night abort, night off',
  morning: 'night results, night summary, night log',
  night: 'tonight',
  'orchestrator start': 'orchestrator run, orchestrator begin, orchestrator launch',
  // The queue and the program
  'setting list checks': 'check list, checks list, checks',
});

/** Lines for words without others. */
export const ALONE = byWords({ 'run list --watch': 'watch', 'run list --state merged': 'merged', whoami: 'store' });

/** Lines of theirs that are refused with one of Backlog's. */
export const SUGGESTED = byWords({
  'orchestrator start':
    'go, auto, auto on, auto start, loop, autorun, autopilot, takeover, orchestrator clear-error, orchestrator resume, orchestrator continue, orchestrator restart, orchestrator unpause, orchestrator on, orchestrator enable, start orchestrator, resume orchestrator, unpause',
  'connect $1 --remove': 'disconnect, connect remove, unregister, remove-client',
  'queue list': 'use',
  demo: 'tutorial, tour, quickstart, quick-start, getting-started, walkthrough, learn',
  night: 'overnight',
  'orchestrator pause': 'pause',
  'orchestrator stop': 'orchestrator off, orchestrator disable, stop orchestrator',
  lint: 'dedupe, dedup, preflight, dep cycles, duplicates, validate-dependencies, fix-dependencies, complexity-report, analyze-complexity',
  'lint --kind orphaned': 'orphans',
  archive: 'compact, gc, cleanup, clear',
  whoami:
    'where, auth, auth status, auth login, login, remote, remote list, remote show, store status, store show, store info, store list',
  'store move $1': 'queue move, store migrate, migrate',
  'orchestrator start --budget $1': 'budget #, budget set, orchestrator budget, set budget',
  'orchestrator start --agents $1':
    'limit #, concurrency, parallel, workers, slots, scale #, scale agent #, scale agents #, orchestrator agents, orchestrator slots',
  'autonomy list': 'rules, rule list, autonomy rules, autonomy status',
  'queue remove .': 'uninit, deinit, leave, store leave, store remove, store delete',
  'notice test': 'notify',
  doctor: 'diagnostics, diag, store ping, store check, store test, queue check, ping',
  'repo push': 'push, publish',
  'repo fetch': 'pull, repo pull',
  'export --to $1': 'dump',
  board: 'board open, open board, start board',
  'sync TODO.md': 'sync push, sync pull, sync now, synchronize, source push, source conflicts',
  'token list': 'secret list, auth token',
  serve: 'daemon install, server, api, start server',
  'serve --status': 'serve status, board status, board --status',
  'serve --stop':
    'serve stop, board stop, board --stop, board close, stop board, close board, stop server, stop serving, kill server',
  'store role list':
    'permissions, rights, access, store permissions, team, team show, store roles, store users, users, people, members, user list, roles',
  'setting list runs': 'limits, limit list, quota, quotas',
  'store role add $1':
    'store add, store invite, team add, team invite, people add, store role invite, store user add, add-member, add-people, user create, member create, invite, user add, member add, add-user, store grant, role add',
  'store init $1': 'store join, store use, store connect',
  'git-hook status': 'hook dry-run',
  'orchestrator status':
    'scale, scale agent, scale agents, orchestrator config, orchestrator limits, orchestrator list, orchestrator show, orchestrator log, orchestrator logs, budget',
  'orchestrator status --watch': 'orchestrator watch',
  'release snapshot': 'release list, release create',
  'profile list': 'profile set-default, profile default, profile use',
  tags: 'label create, tag create',
  'claim list': 'claim gc, who',
  'history --watch': 'logs -f, logs --follow, log -f, log --follow',
  'approve $1': 'run complete, run merge, run accept, merge',
  'discard $1': 'run reject, run fail, run close, run delete, run remove, run rm, reject, decline',
  'run clean $1': 'worktree delete, worktree remove, worktree rm',
  'claim release --task $1': 'claim delete, claim remove, claim rm',
  'git-hook uninstall': 'git-hook delete, git-hook remove, git-hook rm, hook remove',
  'run stop $1': 'kill, abort',
  'stop $1': 'unlock #, free #, leave #',
  'run revert $1': 'revert #, rollback #',
  'run events $1': 'logs #, logs -f #, logs --follow #, log -f #, log --follow #',
  'retry $1': 'rerun #, restart #, run rerun, run restart',
  'run results': 'retro, retrospective',
  'request-changes $1 $2': 'run comment',
  'run show $1': 'run checks, run check, run test',
  'run +READY': 'run create',
  'run $1': 'develop #, issue develop, dispatch #, launch #, execute #, exec #, spawn #, delegate-to-agent #',
  'setting set checks.$1 "…"': 'check add, check create, check set',
  'setting get checks.$1': 'check show, check get',
  'setting unset checks.$1': 'check remove, check delete, check rm',
  'repo add --url $1': 'repo clone',
  'repo show $1': 'repo view',
  'worktree list': 'run gc, run prune, worktree gc, worktree prune',
  'orchestrator simulate': 'run estimate, orchestrator dry-run, orchestrator plan, orchestrator preview, preview',
  'agent list': 'agent show, agent info, agent view, models, team list, provider, providers, provider list',
  'agent add $1 $2': 'provider add, bot add, runner add',
  'run list': 'ps, top',
  'run list --state asking': 'questions, question, question list, question show',
  'setting set runs.agent $1':
    'agent set default, agent use, agent default, agent set, agent set-default, agent make-default',
  'start $1': 'claim steal, claim take, steal',
});

/**
 * Words for tasks, and of other programs, that show a run if its id is beside them: `show r4`, `r4 logs`. They only read,
 * so Backlog runs the line.
 */
export const OF_RUN = byWords({
  'run show $1': 'show, info, view, look, open, get, status, state, result, explain, why, unmet, check, checks',
  'run show $1 --watch': 'watch, tail, wait, follow, attach',
  'run events $1': 'logs, events, history, output, trace, stdout',
  'run changes $1': 'files, changed, changes',
});

/**
 * Lines to suggest instead of those of {@link SUGGESTED}, if the id of a run or the name of a setting is in the line:
 * `cancel r4`, `r4 cancel`. With a `value`, a line changes the setting.
 */
export const SELECTED: readonly Selected[] = [
  {
    ...{ noun: 'run' as const, fits: RUN_ID },
    lines: byWords({
      'run stop $1': 'cancel, kill, stop, abort',
      'retry $1': 'reset, redo, rerun, restart',
      'run show $1': 'start, test',
      'request-changes $1 "…"': 'feedback, revise, rework',
      'run message $1 "…"': 'ask, tell, say, prompt, nudge',
      'answer $1 "…"': 'reply, respond',
      'run events $1': 'log',
      'run revert $1': 'revert, rollback, unmerge, undo',
      'approve $1': 'accept, done, ship, lgtm, land',
      'discard $1': 'delete',
      'run push $1': 'push',
      'worktree show $1': 'checkout, switch',
    }),
  },
  {
    ...{ noun: 'task' as const, fits: /^#?\d+$/ },
    lines: byWords({ 'info $1': 'check', 'history $1': 'log' }),
  },
  {
    ...{ noun: 'setting' as const, fits: /^[a-z]+\.[a-z][\w.]*$/i },
    lines: byWords({ 'setting set $1 "…"': 'set', 'setting get $1': 'get', 'setting unset $1': 'unset, reset' }),
  },
  {
    ...{ noun: 'setting' as const, fits: new RegExp(`^(${SECTIONS.join('|')})\\.[a-z][\\w.]*$`, 'i') },
    lines: byWords({ 'setting get $1': 'show, config, setting, settings' }),
    value: 'setting set $1 "…"',
  },
];

interface Selected {
  noun: 'run' | 'task' | 'setting';
  fits: RegExp;
  lines: Readonly<Record<string, string>>;
  /** The line if further words follow. Without it, a command with further words keeps its meaning: `log r4 merged`. */
  value?: string;
}

/** A word that is refused if no other word follows, with the whole line to type. */
interface RefusedAlone {
  line: string;
  hint: string;
  /** What the word needs, if it is a command. */
  needs?: string;
}

/**
 * Words that people type alone for something else than the command does with other words, and words about the program
 * itself, whose lines follow from no command of it.
 */
export const REFUSED_ALONE: Readonly<Record<string, RefusedAlone>> = {
  log: {
    ...{ needs: 'the description of finished work', line: 'backlog history' },
    hint: 'The output of a run: `backlog run events r7`. To log finished work: `backlog log "Upgraded the compiler"`',
  },
  open: {
    ...{ needs: 'the id of a task', line: 'backlog board' },
    hint: 'To show a task, type info and its id. The open tasks: `backlog list`',
  },
  update: {
    ...{ needs: 'the id of a task', line: 'claude plugin update backlog@backlog' },
    hint: 'To change a task: `backlog modify 12 --due friday`. In a clone: pull it, then `npm install --global .`.',
  },
  share: {
    line: 'backlog store init postgres://db.example.org/backlog',
    hint: 'People share a queue in a database. To move this one there: `backlog store move postgres://…`',
  },
  ...named(['renumber', 'renumber-tasks', 'reindex-ids'], {
    line: 'backlog list',
    hint: 'A number stays with its task, and no other task gets it later. By age: `backlog list sort:id+`',
  }),
  ...named(['upgrade', 'self-update', 'outdated'], {
    line: 'claude plugin update backlog@backlog',
    hint: 'In a clone: pull it, then `npm install --global .`. To change a task: `backlog modify --help`.',
  }),
  ...named(['uninstall', 'remove-plugin'], {
    line: 'claude plugin uninstall backlog@backlog',
    hint: 'The queue stays. See what else it has: `backlog connect`, `backlog git-hook uninstall`',
  }),
};
