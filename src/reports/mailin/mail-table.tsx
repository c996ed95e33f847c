// The table of mails that came in.
import { href, routes } from '../../catalog/routes.ts';
import { Button } from '../../web/ui/button.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { outcomeWords, type ReceivedMail } from './received-mail.ts';

export const MailTable = ({ mails }: { mails: readonly ReceivedMail[] }) => (
  <Table
    caption="Mails"
    captionHidden
    dense
    rows={mails}
    rowKey={({ id }) => id}
    empty={
      <EmptyState title="No mails here" icon="inbox">
        <p>Every mail that is taken in is listed here, whatever became of it.</p>
      </EmptyState>
    }
    columns={[
      { key: 'at', label: 'Received', main: true, cell: ({ at }) => <Time at={at} /> },
      {
        key: 'from',
        label: 'From',
        cell: ({ facts }) =>
          facts === null ? 'not read yet' : facts.sender ? <Mono>{facts.sender}</Mono> : 'no address',
      },
      { key: 'state', label: 'What became of it', cell: mail => <Outcome mail={mail} /> },
      { key: 'size', label: 'Size', numeric: true, narrow: true, cell: ({ size }) => sizeInWords(size) },
      {
        key: 'raw',
        label: 'As it came',
        narrow: true,
        cell: ({ id, at }) => (
          <a href={href(routes.reports.mailRaw, { id })}>
            Download<span class="visually-hidden"> the mail of {at.toISOString()}</span>
          </a>
        ),
      },
      { key: 'do', label: 'Actions', labelHidden: true, narrow: true, cell: mail => <Again mail={mail} /> },
    ]}
  />
);

function Outcome({ mail: { outcome, report, tries, facts } }: { mail: ReceivedMail }) {
  if (outcome === null)
    return tries > 1 ? <Badge tone="attention">Tried {tries} times</Badge> : <Badge tone="info">Waiting</Badge>;
  const words = outcomeWords[outcome];
  const isTaken = outcome === 'report' || outcome === 'message';
  return (
    <>
      {isTaken && report !== null ? (
        <a href={href(routes.reports.triage, { id: report })}>{words}</a>
      ) : (
        <Badge tone="neutral">{words}</Badge>
      )}
      {facts && facts.notes.length > 0 && (
        <span class="muted"> {facts.notes.length === 1 ? 'one note' : `${facts.notes.length} notes`}</span>
      )}
    </>
  );
}

function Again({ mail: { id, outcome, isNewReport } }: { mail: ReceivedMail }) {
  if (isNewReport || outcome === 'message') return null;
  return (
    <form method="post" action={href(routes.reports.mailAgain, { id })}>
      <Button size="small" kind="quiet">
        {outcome === null ? 'Process again' : 'Make it a report'}
      </Button>
    </form>
  );
}

const sizeInWords = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
