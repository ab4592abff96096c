import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import { Button } from '../../parts/button.tsx';
import { AskButton } from '../../parts/forms/ask-button.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { fullText } from '../../parts/units/time.ts';

type Hook = Outputs['git_hook_status']['hooks'][number];

const WORDS: Readonly<Record<Hook['state'], string>> = {
  installed: 'installed',
  edited: 'installed, with other lines',
  absent: 'not installed',
  displaced: 'replaced by another hook',
  off: 'git hooks are turned off',
};

/** The pre-commit hook of each repository. The board can pause it; only the command line can install it. */
export function Hooks() {
  const asked = useRequestedAnswer('git_hook_status');
  const hooks = asked.value.value?.hooks;
  const does = async (command: 'git_hook_pause' | 'git_hook_resume', repository: string, done: string, more = {}) => {
    if (await act(command, { repository, ...more }, { done })) await asked.ask({ all: true });
  };
  return (
    <section aria-label="Pre-commit hook">
      <header class="page-line line wrap">
        <h2>Pre-commit hook</h2>
        <AskButton asked={asked} input={{ all: true }}>
          {hooks ? 'Check again' : 'Check the hooks'}
        </AskButton>
      </header>
      {!hooks && !asked.error.value && (
        <p class="faint">The hook rejects commits of files that someone else has claimed.</p>
      )}
      {asked.error.value && <ProblemNote refusal={asked.error.value} />}
      <ul class="page-rows entries">
        {hooks?.map((hook) => {
          const { repository, state, file, chained, outdated, gate, paused } = hook;
          const until = gate?.paused?.until;
          const there = state === 'installed' || state === 'edited';
          return (
            <li key={file} class="stack gap-4" aria-label={`Pre-commit hook of ${repository}`}>
              <div class="line wrap">
                <strong>{repository}</strong> <StateView of={WORDS[state]} />
                {paused && <StateView of="paused" text={until && `paused until ${fullText(until)}`} />}
                {gate && !paused && (
                  <>
                    <Button
                      look="small"
                      onClick={() =>
                        does('git_hook_pause', repository, 'The hook is paused for an hour', { for: '1h' })
                      }
                    >
                      Pause for an hour
                    </Button>
                    <Button look="small" onClick={() => does('git_hook_pause', repository, 'The hook is paused')}>
                      Pause
                    </Button>
                  </>
                )}
                {gate && paused && (
                  <Button
                    look="small primary"
                    onClick={() => does('git_hook_resume', repository, 'The hook is active again')}
                  >
                    Resume
                  </Button>
                )}
              </div>
              <code class="plain">{file}</code>
              {chained && <p class="faint">It runs {chained} afterwards.</p>}
              {outdated && (
                <p class="run-reason bad">It starts {outdated}, which isn't this plugin. Install the hook again.</p>
              )}
              <TerminalLine
                line={terminalLine('git-hook', there && gate && !outdated ? 'uninstall' : 'install', repository)}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
