import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkScope, defaultDenyRuleId, findRuleFault, type ScopeMatch, type ScopeRule } from './scope.ts';

const allow = (match: ScopeMatch, identifier: string): ScopeRule => ({
  id: `in:${identifier}`,
  effect: 'allow',
  match,
  identifier,
});
const deny = (match: ScopeMatch, identifier: string): ScopeRule => ({
  id: `out:${identifier}`,
  effect: 'deny',
  match,
  identifier,
});
const verdict = (rules: ScopeRule[], typed: string) => checkScope(rules, typed).verdict;

function assertVerdicts(rules: ScopeRule[], inside: string[], outside: string[]): void {
  for (const typed of inside) assert.equal(verdict(rules, typed), 'in', typed);
  for (const typed of outside) assert.equal(verdict(rules, typed), 'out', JSON.stringify(typed));
}

test('without rules everything is out, by a rule that can be named', () => {
  const found = checkScope([], 'https://in.example');
  assert.deepEqual([found.verdict, found.ruleId, found.rule], ['out', defaultDenyRuleId, undefined]);
  assert.match(found.reason, /No rule covers in\.example/);
});

test('an exact host is that host on the web’s ports, however it is written', () => {
  assertVerdicts(
    [allow('exact-host', 'in.example')],
    [
      'in.example',
      'IN.Example',
      'in.example.',
      ' https://in.example/ ',
      'http://in.example/a?b#c',
      'https://in.example:443/',
      'wss://in.example/socket',
      '//in.example/x',
      'in.example/path',
      'in.example:443',
      'https://ｉｎ.example/',
      'https://in。example/',
      'https://in.example/?next=https://evil.example',
      'https://in.example/@evil.example',
    ],
    [
      'sub.in.example',
      'in.example.evil.example',
      'evil-in.example',
      'notin.example',
      'in.example:8443',
      'https://in.example:8080/',
      'ssh://in.example',
      'example',
      'in',
      'xin.example',
    ],
  );
});

test('tricks that make an address look like another one are out, with the reason', () => {
  const rules = [allow('exact-host', 'in.example'), allow('url-prefix', 'https://in.example/')];
  const tricks: Array<[string, RegExp]> = [
    ['https://in.example@evil.example', /user name; the host of this address is evil\.example/],
    ['https://in.example:x@evil.example/', /user name/],
    ['https://evil.example@in.example', /user name/],
    ['in.example@evil.example', /user name/],
    ['https://in.example\\@evil.example', /backslash/],
    ['https://evil.example\\.in.example', /backslash/],
    ['https:\\\\in.example', /backslash/],
    ['https://evil.example%2f@in.example', /user name/],
    ['https://in%2eexample/', /percent-encoding/],
    ['https://in.example%00.evil.example/', /percent-encoding/],
    ['https://in.exa\tmple/', /invisible/],
    ['https://in.example\n.evil.example/', /invisible/],
    ['https://in.ex\u00adample/', /invisible/],
    ['https://in.\u200bexample/', /invisible/],
    ['https://elpmaxe.ni\u202e/', /invisible/],
    ['https://in.example evil.example', /spaces/],
    ['javascript://in.example/%0aalert(1)', /not the address/],
    ['javascript:alert(1)//in.example', /not the address/],
    ['data:text/html,in.example', /not the address/],
    ['file:///in.example', /not the address/],
    ['mailto:a@in.example', /not the address/],
    ['https:///in.example', /no host/],
    ['https://in..example/', /not a valid host/],
    ['https://in.example../', /not a valid host/],
    ['https://in.example:99999/', /not a valid address/],
    ['https://[::1', /not a valid address/],
    ['', /Enter a target/],
    ['a'.repeat(3000), /too long/],
  ];
  for (const [typed, reason] of tricks) {
    const found = checkScope(rules, typed);
    assert.equal(found.verdict, 'out', JSON.stringify(typed));
    assert.match(found.reason, reason, JSON.stringify(typed));
  }
});

test('names in other scripts are compared in their ASCII form, look-alikes are others', () => {
  assertVerdicts(
    [allow('exact-host', 'bücher.example'), allow('exact-host', 'apple.example')],
    ['https://bücher.example', 'BÜCHER.example', 'xn--bcher-kva.example', 'https://bu\u0308cher.example/'],
    ['https://аpple.example', 'xn--pple-43d.example', 'bucher.example'],
  );
  assert.match(checkScope([], 'https://аpple.example').reason, /аpple\.example \(xn--pple-43d\.example\)/);
});

