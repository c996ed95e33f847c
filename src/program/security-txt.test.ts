import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeSecurityTxt } from './security-txt.ts';
import { isValidSecurityTxt, lintSecurityTxt, type SecurityTxtContext } from './security-txt-lint.ts';

const now = new Date('2026-11-23T00:00:00Z');
const url = 'https://example.com/.well-known/security.txt';
const minimal = 'Contact: https://example.com/report\r\nExpires: 2027-05-01T00:00:00Z\r\n';
const codes = (file: string | Uint8Array, context: Partial<SecurityTxtContext> = {}) =>
  lintSecurityTxt(file, { now, ...context }).map(finding => finding.code);
/** All findings but the one that every unsigned file has. */
const faults = (file: string | Uint8Array, context: Partial<SecurityTxtContext> = {}) =>
  codes(file, context).filter(code => code !== 'not_signed');

test('what is written is valid, in the order of RFC 9116, lines ending with CR LF', () => {
  const text = writeSecurityTxt({
    contacts: ['https://example.com/report', 'mailto:security@example.com'],
    expires: new Date('2027-05-01T00:00:00Z'),
    encryption: ['https://example.com/key.asc'],
    acknowledgments: ['https://example.com/thanks'],
    preferredLanguages: ['en', 'de-CH'],
    canonical: [url],
    policy: ['https://example.com/policy'],
    hiring: ['https://example.com/jobs'],
    csaf: ['https://example.com/.well-known/csaf/provider-metadata.json'],
  });
  assert.equal(
    text,
    [
      'Contact: https://example.com/report',
      'Contact: mailto:security@example.com',
      'Expires: 2027-05-01T00:00:00Z',
      'Encryption: https://example.com/key.asc',
      'Acknowledgments: https://example.com/thanks',
      'Preferred-Languages: en, de-CH',
      `Canonical: ${url}`,
      'Policy: https://example.com/policy',
      'Hiring: https://example.com/jobs',
      'CSAF: https://example.com/.well-known/csaf/provider-metadata.json',
      '',
    ].join('\r\n'),
  );
  const findings = lintSecurityTxt(text, { now, url, contentType: 'text/plain; charset=utf-8' });
  assert.deepEqual(
    findings.map(finding => finding.code),
    ['not_signed'],
  );
  assert.ok(isValidSecurityTxt(findings));
});

test('the least file is two lines; no value can break out of its line', () => {
  const least = { contacts: ['https://example.com/report'], expires: new Date('2027-05-01T00:00:00Z') };
  assert.equal(writeSecurityTxt({ ...least, preferredLanguages: [], policy: [] }), minimal);
  for (const bad of ['https://example.com\r\nContact: mailto:evil@example.org', 'a\u2028b', '', ' ']) {
    assert.throws(() => writeSecurityTxt({ ...least, contacts: [bad] }), RangeError);
  }
  assert.throws(() => writeSecurityTxt({ ...least, contacts: [] }), RangeError);
});

