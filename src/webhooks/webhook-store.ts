// All SQL of webhooks: names and addresses are sealed under each webhook's own key, which ends with it.
import type { Selectable } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Sealed, SubjectVault } from '../core/crypto/vault.ts';
import { textArray } from '../core/database/binary-array.ts';
import { prepared } from '../core/database/prepared.ts';
import type { Kernel } from '../core/kernel.ts';
import type { WebhooksTables, WebhooksWebhook } from './tables.ts';
import { isHookSignal, type StopReason, type Webhook, type WebhookFields } from './webhook.ts';

const WEBHOOK = 'webhooks.webhook';

/** The webhooks of an application, oldest first. The caller has found the application for its actor. */
export async function listWebhooks(kernel: Kernel, application: string): Promise<Webhook[]> {
  const rows = await all(kernel).where('application', '=', application).orderBy('created_at').orderBy('id').execute();
  return openAll(kernel, rows);
}

/** One webhook of an application; undefined when the application has none of this id. */
export async function findWebhook(kernel: Kernel, application: string, id: string): Promise<Webhook | undefined> {
  const rows = await all(kernel).where('application', '=', application).where('id', '=', id).execute();
  return (await openAll(kernel, rows))[0];
}

/** Webhooks by id, for the product itself, which sends to them. */
export async function findWebhooks(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Webhook>> {
  if (ids.length === 0) return new Map();
  const rows = await prepared<Selectable<WebhooksWebhook>>(kernel, {
    name: 'webhooks.webhooks-by-id',
    text: 'select * from webhooks.webhook where id = any ($1::text[])',
    values: [[...new Set(ids)]],
  });
  return new Map((await openAll(kernel, rows)).map(webhook => [webhook.id, webhook]));
}

/** A webhook as its messages need it when they leave. */
export type Receiver = Pick<Webhook, 'id' | 'application' | 'callback' | 'errorCallback' | 'stopped' | 'proven'>;

/** Webhooks by id, for their messages. */
export async function findReceivers(kernel: Kernel, ids: readonly string[]): Promise<Map<string, Receiver>> {
  if (ids.length === 0) return new Map();
  const rows = await prepared<Selectable<WebhooksWebhook>>(kernel, {
    name: 'webhooks.receivers',
    text: `select id, application, callback, error_callback, stopped, proven from webhooks.webhook
            where id = any ($1::text[])`,
    values: [textArray([...new Set(ids)])],
  });
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  const found = new Map<string, Receiver>();
  for (const { id, application, callback, error_callback, stopped, proven } of rows) {
    const vault = vaults.get(id);
    if (!vault) continue;
    const open = opener(kernel, vault, id);
    found.set(id, {
      id,
      application,
      callback: open('callback', callback),
      errorCallback: error_callback && open('error_callback', error_callback),
      // A check constraint holds it to its type.
      stopped: stopped as StopReason | null,
      proven,
    });
  }
  return found;
}

/** Stores a webhook, switched off until it is verified. @returns false when there is one of this id: sent twice */
export async function insertWebhook(
  kernel: Kernel,
  { id, application, createdBy, ...fields }: WebhookFields & { id: string; application: string; createdBy: string },
): Promise<boolean> {
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, id);
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(WEBHOOK)
    .values({
      id,
      application,
      ...sealFields(vault, id, fields),
      stopped: 'unverified',
      stopped_at: now,
      verified_at: null,
      created_by: createdBy,
      created_at: now,
      changed_at: now,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** Writes what a form has changed. */
export async function saveWebhook(kernel: Kernel, id: string, fields: WebhookFields): Promise<void> {
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .updateTable(WEBHOOK)
    .set({ ...sealFields(vault, id, fields), changed_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
}

/** Switches a webhook off, or on with null. @returns whether that changed anything */
export async function stopWebhook(kernel: Kernel, id: string, stopped: StopReason | null): Promise<boolean> {
  const now = kernel.clock.now();
  const query = tables(kernel)
    .updateTable(WEBHOOK)
    .set({ stopped, stopped_at: stopped === null ? null : now, changed_at: now })
    .where('id', '=', id);
  const { numUpdatedRows } = await (stopped === 'unverified'
    ? query
    : query.where('stopped', stopped === null ? 'is not' : 'is', null)
  ).executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that the addresses proved to hold a management token. */
export const markVerified = async (kernel: Kernel, id: string, key: string): Promise<void> =>
  void (await tables(kernel)
    .updateTable(WEBHOOK)
    .set({ verified_at: kernel.clock.now(), proven: key })
    .where('id', '=', id)
    .execute());

/** Forgets a webhook with its subscriptions and the keys under which it and its messages were sealed. */
export async function deleteWebhook(kernel: Kernel, id: string, lanes: readonly string[]): Promise<void> {
  await tables(kernel).deleteFrom(WEBHOOK).where('id', '=', id).execute();
  for (const subject of new Set([id, ...lanes])) await kernel.vault.shred(kernel.db, subject);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<WebhooksTables>();

const all = (kernel: Kernel) => tables(kernel).selectFrom(WEBHOOK).selectAll();

type Column = 'name' | 'callback' | 'error_callback';

const sealFields = (vault: SubjectVault, row: string, fields: WebhookFields) => {
  const seal = (column: Column, text: string) => vault.seal({ table: WEBHOOK, column, row }, text);
  return {
    name: seal('name', fields.name),
    callback: seal('callback', fields.callback),
    error_callback: fields.errorCallback === null ? null : seal('error_callback', fields.errorCallback),
    triggers: [...fields.triggers],
    data: [...fields.data],
    auto_subscribe: fields.autoSubscribe,
    takes_orders: fields.takesOrders,
  };
};

/** What was opened last, by webhook and column: as long as the sealed bytes are the same, so is what is in them. */
const opened = new WeakMap<object, LRUCache<string, { readonly sealed: Buffer; readonly text: string }>>();

/** Opens columns of a webhook's row. */
function opener(kernel: Kernel, vault: SubjectVault, row: string): (column: Column, sealed: Sealed) => string {
  const cache = opened.get(kernel.pool) ?? new LRUCache({ max: 6000 });
  opened.set(kernel.pool, cache);
  return (column, sealed) => {
    const key = `${column}:${row}`;
    const known = cache.get(key);
    if (known?.sealed.equals(sealed)) return known.text;
    const text = vault.open({ table: WEBHOOK, column, row }, sealed);
    cache.set(key, { sealed: Buffer.from(sealed), text });
    return text;
  };
}

async function openAll(kernel: Kernel, rows: readonly Selectable<WebhooksWebhook>[]): Promise<Webhook[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(row => {
    const vault = vaults.get(row.id);
    if (!vault) return [];
    const open = opener(kernel, vault, row.id);
    return [
      {
        id: row.id,
        application: row.application,
        name: open('name', row.name),
        callback: open('callback', row.callback),
        errorCallback: row.error_callback && open('error_callback', row.error_callback),
        triggers: row.triggers.filter(isHookSignal),
        data: row.data.filter(isHookSignal),
        autoSubscribe: row.auto_subscribe,
        takesOrders: row.takes_orders,
        // A check constraint holds it to its type.
        stopped: row.stopped as StopReason | null,
        stoppedAt: row.stopped_at,
        verifiedAt: row.verified_at,
        proven: row.proven,
        createdAt: row.created_at,
      },
    ];
  });
}
