// The lists on the page of affected people: who was found, with the form that tells them, and the notices so far.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { AffectedForm } from '../affected/affected-query.ts';
import type { Concerned } from '../affected/find-concerned.ts';
import type { SentNotice } from '../affected/notice-store.ts';

/** How many are shown; a notice goes to all. */
export const SHOWN = 200;

export function Found({
  found,
  names,
  form,
  shown,
}: {
  found: readonly Concerned[];
  names: ReadonlyMap<string, string>;
  form: AffectedForm;
  shown: { readonly words?: string; readonly fault?: string };
}) {
  if (found.length === 0)
    return (
      <EmptyState title="Nobody" icon="circle-check">
        <p>
          {form.key === ''
            ? 'In this time nothing of the kind was handed out.'
            : 'In this time the key wrapped nobody’s data key. Who was erased since has none any more.'}
        </p>
      </EmptyState>
    );
  return (
    <>
      <Section
        title={
          found.length > SHOWN
            ? `More than ${SHOWN} people`
            : found.length === 1
              ? '1 person'
              : `${found.length} people`
        }
        id="found"
        intro={found.length > SHOWN ? <p>The first {SHOWN}. A notice goes to all.</p> : undefined}
      >
        <Table
          caption="Affected people"
          captionHidden
          dense
          rows={found.slice(0, SHOWN)}
          rowKey={({ person }) => person}
          columns={[
            {
              key: 'who',
              label: 'Who',
              main: true,
              cell: ({ person }) => names.get(person) ?? <Mono>{person}</Mono>,
            },
            ...(form.key === ''
              ? [
                  {
                    key: 'reads',
                    label: 'Reads',
                    numeric: true,
                    cell: ({ reads }: Concerned) => reads?.toLocaleString('en') ?? '',
                  },
                ]
              : []),
            {
              key: 'first',
              label: form.key === '' ? 'First' : 'Under the key since',
              cell: ({ first }) => <Time at={first} show="absolute" />,
            },
            {
              key: 'last',
              label: form.key === '' ? 'Last' : 'Until',
              cell: ({ last }) => (last ? <Time at={last} show="absolute" /> : 'still'),
            },
          ]}
        />
      </Section>
      <Section title="Tell them" id="tell">
        <Callout tone="attention" title="It goes to all of them at once">
          <p>They read the text on their page. The mail only says that it is there. It cannot be called back.</p>
        </Callout>
        <Form
          action={href(routes.rights.affected)}
          scope="tell"
          values={{ words: shown.words ?? '' }}
          errors={shown.fault === undefined ? {} : { words: shown.fault }}
          draft="breach-notice"
          guarded
        >
          <FormErrors kept="Your text was kept." />
          {Object.entries(form).map(([name, value]) => (
            <Hidden key={name} name={name} value={value} />
          ))}
          <TextArea
            name="words"
            label="What they should know"
            hint="What happened, what it can mean for them, what you did, what they can do, whom to ask (Art. 33(3), 34(2))."
            rows={8}
          />
          <ButtonRow>
            <Button kind="danger">Tell all of them</Button>
          </ButtonRow>
        </Form>
      </Section>
    </>
  );
}

export function Notices({ notices }: { notices: readonly SentNotice[] }) {
  return (
    <Section title="Notices" id="notices">
      <Table
        caption="Notices"
        captionHidden
        dense
        rows={notices}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'what',
            label: 'Text',
            main: true,
            cell: ({ words }) => (words.length > 140 ? `${words.slice(0, 140)}…` : words),
          },
          { key: 'at', label: 'Sent', cell: ({ createdAt }) => <Time at={createdAt} show="absolute" /> },
          { key: 'people', label: 'People', numeric: true, cell: ({ people }) => people.toLocaleString('en') },
          {
            key: 'waiting',
            label: 'Still to tell',
            numeric: true,
            cell: ({ waiting }) => waiting.toLocaleString('en'),
          },
        ]}
      />
    </Section>
  );
}
