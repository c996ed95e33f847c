// How easy a report is to repeat, as its writer and its readers see it.
import { Badge } from '../../web/ui/text.tsx';
import { type LintCheck, lintScore } from './report-lint.ts';

/** How many of the checks that apply are met. */
export function LintBadge({ checks }: { checks: readonly LintCheck[] }) {
  const { met, of } = lintScore(checks);
  return <Badge tone={met === of ? 'good' : 'neutral'}>{`${met} of ${of} things to repeat it`}</Badge>;
}

/** The checks with what to add; `hrefOf` leads to the field where it would be said. */
export function LintList({ checks, hrefOf }: { checks: readonly LintCheck[]; hrefOf?: (check: LintCheck) => string }) {
  return (
    <ul class="lint">
      {checks
        .filter(({ state }) => state !== 'unneeded')
        .map(check => (
          <li key={check.id} data-state={check.state}>
            <strong>{check.title}</strong>: {check.state === 'missing' ? 'missing. ' : ''}
            {check.state === 'missing' && hrefOf ? <a href={hrefOf(check)}>{check.sentence}</a> : check.sentence}
          </li>
        ))}
    </ul>
  );
}
