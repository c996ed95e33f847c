// What both sides of a link do to each other: no loop, nothing overwritten that a person has not decided.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type IssueState, issueStates } from '../../reports/index.ts';
import { readTicketKey } from '../clients/read-ticket-key.ts';
import { isState, type RemoteState } from '../clients/tracker-client.ts';
import {
  agree,
  defaultMapping as defaultOf,
  type Mapping,
  mappingFields,
  readMappingForm,
} from '../connections/mapping.ts';
import { type Base, compare } from './compare.ts';

const defaultMapping = defaultOf('github');
const open: RemoteState = { name: 'open', group: 'new' };
const closed: RemoteState = { name: 'closed', group: 'done' };
const dropped: RemoteState = { name: 'closed as not planned', group: 'dropped' };
const remotes = [open, closed, dropped];

const mappings: fc.Arbitrary<Mapping> = fc.record({
  out: fc.record(
    Object.fromEntries(issueStates.map(state => [state, fc.constantFrom('', '*new', '*done', '*dropped')])) as Record<
      IssueState,
      fc.Arbitrary<string>
    >,
  ),
  in: fc.record({
    '*new': fc.constantFrom('working', 'nothing'),
    '*done': fc.constantFrom('fixed', 'ended', 'nothing'),
    '*dropped': fc.constantFrom('ended', 'fixed', 'nothing'),
  }),
  movesToFixed: fc.boolean(),
}) as fc.Arbitrary<Mapping>;

type Event = { readonly side: 'ours'; readonly to: IssueState } | { readonly side: 'theirs'; readonly to: RemoteState };
const events: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ side: fc.constant('ours' as const), to: fc.constantFrom(...issueStates) }),
  fc.record({ side: fc.constant('theirs' as const), to: fc.constantFrom(...remotes) }),
);

/** Both sides with a link between them, as the product keeps it. */
function pair(mapping: Mapping) {
  const world = {
    ours: 'open' as IssueState,
    theirs: open,
    base: { ours: 'open', theirs: 'open' } as Base,
    differs: false,
    pushes: 0,
    asked: 0,
  };
  const look = (): string => {
    const step = compare({ ours: world.ours, theirs: world.theirs, base: world.base, differs: world.differs, mapping });
    if (step.do === 'push') {
      world.pushes += 1;
      world.theirs = remotes.find(remote => isState(remote, step.target)) ?? world.theirs;
    }
    if (step.do === 'move') world.ours = 'fixed';
    if (step.do === 'ask' && step.isNew) world.asked += 1;
    world.differs = step.do === 'ask';
    world.base = { ours: world.ours, theirs: world.theirs.name };
    return step.do;
  };
  return { world, look };
}

test('whatever happens on either side, looking again and again comes to rest and repeats nothing', () => {
  fc.assert(
    fc.property(mappings, fc.array(events, { maxLength: 12 }), (mapping, happened) => {
      const { world, look } = pair(mapping);
      for (const event of happened) {
        const before = { ...world };
        if (event.side === 'ours') world.ours = event.to;
        else world.theirs = event.to;
        look();
        const { pushes, asked, theirs, ours } = world;
        assert.ok(pushes - before.pushes <= 1 && asked - before.asked <= 1);
        if (event.side === 'theirs' && event.to !== before.theirs) {
          assert.equal(theirs, event.to, 'what they did is never overwritten by itself');
          assert.ok(ours === before.ours || (ours === 'fixed' && before.ours === 'accepted' && mapping.movesToFixed));
        } else if (event.side === 'ours') assert.equal(ours, event.to, 'and what we did stands');
        for (let again = 0; again < 3; again++) look();
        assert.deepEqual(
          [world.pushes, world.asked, world.theirs, world.ours],
          [pushes, asked, theirs, ours],
          'our own changes cause nothing',
        );
      }
    }),
  );
});

test('the defaults: closing pushes, a closed ticket asks, and moves only where an admin said so', () => {
  const at = (ours: IssueState, theirs: RemoteState, base: Base | null, mapping = defaultMapping, differs = false) =>
    compare({ ours, theirs, base, differs, mapping });
  const was = (ours: IssueState, theirs: RemoteState): Base => ({ ours, theirs: theirs.name });
  const eager = { ...defaultMapping, movesToFixed: true };
  assert.deepEqual(at('resolved', open, was('fixed', open)), { do: 'push', target: '*done' });
  assert.deepEqual(at('closed', open, was('open', open)), { do: 'push', target: '*dropped' });
  assert.deepEqual(at('fixed', open, was('accepted', open)), { do: 'rest' });
  assert.deepEqual(at('accepted', closed, was('accepted', open)), { do: 'ask', isNew: true });
  assert.deepEqual(at('accepted', closed, was('accepted', closed), defaultMapping, true), { do: 'ask', isNew: false });
  assert.deepEqual(at('fixed', closed, was('accepted', closed), defaultMapping, true), { do: 'rest' });
  assert.deepEqual(at('accepted', closed, was('accepted', open), eager), { do: 'move' });
  assert.deepEqual(at('open', closed, was('open', open), eager), { do: 'ask', isNew: true }, 'nobody is fixing it yet');
  assert.deepEqual(at('accepted', dropped, was('accepted', open), eager), { do: 'ask', isNew: true });
  assert.deepEqual(at('accepted', closed, was('open', open), eager), { do: 'ask', isNew: true }, 'both moved');
  assert.deepEqual(at('resolved', closed, was('fixed', open)), { do: 'rest' }, 'both moved to the same');
  assert.deepEqual(at('open', closed, null), { do: 'ask', isNew: false }, 'linked as it was');
  assert.deepEqual(at('open', open, null), { do: 'rest' });
});

test('a mapping goes through its form and comes back; what is no mapping is refused by field', () => {
  const jira: Mapping = {
    ...defaultOf('jira'),
    out: { ...defaultMapping.out, accepted: 'In Review' },
    in: { ...defaultOf('jira').in, 'In Review': 'working', Released: 'fixed' },
    movesToFixed: true,
  };
  const read = readMappingForm('jira', mappingFields(jira));
  assert.deepEqual(read, { ok: true, value: jira });
  assert.equal(agree(jira, 'fixed', { name: 'RELEASED', group: 'active' }), true, 'names count before groups');
  const wrong = readMappingForm('jira', { ...mappingFields(jira), statuses: 'Done is fixed' });
  assert.ok(!wrong.ok && wrong.errors['statuses']);
  const strange = readMappingForm('github', {
    ...mappingFields(defaultMapping),
    'out-open': 'In Review',
    'in-done': 'maybe',
  });
  assert.ok(!strange.ok && strange.errors['out-open'] && strange.errors['in-done']);
});

test('a ticket is named by number, key or address', () => {
  for (const [kind, typed, key] of [
    ['github', ' #12 ', '12'],
    ['github', 'https://github.com/example/backend/issues/12?a=b', '12'],
    ['gitlab', 'https://gitlab.example/a/b/-/issues/7', '7'],
    ['gitlab', 'https://gitlab.example/a/b/-/work_items/7', '7'],
    ['jira', 'sec-12', 'SEC-12'],
    ['jira', 'https://example.atlassian.net/browse/SEC-12', 'SEC-12'],
    ['github', '0', null],
    ['github', '../../user', null],
    ['github', 'http://github.com/example/backend/issues/12', null],
    ['jira', '12', null],
    ['jira', '', null],
  ] as const)
    assert.equal(readTicketKey(kind, typed), key, typed);
});
