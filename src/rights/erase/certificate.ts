// The signed certificate of an erasure: what was destroyed, what stays and why, and from when on no backup can be read.
import type { JsonValue } from '../../core/canonical-json.ts';
import { type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer } from '../../core/crypto/signing.ts';

export type CertificateFacts = {
  readonly request: string;
  readonly server: string;
  readonly operator: string;
  readonly askedAt: Date;
  readonly erasedAt: Date;
  /** Backups are kept so many days at most. */
  readonly backupDays: number;
  readonly ledger: { readonly entry: number; readonly sha256: string };
  /** How many data keys were destroyed. */
  readonly keys: number;
  /** What was emptied, but for single things that are held: tables by the module that holds them. */
  readonly parts: readonly { readonly part: string; readonly tables: readonly string[] }[];
  /** What stays by law: all of a part, or one thing in it by its opaque id. */
  readonly held: readonly { readonly part: string; readonly item?: string | undefined; readonly until: Date }[];
  readonly orders: readonly { readonly application: string; readonly dueAt: Date }[];
  /** From when on no backup holds what was erased. */
  readonly backupsGoneAt: Date;
};

export type Certificate = Signed<{ readonly [name: string]: JsonValue }>;

/** What an erasure leaves, and why; the same words stand on the page that asks and on the certificate. */
export const staying: readonly { readonly what: string; readonly why: string }[] = [
  { what: 'Entries of the audit log', why: 'They prove what happened. They hold opaque ids, no name and no address.' },
  { what: 'Events of the last days', why: 'What happened, by opaque ids. They go by themselves within 30 days.' },
  {
    what: 'That an app had access, and when it ended',
    why: 'Proof for you and the app (Art. 7(1)). Opaque ids, no text.',
  },
  { what: 'That you asked, and when we answered', why: 'Proof that we did (Art. 5(2)). What you wrote is gone.' },
  {
    what: 'What you reported about a weakness, without your name',
    why: 'Others have to be protected from it (Art. 17(3)(b)).',
  },
];

/** Names of the members are permanent; times are UTC. */
export const makeCertificate = (facts: CertificateFacts, signer: Signer): Certificate =>
  signRecord(
    {
      format: 'telltale-erasure-certificate-1',
      request: facts.request,
      server: facts.server,
      operator: facts.operator,
      asked_at: facts.askedAt.toISOString(),
      erased_at: facts.erasedAt.toISOString(),
      ledger: facts.ledger,
      data_keys_destroyed: facts.keys,
      emptied: facts.parts.map(({ part, tables }) => ({ part, tables: [...tables] })),
      held: facts.held.map(({ part, item, until }) => ({
        part,
        ...(item !== undefined && { item }),
        until: until.toISOString(),
      })),
      stays: staying.map(({ what, why }) => ({ what, why })),
      orders_to_delete: facts.orders.map(({ application, dueAt }) => ({ application, due_at: dueAt.toISOString() })),
      backups_kept_days: facts.backupDays,
      no_backup_readable_after: facts.backupsGoneAt.toISOString(),
    },
    signer,
  );
