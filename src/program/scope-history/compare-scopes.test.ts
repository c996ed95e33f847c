import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ScopeRule, scopeMatches } from '../scope.ts';
import { changeInWords, compareScopes } from './compare-scopes.ts';

const api: ScopeRule = { id: 'api', effect: 'allow', match: 'exact-host', identifier: 'api.example.com' };
const mail: ScopeRule = { id: 'mail', effect: 'deny', match: 'exact-host', identifier: 'mail.example.com' };

test('added, changed and removed rules are said in words', () => {
  const changed = { ...api, effect: 'deny', instruction: 'Ask first.' } as const;
  const changes = compareScopes([api, mail], [changed, { ...mail, id: 'post' }]);
  assert.deepEqual(changes.map(changeInWords), [
    'Changed. Out: this host, api.example.com (rule api): effect was in, is out; instruction was not set, is “Ask first.”.',
    'Added. Out: this host, mail.example.com (rule post).',
    'Removed. Out: this host, mail.example.com (rule mail).',
  ]);
});

const rule = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  effect: fc.constantFrom('allow' as const, 'deny' as const),
  match: fc.constantFrom(...scopeMatches),
  identifier: fc.constantFrom('x.example', 'y.example'),
});
const scope = fc.uniqueArray(rule, { selector: ({ id }) => id });

test('there is a change exactly where the rules differ, whatever their order', () => {
  fc.assert(
    fc.property(scope, scope, (before, after) => {
      const byId = new Map(before.map(one => [one.id, one]));
      const changes = compareScopes(before, after);
      const kept = after.filter(one => JSON.stringify(byId.get(one.id)) === JSON.stringify(one)).length;
      assert.equal(changes.filter(({ kind }) => kind !== 'removed').length, after.length - kept);
      assert.equal(
        changes.filter(({ kind }) => kind === 'removed').length,
        before.filter(one => !after.some(({ id }) => id === one.id)).length,
      );
      assert.deepEqual(compareScopes(after, after.toReversed()), []);
    }),
  );
});
