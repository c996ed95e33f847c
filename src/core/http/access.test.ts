import assert from 'node:assert/strict';
import { test } from 'node:test';
import { may, type Permission, permissions, type StaffRole } from '../../catalog/permissions.ts';
import { type Actor, anonymous, system } from '../actor.ts';
import { after, MINUTE } from '../clock.ts';
import { isRefusal } from '../errors.ts';
import {
  type Access,
  byItsOwnProtocol,
  documentVisitor,
  freshlySignedIn,
  participant,
  publicly,
  reporter,
  signedIn,
  staff,
  withGrant,
} from './access.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const person = (staffRole?: StaffRole, minutesAgo = 0): Actor => ({
  kind: 'person',
  id: 'per_1',
  session: 'ses_1',
  staffRole,
  signedInAt: after(NOW, -minutesAgo * MINUTE),
});
const application = (...scopes: string[]): Actor => ({
  kind: 'application',
  id: 'app_1',
  grant: 'gra_1',
  owner: 'per_2',
  scopes: new Set(scopes),
  vehicles: new Set(['car']),
});

const actors = {
  anonymous,
  person: person(),
  'person of long ago': person(undefined, 16),
  viewer: person('viewer'),
  triager: person('triager'),
  admin: person('admin'),
  'admin of long ago': person('admin', 16),
  'receipt holder': { kind: 'receipt-holder', report: 'rpt_1' },
  participant: { kind: 'participant', id: 'ptc_1', case: 'cas_1' },
  'visitor of documents': { kind: 'document-visitor', id: 'vis_1' },
  'application without scopes': application(),
  'application that may read the odometer': application('read_odometer'),
  system: system('a job'),
} satisfies Record<string, Actor>;
type Name = keyof typeof actors;

/** What the rule says to each kind of actor: `in`, or the code of the refusal. */
const verdicts = (access: Access): Record<Name, string> => {
  const verdict = (actor: Actor): string => {
    try {
      access.check(actor, NOW);
      return 'in';
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return error.code;
    }
  };
  // The keys are those of `actors`; Object.fromEntries forgets them.
  return Object.fromEntries(Object.entries(actors).map(([name, actor]) => [name, verdict(actor)])) as Record<
    Name,
    string
  >;
};

const everyone = (verdict: string, except: Partial<Record<Name, string>> = {}): Record<Name, string> => ({
  ...(Object.fromEntries(Object.keys(actors).map(name => [name, verdict])) as Record<Name, string>),
  ...except,
});
const people = (verdict: string): Partial<Record<Name, string>> => ({
  person: verdict,
  'person of long ago': verdict,
  viewer: verdict,
  triager: verdict,
  admin: verdict,
  'admin of long ago': verdict,
});

test('every rule against every kind of actor', () => {
  assert.deepEqual(verdicts(publicly()), everyone('in'));
  assert.deepEqual(verdicts(byItsOwnProtocol()), everyone('in'));
  assert.deepEqual(verdicts(signedIn()), everyone('sign_in_required', people('in')));
  assert.deepEqual(
    verdicts(freshlySignedIn()),
    everyone('sign_in_required', {
      ...people('in'),
      'person of long ago': 'fresh_sign_in_required',
      'admin of long ago': 'fresh_sign_in_required',
    }),
  );
  assert.deepEqual(verdicts(reporter()), everyone('sign_in_required', { ...people('in'), 'receipt holder': 'in' }));
  assert.deepEqual(
    verdicts(participant()),
    everyone('invitation_required', { ...people('not_found'), participant: 'in' }),
  );
  assert.deepEqual(verdicts(documentVisitor()), everyone('address_unproven', { 'visitor of documents': 'in' }));
  assert.deepEqual(
    verdicts(withGrant()),
    everyone('token_invalid', {
      'application without scopes': 'in',
      'application that may read the odometer': 'in',
    }),
  );
  assert.deepEqual(
    verdicts(withGrant('read_odometer')),
    everyone('token_invalid', {
      'application without scopes': 'scope_missing',
      'application that may read the odometer': 'in',
    }),
  );
});

test('staff pages exist for staff only, and open by permission, not by role name', () => {
  // Object.keys forgets the names of the catalog.
  for (const permission of Object.keys(permissions) as Permission[]) {
    const by = (role: StaffRole): string => (may(role, permission) ? 'in' : 'not_allowed');
    assert.deepEqual(
      verdicts(staff(permission)),
      everyone('not_found', {
        anonymous: 'sign_in_required',
        'receipt holder': 'sign_in_required',
        participant: 'sign_in_required',
        'visitor of documents': 'sign_in_required',
        viewer: by('viewer'),
        triager: by('triager'),
        admin: by('admin'),
        'admin of long ago': by('admin'),
      }),
      permission,
    );
  }
});

test('a sign-in is fresh for exactly a quarter of an hour', () => {
  const { check } = freshlySignedIn();
  assert.doesNotThrow(() => check(person(undefined, 15), NOW));
  assert.throws(() => check(person(undefined, 15 + 1 / 60_000), NOW), /fresh_sign_in_required/);
});

test('pages read cookies, APIs read the Authorization header', () => {
  for (const access of [publicly(), signedIn(), freshlySignedIn(), staff('report.read'), reporter()])
    assert.equal(access.credential, 'cookie', access.rule);
  for (const access of [withGrant(), byItsOwnProtocol()]) assert.equal(access.credential, 'authorization');
});
