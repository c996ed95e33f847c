import assert from 'node:assert/strict';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import { openLog } from './log.ts';
import { redact } from './redacted.ts';

const SECRET = 'correct horse battery staple';

test('a redacted value shows in no way of printing, at any depth', () => {
  const held = { outer: [{ secret: redact(SECRET), object: redact({ password: SECRET }) }] };
  const { secret } = held.outer[0] ?? { secret: redact('') };
  const lines: string[] = [];
  openLog('info', { write: line => void lines.push(line) }).info({ held, secret }, 'a line');
  const shown = [
    JSON.stringify(held),
    inspect(held, { depth: null, showHidden: true, getters: true }),
    format('%s %o %O %j %d', secret, secret, secret, secret, secret),
    `${String(secret)}`,
    Object.entries(secret).join(),
    structuredCloneOf(secret),
    lines.join(),
  ].join('\n');
  assert.doesNotMatch(shown, /correct|staple/);
  assert.match(shown, /\*\*\*/);
});

test('it is there for whoever asks on purpose', () => {
  assert.equal(redact(SECRET).reveal(), SECRET);
});

const structuredCloneOf = (value: object): string => JSON.stringify(structuredClone(value));
