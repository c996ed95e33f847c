// Logs of what was sent to other servers: the list, the tries of one, and the form that sends again what failed.
import type { ComponentChildren } from 'preact';
import { Button, ButtonRow } from './button.tsx';
import { Field, Form, Hidden } from './form.tsx';
import { KeyHelp } from './keys.tsx';
import { EmptyState, Table } from './table.tsx';
import { Badge, CodeBlock, Mono } from './text.tsx';
import { Time } from './time.tsx';

type State = 'waiting' | 'delivered' | 'failed';
type Outcome = 'accepted' | 'again' | 'refused';

type Row = {
  readonly id: string;
  readonly kind: string;
  readonly state: State;
  readonly tries: number;
  readonly createdAt: Date;
  readonly dueAt: Date | null;
  readonly last: { readonly status: number | null; readonly reason: string | null } | null;
};

type Try = {
  readonly number: number;
  readonly at: Date;
  readonly milliseconds: number;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly reason: string | null;
  readonly answer: string | null;
};

/** Where a delivery stands. */
export function DeliveryBadge({ state, tries }: { state: State; tries: number }) {
  if (state === 'delivered') return <Badge tone="good">Taken</Badge>;
  if (state === 'failed') return <Badge tone="bad">Failed</Badge>;
  return tries === 0 ? <Badge tone="info">Waiting</Badge> : <Badge tone="attention">Trying again</Badge>;
}

type TableProps = {
  readonly rows: readonly Row[];
  readonly nameOf: (kind: string) => string;
  readonly hrefOf: (id: string) => string;
  /** Stands there when there are no rows because of what they are narrowed to. */
  readonly empty?: ComponentChildren;
};

/** What, where it stands, what came back last. */
export const DeliveryTable = ({ rows, nameOf, hrefOf, empty }: TableProps) => (
  <>
    <Table
      caption="Deliveries"
      captionHidden
      dense
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => hrefOf(id)}
      rowDue={({ state }) => (state === 'failed' ? 'late' : undefined)}
      empty={
        empty ?? (
          <EmptyState title="No deliveries here" icon="send">
            <p>Each message is listed with every try and what came back.</p>
          </EmptyState>
        )
      }
      columns={[
        {
          key: 'kind',
          label: 'Message',
          main: true,
          cell: ({ id, kind }) => <a href={hrefOf(id)}>{nameOf(kind)}</a>,
        },
        { key: 'at', label: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
        { key: 'state', label: 'State', cell: ({ state, tries }) => <DeliveryBadge state={state} tries={tries} /> },
        { key: 'tries', label: 'Tries', numeric: true, narrow: true, cell: ({ tries }) => tries },
        {
          key: 'last',
          label: 'Last answer',
          cell: ({ last }) =>
            last === null ? 'none yet' : last.status === null ? last.reason : <Mono>{`HTTP ${last.status}`}</Mono>,
        },
        {
          key: 'next',
          label: 'Next try',
          cell: ({ dueAt, tries }) => (dueAt === null ? 'none' : tries === 0 ? 'soon' : <Time at={dueAt} />),
        },
      ]}
    />
    {rows.length > 0 && <KeyHelp />}
  </>
);

const outcomes = {
  accepted: ['good', 'Taken'],
  again: ['attention', 'Not taken'],
  refused: ['bad', 'Given up'],
} as const;

/** Every try, the last first. */
export const Tries = ({ history }: { history: readonly Try[] }) => (
  <>
    <Table
      caption="Tries"
      captionHidden
      dense
      rows={history.toReversed()}
      rowKey={({ number }) => String(number)}
      empty={
        <EmptyState title="Not tried yet" icon="clock">
          <p>The first try comes within seconds.</p>
        </EmptyState>
      }
      columns={[
        { key: 'number', label: 'Try', main: true, numeric: true, narrow: true, cell: ({ number }) => number },
        { key: 'at', label: 'At', cell: ({ at }) => <Time at={at} show="absolute" /> },
        {
          key: 'outcome',
          label: 'Outcome',
          cell: ({ outcome }) => <Badge tone={outcomes[outcome][0]}>{outcomes[outcome][1]}</Badge>,
        },
        {
          key: 'status',
          label: 'Answer',
          cell: ({ status, reason }) => (status === null ? (reason ?? 'none') : <Mono>{`HTTP ${status}`}</Mono>),
        },
        { key: 'ms', label: 'Took', numeric: true, narrow: true, cell: ({ milliseconds }) => `${milliseconds} ms` },
      ]}
    />
    {history.toReversed().map(({ number, answer }) =>
      answer === null || answer === '' ? null : (
        <div key={number}>
          <h3>What came back at try {number}</h3>
          <CodeBlock label={`Beginning of the answer to try ${number}`} wrap>
            {answer}
          </CodeBlock>
        </div>
      ),
    )}
  </>
);

type SendAgainProps = {
  readonly action: string;
  /** How many failed, as far as the log goes back. */
  readonly failed: number;
  /** A day, as in 2026-11-20: what was typed, or where it begins. */
  readonly since: string;
  /** What the log is narrowed to, and so this form: `words` says it to people. */
  readonly only?: { readonly name: string; readonly value: string; readonly words: string } | undefined;
  readonly error?: string | undefined;
};

/** The form that sends again what failed since a day. */
export const SendAgainForm = ({ action, failed, since, only, error }: SendAgainProps) => (
  <Form
    action={action}
    values={{ since }}
    errors={error === undefined ? {} : { since: error }}
    label="Send again what failed"
  >
    {only && <Hidden name={only.name} value={only.value} />}
    <Field
      name="since"
      label={only ? `Send again what failed ${only.words} since` : 'Send again what failed since'}
      type="date"
      hint={`${failed} ${only ? `${only.words} ` : ''}failed within the last 30 days. Days begin at midnight UTC.`}
      width="short"
    />
    <ButtonRow>
      <Button size="small" icon="refresh-cw">
        Send again
      </Button>
    </ButtonRow>
  </Form>
);

/** What the page says once it was done. @param count as the address brings it */
export const sentAgainText = (count: string | undefined): string =>
  count === '0'
    ? 'Nothing has failed since then.'
    : `${/^\d{1,6}$/.test(count ?? '') ? count : 'The'} failed ${count === '1' ? 'message is' : 'messages are'} sent again.`;
