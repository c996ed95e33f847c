// Deliveries against the audit log: whoever changes, removes or adds a row is found, and a trace says so.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type DocumentWorld, file, grantOf, ok, openDocuments } from '../../../test/support/document-world.ts';
import { DAY } from '../../core/clock.ts';
import { sha256 } from '../terms/signature.ts';
import { deliveriesCheck } from './delivery-check.ts';
import { traceFile } from './trace-file.ts';

let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

const check = () => deliveriesCheck.run(here.world.kernel);
const query = (text: string, values: readonly unknown[] = []) => here.world.database.pool.query(text, [...values]);

test('a delivery that is changed, removed or made up is found, each by its id', async () => {
  const id = await here.onShelf('On record', 0);
  const ada = await here.accepted('ada20@buyer.example');
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const copy = ok(await file(ada, grant), 200);
  for (let time = 0; time < 3; time += 1) ok(await file(ada, grant), 200);
  const { rows } = await query('select * from documents.delivery where access_grant = $1 order by id', [grant]);
  assert.deepEqual(await check(), { ok: true, detail: '4 deliveries say what the audit log says.' });
  const first = rows.find(row => row.sha256 === sha256(copy.bytes));
  const second = rows.find(({ id }) => id !== first.id);
  for (const [column, value] of [
    ['mark', Buffer.from('0102030405ff', 'hex')],
    ['visitor', 'vis_01kazyx0000000000000000000'],
    ['signature', 'sig_01kazyx0000000000000000000'],
    ['version', 'ver_01kazyx0000000000000000000'],
    ['created_at', new Date(first.created_at.getTime() - DAY)],
    ['network', Buffer.alloc(32)],
    ['size', '1'],
    ['sent', '1'],
    ['outcome', 'broken-off'],
    ['outcome', 'sending'],
  ] as const) {
    await query(`update documents.delivery set ${column} = $1 where id = $2`, [value, first.id]);
    const { ok: isWhole, detail } = await check();
    assert.equal(isWhole, false, column);
    assert.match(detail, new RegExp(`^1 of 4 deliveries: ${first.id} (was changed|has another end)\\.$`), column);
    await query(`update documents.delivery set ${column} = $1 where id = $2`, [first[column], first.id]);
  }
  assert.match((await traceFile(here.world.kernel, copy.bytes)).lines.join('\n'), /audit log {2}says the same/);
  await query("update documents.delivery set created_at = created_at - interval '1 day' where id = $1", [first.id]);
  assert.match((await traceFile(here.world.kernel, copy.bytes)).lines.join('\n'), /does NOT say the same/);
  await query('update documents.delivery set created_at = $1 where id = $2', [first.created_at, first.id]);

  await query(
    `insert into documents.delivery select 'dlv_made_up', '\\x0102030405fe', access_grant, visitor, version,
     signature, created_at, ended_at, outcome, sent, size, sha256, network from documents.delivery where id = $1`,
    [first.id],
  );
  assert.match((await check()).detail, /^1 of 5 deliveries: dlv_made_up is not in the audit log\.$/);
  await query("delete from documents.delivery where id in ('dlv_made_up', $1)", [second.id]);
  assert.match((await check()).detail, new RegExp(`^1 of 4 deliveries: ${second.id} was removed\\.$`));

  // A day later nothing is on its way any more, and the same is said without looking twice.
  here.world.clock.advance(DAY);
  assert.match((await check()).detail, /was removed/);
  // What retention has taken by law is not missed.
  here.world.clock.advance(2191 * DAY);
  await query('delete from documents.delivery');
  assert.deepEqual(await check(), { ok: true, detail: '0 deliveries say what the audit log says.' });
});
