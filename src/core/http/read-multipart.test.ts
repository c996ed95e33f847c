import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { bareServer, listenSomewhere, sendRaw } from '../../../test/support/bare-server.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { publicly } from './access.ts';
import { json } from './answer.ts';
import { defineRoute } from './define-route.ts';
import { readMultipart } from './read-multipart.ts';

type Received = {
  fields: Record<string, unknown>;
  files: { field: string; filename: string; size: number; before: string[] }[];
};

/** Tells what it received. Files named `no` are refused half way, files named `broken` make our own storage fail. */
const form = defineRoute({
  method: 'POST',
  at: { path: '/form', family: 'api' },
  access: publicly(),
  limit: 'free',
  summary: 'A form.',
  multipart: true,
  handle: async ({ request }) => {
    const files: Received['files'] = [];
    const fields = await readMultipart(request, async ({ field, filename, stream }, before) => {
      let size = 0;
      for await (const chunk of stream) {
        if (filename === 'broken') throw new Error('the disk is full of ada@example.com');
        size += (chunk as Buffer).length;
      }
      files.push({ field, filename, size, before: Object.keys(before) });
      return filename === 'no' ? 'refused' : 'kept';
    });
    return json({ fields: Object.entries(fields), files });
  },
});

let world: World;
let server: FastifyInstance;
let port: number;
before(async () => {
  world = await openWorld({ limitsOff: true });
  server = await bareServer(world.kernel, { routes: [form] });
  port = await listenSomewhere(server);
});
after(async () => {
  await server.close();
  await world.close();
});

const BOUNDARY = 'xXx';
const part = (headers: string, content: string | Buffer): Buffer =>
  Buffer.concat([Buffer.from(`--${BOUNDARY}\r\n${headers}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const field = (name: string, value: string): Buffer => part(`content-disposition: form-data; name="${name}"`, value);
const file = (name: string, filename: string, content: string | Buffer): Buffer =>
  part(`content-disposition: form-data; name="${name}"; filename="${filename}"\r\ncontent-type: text/html`, content);
const END = Buffer.from(`--${BOUNDARY}--\r\n`);

async function send(payload: Buffer | string, type = `multipart/form-data; boundary=${BOUNDARY}`) {
  const answer = await server.inject({ method: 'POST', url: '/form', headers: { 'content-type': type }, payload });
  const body = answer.json();
  return {
    status: answer.statusCode,
    code: body.code as string | undefined,
    fields: body.fields,
    files: body.files,
    text: answer.body,
  };
}
const sendParts = (...parts: Buffer[]) => send(Buffer.concat([...parts, END]));

test('fields, repeated fields and files arrive in order, the fields before a file with it', async () => {
  const { status, fields, files } = await sendParts(
    field('title', 'Grüße'),
    field('tag', 'a'),
    file('evidence', 'a.txt', 'hello'),
    field('tag', 'b'),
    field('tag', 'c'),
    file('evidence', '', 'a file input without a file'),
  );
  assert.equal(status, 200);
  assert.deepEqual(fields, [
    ['title', 'Grüße'],
    ['tag', ['a', 'b', 'c']],
  ]);
  assert.deepEqual(files, [{ field: 'evidence', filename: 'a.txt', size: 5, before: ['title', 'tag'] }]);
});

test('the same form urlencoded is the same record', async () => {
  const { fields } = await send('title=Gr%C3%BC%C3%9Fe&tag=a&tag=b', 'application/x-www-form-urlencoded');
  assert.deepEqual(fields, [
    ['title', 'Grüße'],
    ['tag', ['a', 'b']],
  ]);
});

test('no form can reach a prototype', async () => {
  for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const multipart = await sendParts(field(name, 'polluted'));
    assert.equal(multipart.status, 400, name);
    assert.equal((await sendParts(file(name, 'x', 'y'))).status, 400, name);
    const { status, fields } = await send(`${name}=polluted&a=b`, 'application/x-www-form-urlencoded');
    if (status === 200) assert.ok(fields.some(([key, value]: [string, string]) => key === 'a' && value === 'b'));
    else assert.equal(status, 400);
  }
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  assert.equal(String({}), '[object Object]');
});

test('too much of anything is refused with its own code', async () => {
  const limits: [string, Buffer[], number, string][] = [
    ['a field of 257 KiB', [field('a', 'x'.repeat(257 * 1024))], 413, 'too_large'],
    ['201 fields', Array.from({ length: 201 }, (_, i) => field(`f${i}`, 'x')), 400, 'invalid_input'],
    ['21 files', Array.from({ length: 21 }, (_, i) => file('e', `${i}.txt`, 'x')), 413, 'too_many_files'],
    ['a file of more than 32 MiB', [file('e', 'big', Buffer.alloc(32 * 1024 * 1024 + 1))], 413, 'file_too_large'],
  ];
  for (const [what, parts, status, code] of limits) {
    const answer = await sendParts(...parts);
    assert.deepEqual([answer.status, answer.code], [status, code], what);
  }
  assert.equal((await sendParts(field('a', 'x'.repeat(256 * 1024 - 1)))).status, 200);
  assert.equal((await sendParts(...Array.from({ length: 20 }, (_, i) => file('e', `${i}.txt`, 'x')))).status, 200);
});

test('a refused file does not stop the rest of the form', async () => {
  const { status, fields, files } = await sendParts(file('e', 'no', 'x'), field('after', 'still here'));
  assert.equal(status, 200);
  assert.deepEqual(fields, [['after', 'still here']]);
  assert.equal(files.length, 1);
});

test('a form that breaks off or is none is bad input, not our failure', async () => {
  const broken: Record<string, Buffer> = {
    'without its end': Buffer.concat([field('a', 'b')]),
    'in the middle of a field': Buffer.concat([
      field('a', 'b'),
      Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="c"\r\n\r\nhal`),
    ]),
    'in the middle of a file': Buffer.concat([file('e', 'half.txt', 'x'.repeat(1000)).subarray(0, 600)]),
    'in the middle of a header': Buffer.from(`--${BOUNDARY}\r\ncontent-dispo`),
    'with another boundary': Buffer.from(
      '--other\r\ncontent-disposition: form-data; name="a"\r\n\r\nb\r\n--other--\r\n',
    ),
    'with JSON that is none': part(
      'content-disposition: form-data; name="a"\r\ncontent-type: application/json',
      '{"a":',
    ),
    'of noise': Buffer.from('no form at all'),
  };
  for (const [what, payload] of Object.entries(broken)) {
    const { status, code, text } = await send(payload);
    assert.deepEqual([status, code], [400, 'invalid_input'], `${what}: ${text}`);
  }
  const noBoundary = await send('x', 'multipart/form-data');
  assert.ok([400, 415].includes(noBoundary.status), noBoundary.text);
});

test('text that cannot be stored is refused', async () => {
  assert.equal((await sendParts(field('a', 'x\u0000y'))).code, 'invalid_input');
});

test('our own failure while a file is stored stays ours, and tells nothing', async () => {
  const { status, code, text } = await sendParts(file('e', 'broken', 'x'.repeat(100)));
  assert.deepEqual([status, code], [500, 'internal']);
  assert.doesNotMatch(text, /ada@example/);
});

test('a client that hangs up in the middle leaves a server that still answers', async () => {
  const head = `POST /form HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=${BOUNDARY}\r\ncontent-length: 100000\r\n\r\n`;
  const cut = sendRaw(port, Buffer.concat([Buffer.from(head), file('e', 'a', 'x'.repeat(500))]), { hangUpAfterMs: 50 });
  await cut;
  assert.equal((await sendParts(field('a', 'b'))).status, 200);
});