test('a port in the rule means that port alone; a denial without one means all', () => {
  assertVerdicts(
    [allow('exact-host', 'in.example:8443')],
    ['https://in.example:8443/', 'in.example:8443', 'mqtts://in.example:8443'],
    ['https://in.example/', 'in.example', 'in.example:8444'],
  );
  const rules = [allow('exact-host', 'in.example:8443'), deny('exact-host', 'in.example')];
  assert.equal(verdict(rules, 'https://in.example:8443/'), 'out');
  assert.match(checkScope([allow('exact-host', 'in.example')], 'in.example:81').reason, /not with port 81/);
});

test('a suffix covers hosts below it, label by label; a denial covers the host itself as well', () => {
  assertVerdicts(
    [allow('host-suffix', '*.in.example')],
    ['a.in.example', 'https://a.b.in.example/x', 'A.IN.EXAMPLE.'],
    ['in.example', 'notin.example', 'in.example.evil.example', 'a.in.example:9000', '192.0.2.1'],
  );
  const rules = [allow('host-suffix', 'in.example'), deny('host-suffix', 'corp.in.example')];
  assertVerdicts(rules, ['a.in.example'], ['corp.in.example', 'x.corp.in.example', 'https://x.corp.in.example:444']);
});

test('nobody can put a public suffix in scope', () => {
  for (const suffix of ['com', 'co.uk', 'github.io', '*.co.uk']) {
    assert.match(findRuleFault(allow('host-suffix', suffix)) ?? '', /everybody/);
    assert.equal(verdict([allow('host-suffix', suffix)], `victim.${suffix.replace('*.', '')}`), 'out');
  }
});

test('a URL prefix ends at a segment and cannot be climbed out of', () => {
  assertVerdicts(
    [allow('url-prefix', 'https://in.example/api')],
    [
      'https://in.example/api',
      'https://in.example/api/v1?x=/../admin',
      'https://in.example/api/a/../b',
      'https://in.example/x/../api/b',
      'https://in.example/api/caf%C3%A9',
      'in.example/api',
    ],
    [
      'https://in.example/',
      'https://in.example/apiary',
      'https://in.example/API',
      'http://in.example/api',
      'https://in.example:8443/api',
      'https://in.example/api/../admin',
      'https://in.example/api/%2e%2e/admin',
      'https://in.example/api/..%2fadmin',
      'https://in.example/api/%2e%2e%2fadmin',
      'https://in.example/api/%252e%252e%252fadmin',
      'https://in.example/api/..%5cadmin',
      'https://other.example/api',
    ],
  );
});

test('an excluded path stays excluded however it is spelled', () => {
  const rules = [allow('exact-host', 'in.example'), deny('url-prefix', 'https://in.example/admin')];
  assertVerdicts(
    rules,
    ['https://in.example/', 'https://in.example/administrator'],
    [
      'https://in.example/admin',
      'http://in.example/admin/x',
      'https://in.example/ADMIN',
      'https://in.example//admin',
      'https://in.example/%61dmin',
      'https://in.example/%2561dmin',
      'https://in.example/x/..%2fadmin',
      'https://in.example/admin;jsessionid=1',
      'https://in.example/x;/../admin',
      'https://in.example/./admin/',
    ],
  );
});

test('networks: addresses in any spelling, ranges only as a whole, denials by any part', () => {
  const rules = [allow('cidr', '192.0.2.0/24'), allow('cidr', '2001:db8::/32'), deny('cidr', '192.0.2.128/25')];
  assertVerdicts(
    rules,
    [
      '192.0.2.1',
      'https://192.0.2.1:8080/',
      'https://3221225985/',
      'https://0xc0.0.2.1/',
      'https://[::ffff:192.0.2.1]/',
      'https://[2001:DB8::1]/',
      '2001:db8::1',
      '192.0.2.0/25',
      '192.0.2.16/28',
      '2001:db8:1::/48',
    ],
    [
      '192.0.3.1',
      '192.0.2.200',
      'https://[::ffff:192.0.2.200]/',
      '192.0.2.0/24',
      '192.0.0.0/16',
      '0.0.0.0/0',
      '2001:db9::1',
      '2001::/16',
      'in.example',
      '192.0.2.1.evil.example',
    ],
  );
  assert.equal(verdict([allow('exact-host', '192.0.2.1')], 'http://192.0.2.1/'), 'in');
  assert.equal(verdict([allow('exact-host', '[2001:db8::1]')], 'https://[2001:db8:0::1]/'), 'in');
});

