// The controls that come with the product: what it can say of itself, and which of its own checks stand behind it.
// A control without a check says "no evidence yet" until one exists; that is meant.
import type { Control, Overview } from './content.ts';

/** How old a check of the product may be: the job runs four times a day, so one that failed to run shows within a day. */
const CHECKED = 26;
const QUARTER = 92;
const YEAR = 365;

const keys = 'Encryption and keys';
const access = 'Access';
const trace = 'Traces that nobody can change';
const reports = 'Vulnerabilities';
const owners = 'Owners and applications';
const running = 'Running it';
const people = 'People and suppliers';

/** Areas in the order in which the page shows them; what staff adds comes after. */
export const areas: readonly string[] = [keys, access, owners, reports, trace, running, people];

const checked = (
  id: string,
  area: string,
  statement: string,
  checks: readonly string[],
  frameworks: readonly string[],
): Control => ({
  id,
  area,
  statement,
  policy: { kind: 'checks', checks, maxAgeHours: CHECKED },
  frameworks,
  owner: 'Security team',
});

const vouched = (
  id: string,
  area: string,
  statement: string,
  maxAgeDays: number,
  frameworks: readonly string[],
): Control => ({ id, area, statement, policy: { kind: 'person', maxAgeDays }, frameworks, owner: 'Security team' });

