// Lookup keys on the page of keys: which version of each is in use, how far a new one is, and how one is begun.
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import {
  beginLookups,
  type LookupIndex,
  type LookupProgress,
  type LookupState,
} from '../../core/crypto/lookup/rotate-lookups.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Meter } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

export function LookupKeys({ lookups }: { readonly lookups: readonly LookupProgress[] }) {
  const isBusy = lookups.every(({ state }) => state.phase !== 'steady');
  return (
    <Section
      title="Lookup keys"
      intro={
        <p>
          Addresses and VINs lie sealed; they are found by a keyed hash beside them. Whoever has a copy of the database
          and the key of the hash could try addresses until one fits.
        </p>
      }
    >
      <Table
        caption="Lookup keys"
        captionHidden
        dense
        rows={lookups}
        rowKey={({ index }) => index.purpose}
        columns={[
          { key: 'finds', label: 'Finds', main: true, cell: ({ index }) => index.finds },
          { key: 'rows', label: 'Rows', numeric: true, narrow: true, cell: ({ all }) => String(all) },
          { key: 'version', label: 'Version', numeric: true, narrow: true, cell: ({ state }) => String(state.version) },
          { key: 'state', label: 'State', cell: progress => <State {...progress} /> },
        ]}
      />
      {isBusy ? (
        <p>Each is being replaced. A next one can be begun after that.</p>
      ) : (
        <ButtonLink size="small" href={href(routes.operator.keysLookups)}>
          Make new lookup keys …
        </ButtonLink>
      )}
    </Section>
  );
}

const words: Readonly<Record<Exclude<LookupState['phase'], 'steady'>, string>> = {
  filling: 'Hashing anew, step 1 of 3',
  switching: 'Changing over, step 2 of 3',
  clearing: 'Removing the old hashes, step 3 of 3',
};

function State({ index, state, done, all }: LookupProgress) {
  if (state.phase === 'steady')
    return (
      <>
        <Badge tone="good">In use</Badge>
        {state.version > 1 && (
          <>
            {' '}
            since <Time at={state.since} show="date" />
          </>
        )}
      </>
    );
  return (
    <Meter
      label={`${words[state.phase]}: ${index.finds}`}
      value={done}
      max={all}
      text={`${words[state.phase]}: ${done} of ${all}`}
      tone="attention"
    />
  );
}

type Indexes = () => readonly LookupIndex[];

const ask = defineRoute({
  method: 'GET',
  at: routes.operator.keysLookups,
  access: staff('operation.repair'),
  limit: 'page',
  summary: 'Asks before new lookup keys are made.',
  handle: async context =>
    html(
      renderPage(
        <CardPage shell={shell(context)} title="Make new lookup keys?">
          <Confirm
            title="Make new lookup keys?"
            consequence={
              <p>
                Every address and every VIN is hashed anew in the background, which takes some minutes at least. People
                go on signing in and connecting cars meanwhile. The old keys are destroyed at the end.
              </p>
            }
            action={href(routes.operator.keysLookups)}
            confirmLabel="Make new lookup keys"
            cancelHref={href(routes.operator.keys)}
            tone="primary"
          />
        </CardPage>,
      ),
    ),
});

const begin = (indexes: Indexes) =>
  defineRoute({
    method: 'POST',
    at: routes.operator.keysLookups,
    access: staff('operation.repair'),
    limit: 'change',
    summary: 'Begins a new version of each lookup key that is not being replaced already.',
    handle: async ({ kernel, actor }) => {
      await beginLookups(kernel, actorId(actor), indexes());
      return seeOther(href(routes.operator.keys));
    },
  });

export const lookupRoutes = (indexes: Indexes) => [ask, begin(indexes)];
