import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SubmittedReport, toCanonicalReport } from './canonical-report.ts';

const submitted: SubmittedReport = {
  programHandle: 'evergreen',
  publicId: 'VDP-2026-0001',
  submittedAt: new Date('2026-11-23T09:00:00.123Z'),
  nonce: 'ab'.repeat(16),
  targetId: 't1',
  target: 'api.example.com',
  title: 'Café',
  location: 'https://api.example.com/v1',
  description: 'one\ntwo',
  steps: '',
  impact: '',
  claims: [
    {
      precondition: 'No account',
      action: 'a\r\nb',
      effect: '',
      asset: 'api',
      evidence: [
        { kind: 'text', text: 'Cafe\u0301' },
        { kind: 'exchange', request: 'GET /', response: '200' },
        { kind: 'file', sha256: 'AA', name: 'a.txt' },
      ],
    },
  ],
  urgency: ['exploited'],
  taxonomyId: 'access_control.object_level',
  taxonomyVersion: '1.0',
  cvssVectors: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
  files: [
    { name: 'b.txt', size: 2, sha256: 'BB' },
    { name: 'a.txt', size: 1, sha256: 'aa' },
  ],
  policyVersionId: 'p3',
  policySha256: 'CC',
  scopeVersionId: 's7',
};

test('the shape is fixed: a change to it must be a new format', () => {
  assert.equal(
    JSON.stringify(toCanonicalReport(submitted)),
    '{"format":"telltale-report-3","program":"evergreen","number":"VDP-2026-0001","submittedAt":"2026-11-23T09:00:00.123Z",' +
      `"nonce":"${'ab'.repeat(16)}","target":{"id":"t1","typed":"api.example.com"},"title":"Café",` +
      '"location":"https://api.example.com/v1","description":"one\\ntwo","steps":"","impact":"",' +
      '"claims":[{"precondition":"No account","action":"a\\nb","effect":"","asset":"api","evidence":[' +
      '{"kind":"text","text":"Café"},{"kind":"exchange","request":"GET /","response":"200"},' +
      '{"kind":"file","sha256":"aa","name":"a.txt"}]}],' +
      '"urgency":["exploited"],"severity":{"taxonomyId":"access_control.object_level","taxonomyVersion":"1.0",' +
      '"cvss":["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"]},' +
      '"files":[{"name":"b.txt","sha256":"bb","size":2},{"name":"a.txt","sha256":"aa","size":1}],' +
      '"policy":{"sha256":"cc","version":"p3"},"scope":{"version":"s7"}}',
  );
});

test('line ends and composed letters don’t change it, any other character does', () => {
  const base = toCanonicalReport(submitted);
  assert.deepEqual(toCanonicalReport({ ...submitted, description: 'one\r\ntwo', title: 'Cafe\u0301' }), base);
  assert.deepEqual(toCanonicalReport({ ...submitted, description: 'one\rtwo' }), base);
  assert.notDeepEqual(toCanonicalReport({ ...submitted, description: 'one\ntwo ' }), base);
  assert.notDeepEqual(toCanonicalReport({ ...submitted, files: [...submitted.files].reverse() }), base);
});

test('every text can be written as UTF-8, and later changes to the input don’t reach it', () => {
  const files = [{ name: 'a\ud800', size: 1, sha256: 'aa' }];
  const vectors = ['v'];
  const made = toCanonicalReport({ ...submitted, title: '\udfff', files, cvssVectors: vectors });
  files.pop();
  vectors.pop();
  assert.equal(made.title, '\ufffd');
  assert.deepEqual(made.files, [{ name: 'a\ufffd', size: 1, sha256: 'aa' }]);
  assert.deepEqual(made.severity.cvss, ['v']);
});
