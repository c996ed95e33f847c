// The card beside a report: what the reporter asks to have taken out, what was taken out, and the way to do so.
import { personNames } from '../../../accounts/index.ts';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import type { Panel } from '../../../core/panel.ts';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Card, Disclosure } from '../../../web/ui/card.tsx';
import { Hidden } from '../../../web/ui/form.tsx';
import { Badge } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { isReporter, readReports } from '../../report-store.ts';
import { listRedactions, listRequests, type Redaction, type RedactionRequest } from '../redaction-store.ts';
import { kindWords, placeWords } from '../redaction-words.ts';

export const redactionPanel: Panel = {
  name: 'redaction',
  on: 'report',
  place: 'side',
  order: 60,
  load: async (kernel, actor, id) => {
    const [report] = await readReports(kernel, actor, [id]);
    if (!report) return null;
    const [log, requests] = await Promise.all([listRedactions(kernel, id), listRequests(kernel, id)]);
    const names = await personNames(kernel, [...new Set(log.map(({ person }) => person))]);
    const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
    if (!judges && log.length === 0 && requests.length === 0) return null;
    const nameOf = (person: string): string => names.get(person) ?? 'somebody who left';
    return <RedactionCard report={id} log={log} requests={requests} judges={judges} nameOf={nameOf} />;
  },
};

type RedactionCardProps = {
  report: string;
  log: readonly Redaction[];
  requests: readonly RedactionRequest[];
  judges: boolean;
  nameOf: (person: string) => string;
};

function RedactionCard({ report, log, requests, judges, nameOf }: RedactionCardProps) {
  const open = requests.filter(({ outcome }) => outcome === null);
  return (
    <Card
      title="Redaction"
      tone={open.length > 0 ? 'attention' : undefined}
      aside={log.length > 0 ? <Badge>redacted</Badge> : undefined}
    >
      <div id="redaction">
        {open.map(({ id, at, place, why }) => (
          <div key={id} class="redaction-request">
            <p>
              The reporter asks to take out: {placeWords(place)}, <Time at={at} show="date" />
            </p>
            {why !== '' && <p class="move-hint">“{why}”</p>}
            {judges && (
              <form action={href(routes.reports.redactionDecline, { id: report })} method="post">
                <Hidden name="request" value={id} />
                <Button size="small">Don’t take it out</Button>
              </form>
            )}
          </div>
        ))}
        {log.length > 0 && (
          <Disclosure summary={log.length === 1 ? 'One passage taken out' : `${log.length} passages taken out`}>
            <ul class="reasons">
              {log.map(({ id, at, person, place, kind, count, characters, reason }) => (
                <li key={id}>
                  {kindWords(kind)} in {placeWords(place)}, {count} × {characters}{' '}
                  {kind === 'file' ? 'bytes' : 'characters'}, by {nameOf(person)}, <Time at={at} show="absolute" />:{' '}
                  {reason}
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
        {judges && (
          <ButtonRow>
            <ButtonLink href={href(routes.reports.redact, { id: report })} size="small" icon="eye-off">
              Make something unreadable
            </ButtonLink>
          </ButtonRow>
        )}
      </div>
    </Card>
  );
}
