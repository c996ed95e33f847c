// The map of what is stored, read from the classes that the live columns carry: what, why, how long, sealed or not.
import { MINUTE } from '../../core/clock.ts';
import { type ColumnFacts, readDataInventory } from '../../core/database/data-inventory.ts';
import type { Kernel } from '../../core/kernel.ts';

export type MapColumn = {
  readonly name: string;
  readonly class: 'public' | 'personal' | 'sealed' | 'hashed' | 'unclassified';
  readonly purpose: string;
  /** Days after which it is erased by itself; null where it lives as long as what it belongs to. */
  readonly keepDays: number | null;
};
export type MapTable = { readonly name: string; readonly columns: readonly MapColumn[] };
export type MapArea = {
  readonly name: string;
  /** What it is for, in words. */
  readonly about: string;
  readonly counts: Readonly<Record<MapColumn['class'], number>>;
  readonly tables: readonly MapTable[];
};

/** What the parts of the product keep, by the schema that is named like the part. */
const aboutAreas: Readonly<Record<string, string>> = {
  accounts: 'People, how they sign in, and their sessions',
  advisories: 'Cases, embargoes, advisories and their participants',
  connect: 'Permissions that owners gave, tokens, and receipts of consent',
  core: 'Keys, the audit log, mails, files, events, and search',
  developers: 'Organizations, applications, and their requests',
  garage: 'Simulated cars of developers',
  newsletter: 'Subscribers, issues, and proof of consent',
  privacy: 'What owners chose about their own data',
  program: 'Policy, scope, promises, and keys of the disclosure program',
  record: 'The public log and figures of the program',
  reports: 'Reports of vulnerabilities, conversations, and evidence',
  research: 'Sandboxes of researchers',
  rights: 'Requests of people about their data',
  trackers: 'Notices and tickets in other systems',
  trust: 'This trust center: drafts, editions, and evidence',
  vehicles: 'Cars, connections to makers, and what was read',
  webhooks: 'Messages to applications',
};

type Kept = { readonly map: Promise<readonly MapArea[]>; readonly until: number };

/** Columns change with a migration only, so each process reads them once in a while. */
const kept = new WeakMap<Kernel['pool'], Kept>();

/** The map as the database tells it now, at most a minute old. */
export function readDataMap(kernel: Kernel): Promise<readonly MapArea[]> {
  const now = kernel.clock.now().getTime();
  const found = kept.get(kernel.pool);
  if (found && found.until > now) return found.map;
  const map = readDataInventory(kernel.db).then(dataMapOf);
  kept.set(kernel.pool, { map, until: now + MINUTE });
  map.catch(() => kept.delete(kernel.pool));
  return map;
}

/** The columns by part and table. */
function dataMapOf(facts: readonly ColumnFacts[]): MapArea[] {
  const byArea = Map.groupBy(facts, ({ table }) => table.split('.')[0] ?? table);
  return [...byArea].map(([name, its]) => {
    const columns = its.map(columnOf);
    const count = (of: MapColumn['class']) => columns.filter(column => column.class === of).length;
    return {
      name,
      about: aboutAreas[name] ?? name,
      counts: {
        sealed: count('sealed'),
        hashed: count('hashed'),
        personal: count('personal'),
        public: count('public'),
        unclassified: count('unclassified'),
      },
      tables: [...Map.groupBy(its, ({ table }) => table)].map(([table, facts]) => ({
        name: table,
        columns: facts.map(columnOf),
      })),
    };
  });
}

const columnOf = (facts: ColumnFacts): MapColumn => ({
  name: facts.column,
  class: facts.class ?? 'unclassified',
  purpose: facts.purpose,
  keepDays: facts.keepDays ?? null,
});
