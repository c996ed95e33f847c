// What apps may do and never did, and what they did far more often than usual: each a click away from being taken back.
import { href, routes } from '../../catalog/routes.ts';
import { Section } from '../../web/ui/card.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { carName, type OftenRead, type UnusedPermission } from '../owner-overview.ts';
import { counted, permissionWord } from '../permission-words.ts';

export function Often({ often }: { often: readonly OftenRead[] }) {
  return (
    <Section
      title="Read far more often than usual"
      intro={
        <p>Apps hardly ever need this data so often. It stops nobody; you may want to ask the app, or take it back.</p>
      }
    >
      <Table
        caption="Data that was read unusually often this week"
        captionHidden
        dense
        columns={[
          { key: 'app', label: 'App', main: true, cell: ({ grant }) => grant.application.name },
          {
            key: 'data',
            label: 'Data',
            cell: ({ permission, car }) => `${permissionWord(permission)}, ${carName(car)}`,
          },
          {
            key: 'reads',
            label: 'This week',
            numeric: true,
            narrow: true,
            cell: ({ reads }) => counted(reads, 'time'),
          },
          { key: 'usual', label: 'Usual', numeric: true, narrow: true, cell: ({ usual }) => `up to ${usual}` },
          { key: 'do', label: 'Action', labelHidden: true, narrow: true, cell: one => <TakeBack {...one} /> },
        ]}
        rows={often}
        rowKey={({ grant, car, permission }) => `${grant.id} ${car.id} ${permission}`}
      />
    </Section>
  );
}

const TakeBack = ({ grant, permission }: UnusedPermission) => (
  <a href={href(routes.privacy.narrow, { id: grant.id }, { permissions: permission })}>
    Take back
    <span class="visually-hidden">
      {' '}
      {permissionWord(permission)} from {grant.application.name}
    </span>
  </a>
);

export function Unused({ unused }: { unused: readonly UnusedPermission[] }) {
  return (
    <Section
      title="Granted but never used"
      intro={<p>These apps may read more than they ever did. What nobody needs is best taken back.</p>}
    >
      <Table
        caption="Permissions that were never used"
        captionHidden
        dense
        columns={[
          { key: 'app', label: 'App', main: true, cell: ({ grant }) => grant.application.name },
          { key: 'data', label: 'May, but never did', cell: ({ permission }) => mayWords(permission) },
          {
            key: 'since',
            label: 'Granted',
            narrow: true,
            cell: ({ grant }) => <Time at={grant.grantedAt} show="date" />,
          },
          {
            key: 'do',
            label: 'Action',
            labelHidden: true,
            narrow: true,
            cell: one => <TakeBack {...one} />,
          },
        ]}
        rows={unused}
        rowKey={({ grant, permission }) => `${grant.id} ${permission}`}
      />
    </Section>
  );
}

const mayWords = (permission: string): string =>
  `${permission.startsWith('control_') ? 'control' : 'read'} ${permissionWord(permission)}`;
