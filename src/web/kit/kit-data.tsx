// The kit page's tables, figures, lamps and navigation.

import { Button } from '../ui/button.tsx';
import { Card, CardGrid, Disclosure, Section } from '../ui/card.tsx';
import { KeyHelp } from '../ui/keys.tsx';
import { Claim, Lamp } from '../ui/lamp.tsx';
import { Tabs } from '../ui/nav.tsx';
import { Meter, Progress, Stat, StatRow, Steps } from '../ui/stat.tsx';
import type { Column } from '../ui/table.tsx';
import { EmptyState, Pager, Table } from '../ui/table.tsx';
import type { SeverityLevel, Tone } from '../ui/text.tsx';
import { Badge, Mono, Severity } from '../ui/text.tsx';
import { Time } from '../ui/time.tsx';
import { hoursFromNow } from './kit-clock.ts';

type Row = { number: string; title: string; level: SeverityLevel; state: [Tone, string]; due: number; reads: number };

const rows: Row[] = [
  {
    number: 'R-1042',
    title: 'Token accepted after its grant was revoked',
    level: 1,
    state: ['attention', 'Needs first answer'],
    due: -3,
    reads: 1204,
  },
  {
    number: 'R-1041',
    title: 'Odometer of another owner readable',
    level: 2,
    state: ['attention', 'Needs triage'],
    due: 5,
    reads: 318,
  },
  {
    number: 'R-1038',
    title: 'Redirect to an unlisted host after consent',
    level: 3,
    state: ['info', 'Being fixed'],
    due: 76,
    reads: 77,
  },
  {
    number: 'R-1030',
    title: 'Version header names the framework',
    level: 5,
    state: ['neutral', 'Closed'],
    due: 400,
    reads: 0,
  },
];

const dueOf = (row: Row) => (row.due < 0 ? 'late' : row.due < 24 ? 'soon' : undefined);

const columns: Column<Row>[] = [
  {
    key: 'due',
    label: 'Due',
    cell: row => <Time at={hoursFromNow(row.due)} show="relative" due={dueOf(row)} />,
    narrow: true,
    sort: { href: '#due', direction: 'asc' },
  },
  {
    key: 'severity',
    label: 'Severity',
    cell: row => <Severity level={row.level} />,
    narrow: true,
    sort: { href: '#severity' },
  },
  { key: 'title', label: 'Report', cell: row => <a href={`#${row.number}`}>{row.title}</a>, main: true },
  { key: 'number', label: 'Number', cell: row => <Mono>{row.number}</Mono>, narrow: true },
  { key: 'state', label: 'State', cell: row => <Badge tone={row.state[0]}>{row.state[1]}</Badge>, narrow: true },
  { key: 'reads', label: 'Reads', cell: row => row.reads.toLocaleString('en'), numeric: true, narrow: true },
];

/** A queue, an empty one, pages and tabs. */
export function KitTables() {
  return (
    <Section id="tables" title="Tables">
      <Tabs
        label="Views"
        items={[
          { href: '#open', label: 'Open', current: true, count: 12, due: true },
          { href: '#waiting', label: 'Waiting for reporter', count: 3 },
          { href: '#all', label: 'All' },
        ]}
      />
      <Table
        caption="Open reports, most urgent first"
        dense
        columns={columns}
        rows={rows}
        rowKey={row => row.number}
        rowHref={row => `#${row.number}`}
        rowDue={dueOf}
      />
      <Pager label="reports" next="#next" shown="1 to 4 of 12" />
      <KeyHelp more={[{ key: 'p', does: 'Pause' }]} />
      <Table
        caption="Apps"
        columns={columns}
        rows={[]}
        rowKey={row => row.number}
        empty={
          <EmptyState
            title="No app reads your cars"
            icon="car"
            action={{ href: '#apps', label: 'See how apps connect' }}
          >
            <p>Apps that you allow will be listed here, with everything they read.</p>
          </EmptyState>
        }
      />
    </Section>
  );
}

/** Figures, meters, progress, lamps. */
export function KitFigures() {
  return (
    <Section id="figures" title="Figures and lamps">
      <StatRow>
        <Stat label="First answer" value="9" unit="h" note="promised: 48 h" tone="good" />
        <Stat label="Decision" value="3.4" unit="days" note="promised: 5 days" />
        <Stat label="Due today" value="2" tone="attention" note="next at 14:30" />
        <Stat label="Late" value="1" tone="bad" note="since 3 hours" />
      </StatRow>
      <Meter label="Requests this month" value={7_200} max={10_000} text="7,200 of 10,000" />
      <Meter label="Storage" value={96} max={100} text="96 of 100 GB" tone="attention" />
      <Progress label="Preparing your export" value={40} />
      <Progress label="Checking the signature" />
      <Steps current={2} total={4} name="Choose your car" />
      <div>
        <Claim state="lit" sentence="All stored data is sealed with AES-256-GCM." checked="checked 4 minutes ago">
          <p>1,204 sealed columns were opened and compared.</p>
        </Claim>
        <Claim state="amber" sentence="Backups can be restored." checked="last checked 9 days ago" />
        <Claim state="dark" sentence="The penetration test of 2027 is done." checked="never checked" />
      </div>
      <p>
        <Lamp state="lit">checked 4 minutes ago</Lamp>
      </p>
    </Section>
  );
}

/** Cards and drawers. */
export function KitCards() {
  return (
    <Section id="cards" title="Cards and drawers" aside={<a href="#all">See all cars</a>}>
      <CardGrid>
        <Card
          title="Volt 2019"
          level={3}
          href="#volt"
          aside={<Badge tone="good">2 apps</Badge>}
          actions={
            <>
              <Button size="small" icon="pause" type="button">
                Pause
              </Button>
              <Button size="small" type="button">
                Revoke
              </Button>
            </>
          }
        >
          <p>Evergreen Charging read the battery 3 minutes ago.</p>
        </Card>
        <Card
          title="Granted but never used"
          level={3}
          tone="attention"
          aside={<Badge tone="attention">2 permissions</Badge>}
        >
          <p>Fleet Notes may read your location and has not done so in 60 days.</p>
        </Card>
      </CardGrid>
      <div>
        <Disclosure look="drawer" summary="Receipt and proofs" open>
          <p>The receipt names the report's SHA-256 and its place in the log.</p>
        </Disclosure>
        <Disclosure look="drawer" summary="Full legal text">
          <p>Text.</p>
        </Disclosure>
      </div>
      <Disclosure summary="Why do we ask?">
        <p>Because triage goes faster.</p>
      </Disclosure>
    </Section>
  );
}