test('each fault has its code', () => {
  const cases: Array<[string, string[]]> = [
    [minimal, []],
    [minimal.replaceAll('\r\n', '\n'), []],
    [`# comment\n\n${minimal}`, []],
    [minimal.trimEnd(), ['no_line_separators']],
    [`\ufeff${minimal}`, ['bom_in_file']],
    ['', ['no_contact', 'no_expire']],
    ['Expires: 2027-05-01T00:00:00Z\n', ['no_contact']],
    [`${minimal}Expires: 2027-05-01T00:00:00Z\n`, ['multi_expire']],
    [minimal.replace('2027-05-01T00:00:00Z', 'next year'), ['invalid_expiry']],
    [minimal.replace('2027-05-01T00:00:00Z', '2027-05-01'), ['invalid_expiry']],
    [minimal.replace('2027-05-01T00:00:00Z', '2027-02-30T00:00:00Z'), ['invalid_expiry']],
    [minimal.replace('2027-05-01T00:00:00Z', '2026-11-22T23:59:59Z'), ['expired']],
    [minimal.replace('2027-05-01T00:00:00Z', '2027-11-23T00:00:01Z'), ['long_expiry']],
    [minimal.replace('2027-05-01T00:00:00Z', '2027-05-01t00:00:00.5+02:00'), []],
    [`${minimal}Preferred-Languages: en, de\nPreferred-Languages: fr\n`, ['multi_lang']],
    [`${minimal}Preferred-Languages: en; de\n`, ['invalid_lang']],
    [`${minimal}Preferred-Languages: en,,de\n`, ['invalid_lang']],
    [`${minimal}Policy: example.com/policy\n`, ['no_uri']],
    [`${minimal}Contact: security@example.com\n`, ['no_uri']],
    [`${minimal}Policy: http://example.com/policy\n`, ['no_https']],
    [`${minimal}Policy : https://example.com/policy\n`, ['prec_ws']],
    [`${minimal}Policy:https://example.com/policy\n`, ['no_space']],
    [`${minimal}Policy:  https://example.com/policy\n`, ['no_space']],
    [`${minimal}: https://example.com/policy\n`, ['empty_key']],
    [`${minimal}Policy:\n`, ['empty_value']],
    [`${minimal}hello\n`, ['invalid_line']],
    [`${minimal}CONTACT: tel:+1-201-555-0123\n`, []],
    [`${minimal}Contact: mailto:security@example.com\n`, ['no_encryption']],
    [`${minimal}CSAF: https://example.com/csaf\n`, ['no_csaf_file']],
    [
      minimal + 'CSAF: https://example.com/.well-known/csaf/provider-metadata.json\n'.repeat(2),
      ['multiple_csaf_fields'],
    ],
    [`${minimal}Favorite-Color: amber\n`, ['unknown_field']],
  ];
  for (const [file, expected] of cases) assert.deepEqual(faults(file), expected, file);
  assert.deepEqual(faults(Uint8Array.of(0x43, 0xff, 0x0a)), ['utf8']);
  assert.deepEqual(faults(new TextEncoder().encode(`\ufeff${minimal}`)), ['bom_in_file']);
});

test('findings say their line', () => {
  const findings = lintSecurityTxt(`# one\n${minimal}oops\n`, { now });
  assert.deepEqual(
    findings.map(({ code, line, level }) => [code, line, level]),
    [
      ['invalid_line', 4, 'error'],
      ['not_signed', null, 'recommendation'],
    ],
  );
});

test('where and how it was served counts', () => {
  const at = (context: Partial<SecurityTxtContext>) => faults(minimal, context);
  assert.deepEqual(at({ url: 'http://example.com/.well-known/security.txt' }), ['invalid_uri_scheme']);
  assert.deepEqual(at({ url: 'https://example.com/security.txt' }), ['location']);
  assert.deepEqual(at({ contentType: null }), ['no_content_type']);
  assert.deepEqual(at({ contentType: 'text/html; charset=utf-8' }), ['invalid_media']);
  assert.deepEqual(at({ contentType: 'text/plain; charset=latin1' }), ['invalid_charset']);
  assert.deepEqual(at({ contentType: 'Text/Plain;Charset="UTF-8"' }), []);
  const elsewhere = `${minimal}Canonical: https://other.example/.well-known/security.txt\n`;
  assert.deepEqual(faults(elsewhere, { url }), ['no_canonical_match']);
});

test('a signed file is read through its armor; what stands outside it is found', () => {
  const body = `${minimal}Canonical: ${url}\r\n- # a comment whose dash is escaped\r\n`;
  const signed = `-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\n${body}-----BEGIN PGP SIGNATURE-----\r\n\r\nabc=\r\n-----END PGP SIGNATURE-----\r\n`;
  assert.deepEqual(codes(signed, { url }), []);
  assert.deepEqual(codes(signed.replace(`Canonical: ${url}\r\n`, '')), ['no_canonical']);
  assert.deepEqual(codes(`${signed}Contact: mailto:evil@example.org\n`), ['data_after_sig']);
  assert.deepEqual(codes(`Contact: mailto:evil@example.org\n${signed}`), ['signed_format_issue']);
  assert.deepEqual(codes(signed.replace('-----END PGP SIGNATURE-----', '')), ['pgp_data_error']);
  assert.deepEqual(
    codes(signed.replace('-----BEGIN PGP SIGNED MESSAGE-----', '-----BEGIN PGP MESSAGE-----'))[0],
    'signed_format_issue',
  );
});

test('no file makes it throw', () => {
  const piece = fc.constantFrom(
    'Contact',
    ':',
    ' ',
    '\r\n',
    '\n',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    '-----BEGIN PGP SIGNATURE-----',
    'Expires: ',
    '#',
    '\ufeff',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.uint8Array(),
        fc.array(piece).map(parts => parts.join('')),
      ),
      file => {
        assert.ok(Array.isArray(lintSecurityTxt(file, { now })));
      },
    ),
    { numRuns: 300 },
  );
});