test('apps, repositories and products by name or by their page', () => {
  assertVerdicts(
    [allow('app-id', 'com.example.app'), allow('app-id', '1234567890')],
    [
      'com.example.app',
      'https://play.google.com/store/apps/details?id=com.example.app&hl=en',
      'https://apps.apple.com/us/app/example/id1234567890',
    ],
    [
      'com.example.apple',
      'https://play.google.com/store/apps/details?id=com.evil.app',
      'https://evil.example/store/apps/details?id=com.example.app',
      'https://apps.apple.com/us/app/x/id12345678901',
    ],
  );
  assertVerdicts(
    [allow('repo', 'github.com/Example/App')],
    [
      'https://github.com/example/app',
      'https://github.com/example/app/blob/main/x.ts',
      'github.com/example/app.git',
      'git@github.com:example/app.git',
      'ssh://github.com/example/app',
    ],
    [
      'https://github.com/example',
      'https://github.com/example/app2',
      'https://github.com/example/app/../evil',
      'https://github.com/example/app%2f..%2fevil',
      'https://gitlab.com/example/app',
      'git@evil.example:example/app.git',
    ],
  );
  assertVerdicts(
    [allow('product', 'Telematics Unit 3'), allow('product', 'pkg:npm/example')],
    ['telematics  unit 3', 'pkg:npm/example'],
    ['Telematics Unit 30', 'pkg:npm/example2', 'Unit 3'],
  );
});

test('deny wins wherever it stands, and the verdict names it', () => {
  for (const rules of [
    [allow('host-suffix', 'in.example'), deny('exact-host', 'help.in.example')],
    [deny('exact-host', 'help.in.example'), allow('host-suffix', 'in.example')],
  ]) {
    const found = checkScope(rules, 'https://help.in.example/ticket');
    assert.deepEqual([found.verdict, found.ruleId], ['out', 'out:help.in.example']);
    assert.match(found.reason, /rule out:help\.in\.example excludes the host help\.in\.example/);
  }
});

test('rules that can’t be understood are named before they are saved, and allow nothing', () => {
  const bad: Array<[ScopeMatch, string]> = [
    ['exact-host', '*.in.example'],
    ['exact-host', 'in.example/path'],
    ['exact-host', ''],
    ['host-suffix', '192.0.2.1'],
    ['url-prefix', 'in.example/api'],
    ['cidr', '192.0.2.0/33'],
    ['cidr', 'in.example'],
    ['repo', 'github.com/example'],
    ['app-id', 'two words'],
  ];
  for (const [match, identifier] of bad) {
    assert.ok(findRuleFault(allow(match, identifier)), `${match} ${identifier}`);
    assert.equal(verdict([allow(match, identifier)], 'https://in.example/path'), 'out');
  }
  const good: Array<[ScopeMatch, string]> = [
    ['exact-host', 'api.in.example'],
    ['exact-host', 'localhost'],
    ['exact-host', 'in.example:8443'],
    ['host-suffix', 'in.example'],
    ['url-prefix', 'https://in.example/'],
    ['cidr', '2001:db8::/32'],
    ['cidr', '192.0.2.7'],
    ['repo', 'github.com/example/app'],
    ['product', 'Anything'],
  ];
  for (const [match, identifier] of good) assert.equal(findRuleFault(allow(match, identifier)), null, identifier);
});

test('no text is in scope unless a browser would go to the listed host; none makes it throw', () => {
  const rules = [allow('exact-host', 'in.example')];
  const piece = fc.constantFrom(
    'https://',
    'in.example',
    'evil.example',
    '@',
    '.',
    '/',
    '\\',
    ':',
    '%2e',
    '#',
    '?',
    '443',
    '[',
    ' ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece, { maxLength: 8 }).map(parts => parts.join('')),
      ),
      typed => {
        if (verdict(rules, typed) === 'out') return;
        const trimmed = typed.trim();
        const absolute = /^[a-z]+:\/\//.test(trimmed) ? trimmed : `https://${trimmed.replace(/^\/\//, '')}`;
        assert.equal(new URL(absolute).hostname.replace(/\.$/, ''), 'in.example', typed);
      },
    ),
    { numRuns: 2000 },
  );
});