export const builtinControls: readonly Control[] = [
  checked(
    'columns-classified',
    keys,
    'Every column of the database says what class of data it holds, and the map on this page is read from there.',
    ['columns-classified'],
    ['MVSP 3.1', 'SOC 2 C1.1', 'ISO 27001 A.5.12'],
  ),
  checked(
    'sealed-columns',
    keys,
    'Words about people, and secrets, lie in the database as AES-256-GCM ciphertext only.',
    ['sealed-columns'],
    ['MVSP 2.8', 'SOC 2 CC6.1', 'ISO 27001 A.8.24'],
  ),
  checked(
    'encryption-works',
    keys,
    'The cryptography computes what its standards say, and the keys belong to this database.',
    ['keys-usable'],
    ['MVSP 2.8', 'SOC 2 CC6.1', 'ISO 27001 A.8.24'],
  ),
  checked(
    'keys-young',
    keys,
    'The key that protects all other keys is at most 400 days old.',
    ['keys-young'],
    ['MVSP 2.8', 'ISO 27001 A.8.24'],
  ),
  checked(
    'raw-scan',
    keys,
    'Marked text was sent into every input of this product, and is found in no byte of its database, logs, files, queues, mails or backups.',
    ['canary-scan-recent'],
    ['MVSP 2.8', 'SOC 2 CC6.1'],
  ),
  checked(
    'https-only',
    keys,
    'This server is reached by HTTPS alone.',
    ['https-only'],
    ['MVSP 2.2', 'SOC 2 CC6.7', 'ISO 27001 A.8.20'],
  ),
  checked(
    'tls-good',
    keys,
    'This server’s certificate is for its name and is replaced two weeks before its end, and nothing older than TLS 1.2 is spoken.',
    ['tls-good'],
    ['MVSP 2.2', 'SOC 2 CC6.7', 'ISO 27001 A.8.24'],
  ),
  checked(
    'second-factor',
    access,
    'Everybody on the security team signs in with a second factor.',
    ['accounts.second-factor'],
    ['MVSP 4.2', 'SOC 2 CC6.1', 'ISO 27001 A.8.5'],
  ),
  checked(
    'sessions-end',
    access,
    'No session lives longer than its limit.',
    ['accounts.sessions'],
    ['MVSP 4.2', 'SOC 2 CC6.1', 'ISO 27001 A.8.5'],
  ),
  vouched('access-review', access, 'Who may do what on the security team is reviewed every quarter.', QUARTER, [
    'MVSP 4.2',
    'SOC 2 CC6.2',
    'ISO 27001 A.5.18',
  ]),
  checked(
    'revocation-ends-access',
    owners,
    'When an owner takes access back, every token that came of it is gone.',
    ['connect.no-token-outlives-its-grant', 'connect.one-grant-per-car'],
    ['SOC 2 P4.1', 'ISO 27001 A.5.34'],
  ),
  checked(
    'revocation-drill',
    owners,
    'A drill gives a permission, takes it back, and finds it refused everywhere within a second.',
    ['connect.revocation-drill'],
    ['SOC 2 P4.1'],
  ),
  checked(
    'requests-answered',
    owners,
    'Whoever asks for their data, its correction or erasure is answered in the time that the law gives.',
    ['rights-on-time'],
    ['SOC 2 P5.1', 'ISO 27001 A.5.34'],
  ),
  checked(
    'erasures-carried-out',
    owners,
    'Every erasure that was promised is carried out, also after a backup was restored.',
    ['erasure-ledger'],
    ['MVSP 3.2', 'SOC 2 P4.3', 'ISO 27001 A.8.10'],
  ),
  checked(
    'sandboxes-apart',
    owners,
    'Researchers’ sandboxes reach simulated cars only, and real applications reach none of those.',
    ['connect.sandboxes-apart'],
    ['MVSP 1.2', 'ISO 27001 A.8.31'],
  ),
  checked(
    'disclosure-program',
    reports,
    'Anybody may report a vulnerability, under a published policy and scope with safe harbor.',
    ['program.policy', 'program.scope', 'program.policy-check'],
    ['MVSP 1.1', 'SOC 2 CC7.1', 'ISO 27001 A.8.8'],
  ),
  checked(
    'security-txt',
    reports,
    'security.txt is valid, and names contacts that were tried and work.',
    ['program.security-txt', 'record.contacts'],
    ['MVSP 1.1', 'ISO 27001 A.5.5'],
  ),
  checked(
    'reports-answered',
    reports,
    'Every report was answered by a person in the time that was promised.',
    ['reports-acknowledged'],
    ['MVSP 1.1', 'MVSP 3.4', 'SOC 2 CC7.4'],
  ),
  checked(
    'reports-not-forgotten',
    reports,
    'Every open report has a date by which something is owed, and none that was held back waits unseen.',
    ['reports-dated', 'reports-held'],
    ['MVSP 3.4', 'SOC 2 CC7.4', 'ISO 27001 A.5.26'],
  ),
  checked(
    'encrypted-reports',
    reports,
    'Reports can be sent encrypted to an OpenPGP key that is in force and opens here.',
    ['program.openpgp-key', 'program.openpgp-custody'],
    ['MVSP 1.1', 'ISO 27001 A.8.24'],
  ),
  checked(
    'embargoes-kept',
    reports,
    'No embargo stands where the secret is out already.',
    ['cases-are-sound'],
    ['SOC 2 CC7.4', 'ISO 27001 A.5.26'],
  ),
  checked(
    'dependencies-audited',
    reports,
    'No dependency of this version has a known vulnerability that nobody has judged.',
    ['dependencies-audited'],
    ['MVSP 2.6', 'SOC 2 CC7.1', 'ISO 27001 A.8.8'],
  ),
  checked(
    'audit-log-whole',
    trace,
    'Nothing in the audit log was changed, removed or reordered.',
    ['audit-chain-whole'],
    ['MVSP 2.7', 'SOC 2 CC7.2', 'ISO 27001 A.8.15'],
  ),
  checked(
    'public-log-whole',
    trace,
    'The public log of the disclosure program is whole and signed, and its figures follow from it.',
    ['record.log'],
    ['SOC 2 CC7.4'],
  ),
  checked(
    'reports-unchanged',
    trace,
    'Reports are stored to the letter as their receipts say.',
    ['reports-unchanged'],
    ['MVSP 2.7', 'SOC 2 CC7.2', 'ISO 27001 A.5.33'],
  ),
  checked(
    'copies-on-record',
    trace,
    'Every copy of a document on request that was given out is on record, unchanged: who got which version, when, and with which mark.',
    ['documents.deliveries'],
    ['MVSP 2.7', 'SOC 2 CC7.2', 'ISO 27001 A.8.15'],
  ),
  checked(
    'page-history-whole',
    trace,
    'Everything this page ever said is kept, signed, and chained; so is all evidence.',
    ['trust.history'],
    ['SOC 2 CC2.3', 'ISO 27001 A.5.33'],
  ),
  checked(
    'work-done',
    running,
    'No background work has failed for good.',
    ['no-dead-jobs'],
    ['SOC 2 A1.2', 'ISO 27001 A.8.16'],
  ),
  checked('clocks-agree', running, 'Server and database agree on the time.', ['clock-right'], ['ISO 27001 A.8.17']),
  checked(
    'makers-answer',
    running,
    'The car makers that this server is signed up with answer it.',
    ['makers-answer', 'maker-accounts'],
    ['SOC 2 A1.2'],
  ),
  checked(
    'backups-young',
    running,
    'A sealed backup was made in the last 7 days.',
    ['backup-recent'],
    ['MVSP 4.4', 'SOC 2 A1.2', 'ISO 27001 A.8.13'],
  ),
  checked(
    'restore-drill',
    running,
    'A backup was restored in a drill in the last 100 days: all of it was there, and what had been erased stayed erased.',
    ['restore-drill-recent'],
    ['MVSP 4.4', 'SOC 2 A1.3', 'ISO 27001 A.8.13'],
  ),
  vouched('incident-exercise', people, 'The plan for incidents is exercised every year.', YEAR, [
    'MVSP 1.7',
    'SOC 2 CC7.5',
    'ISO 27001 A.5.24',
  ]),
  vouched('training', people, 'Everybody with access to personal data was trained within the last year.', YEAR, [
    'MVSP 1.5',
    'SOC 2 CC1.4',
    'ISO 27001 A.6.3',
  ]),
  vouched(
    'suppliers-reviewed',
    people,
    'Sub-processors are reviewed every year, and the list on this page is complete.',
    YEAR,
    ['MVSP 4.3', 'SOC 2 CC9.2', 'ISO 27001 A.5.22'],
  ),
  vouched('physical-access', people, 'Who may enter the rooms where the servers stand is reviewed every year.', YEAR, [
    'MVSP 4.1',
    'SOC 2 CC6.4',
    'ISO 27001 A.7.2',
  ]),
];

/** The overview before anybody has written one. */
export const firstOverview: Overview = {
  id: 'overview',
  text: 'Each sentence on this page names the evidence behind it and its age. What was not checked lately says so by itself.',
  contactName: '',
  contactMail: '',
  noticeDays: 30,
};
