// The list of held reports with what can be done about each.
import { href, routes } from '../../../catalog/routes.ts';
import { Button } from '../../../web/ui/button.tsx';
import { EmptyState, Table } from '../../../web/ui/table.tsx';
import { Badge, Mono } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { sourceWords } from '../../queue/queue-words.ts';
import type { HeldFilter, HeldHead } from '../held-store.ts';
import { ruleWords } from '../hold-words.ts';

type Props = {
  readonly reports: readonly HeldHead[];
  readonly filter: HeldFilter;
  readonly names: ReadonlyMap<string, string>;
};

export const HeldTable = ({ reports, filter, names }: Props) => (
  <Table
    caption={filter === 'waiting' ? 'Held reports that nobody has looked at' : 'Reports that are kept out'}
    captionHidden
    rows={reports}
    rowKey={({ id }) => id}
    rowHref={({ id }) => href(routes.reports.heldReport, { id })}
    empty={
      <EmptyState title={filter === 'waiting' ? 'Nothing is held back' : 'Nothing is kept out'} icon="inbox">
        <p>
          {filter === 'waiting'
            ? 'When a report looks like spam at the door, it waits here until somebody has looked at it.'
            : 'What somebody looked at and did not release stands here.'}
        </p>
      </EmptyState>
    }
    columns={[
      {
        key: 'title',
        label: 'Report',
        main: true,
        cell: ({ id, title, number }) => (
          <>
            <a href={href(routes.reports.heldReport, { id })}>{title}</a>
            <br />
            <Mono>{number}</Mono>
          </>
        ),
      },
      { key: 'why', label: 'Why', cell: ({ hold }) => <Badge>{ruleWords[hold.rule].label}</Badge> },
      { key: 'door', label: 'Came by', cell: ({ hold }) => sourceWords[hold.source] },
      { key: 'at', label: 'Came in', cell: ({ submittedAt }) => <Time at={submittedAt} show="absolute" /> },
      ...(filter === 'waiting'
        ? []
        : [
            {
              key: 'by',
              label: 'Kept out by',
              cell: ({ hold }: HeldHead) => (hold.decidedBy ? (names.get(hold.decidedBy) ?? 'somebody who left') : ''),
            },
          ]),
      { key: 'do', label: 'Actions', labelHidden: true, narrow: true, cell: report => <HeldActions {...report} /> },
    ]}
  />
);

/** Two forms side by side: release it, or keep it out. */
export function HeldActions({ id, number, hold }: Pick<HeldHead, 'id' | 'number' | 'hold'>) {
  return (
    <div class="row-actions">
      <form method="post" action={href(routes.reports.heldRelease, { id })}>
        <Button size="small">
          Release<span class="visually-hidden"> {number}</span>
        </Button>
      </form>
      {hold.decidedAt === null && (
        <form method="post" action={href(routes.reports.heldKeepOut, { id })}>
          <Button size="small" kind="quiet">
            Keep out<span class="visually-hidden"> {number}</span>
          </Button>
        </form>
      )}
    </div>
  );
}
