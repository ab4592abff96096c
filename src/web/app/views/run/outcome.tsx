import { withoutEscapes } from '../../../../base/output/escapes.ts';
import { testsTexts } from '../../../../domain/runs/tests-text.ts';
import type { Run } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { LineCounts } from '../../parts/line-counts.tsx';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { StateView, toneClass } from '../../parts/task/state.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { lengthText } from '../../parts/units/time.ts';
import { hrefOf } from '../../shell/route.ts';

const LINES = { lines: true };

/** The results of the checks, each with the end of its output. */
export function Checks({ run }: { run: Run }) {
  const checks = run.checks ?? [];
  if (checks.length === 0) return null;
  return (
    <section aria-label="Checks">
      <h2>Checks</h2>
      <ul class="run-checks">
        {checks.map(({ name, ok, why, ms, output, tests, base }) => (
          <li key={name} data-check={name}>
            <details open={!ok}>
              <summary class="line gap-8">
                <span class={`check-mark ${toneClass(ok ? 'passed' : 'failed')}`}>
                  <Icon name={ok ? 'check' : 'close'} size={13} />
                </span>
                <strong>{name}</strong>
                <span class="who">
                  {[
                    ok ? 'passed' : `failed: ${withoutEscapes(why ?? '')}`,
                    ...testsTexts({ tests, base }),
                    lengthText(ms),
                  ].join(' · ')}
                </span>
              </summary>
              <ScrollRegion as="pre" label={`Output of ${name}`}>
                {visible(withoutEscapes(output).trim() || '(no output)', LINES)}
              </ScrollRegion>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The files of a run's result. Files out of scope are marked. */
export function ChangedFiles({ run }: { run: Run }) {
  const { result } = run;
  if (!result) return null;
  const outside = new Set(result.outside);
  const left = result.files - result.paths.length;
  return (
    <section aria-label="Changed files">
      <h2>
        Changed files{' '}
        <span class="count">
          {result.files} <LineCounts of={result} />
        </span>
      </h2>
      <ul class="items">
        {result.paths.map((path) => (
          <li key={path} class="line-text wrap">
            <a class="small mono anywhere" href={hrefOf('review', [run.id], { file: path })}>
              {visible(path)}
            </a>
            {outside.has(path) && <StateView of="out of scope" />}
          </li>
        ))}
      </ul>
      {left > 0 && <p class="faint">{left} more. The review shows all of them.</p>}
    </section>
  );
}
