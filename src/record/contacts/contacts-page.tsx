// For admins: every published contact, whether it works, since when, and a button to try now.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Lamp, type LampState } from '../../web/ui/lamp.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Contact, placeToChange } from './contact.ts';
import { publishedContacts, TEST_CONTACTS } from './test-contacts.ts';
import { type ContactTest, lastGood, listTests, type TestState } from './test-store.ts';

const HISTORY = 26;

type Row = { readonly contact: Contact; readonly tests: readonly ContactTest[]; readonly good: Date | null };

export const contactsRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.record.contacts,
    access: staff('operation.read'),
    limit: 'page',
    summary: 'Published contacts, whether they work, and their history.',
    query: Type.Object({ asked: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, query } = context;
      const rows = await Promise.all((await publishedContacts(kernel)).map(contact => rowOf(kernel, contact)));
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Contacts"
            flash={
              query.asked === 'yes'
                ? {
                    tone: 'info',
                    text: 'The test has begun. Load this page again in a moment; a mail may take an hour.',
                  }
                : undefined
            }
            headingAside={
              <Form action={href(routes.record.testContacts)} label="Test">
                <Button icon="refresh-cw">Test now</Button>
              </Form>
            }
          >
            <p>
              Tested once a week, as a stranger would use them. When one fails, the admins get a mail and the check
              “Every published contact …” turns dark.
            </p>
            <Table
              caption="Published contacts"
              captionHidden
              rows={rows}
              rowKey={({ contact }) => contact.id}
              rowDue={({ tests }) => (tests[0]?.state === 'fails' ? 'late' : undefined)}
              columns={[
                {
                  key: 'contact',
                  label: 'Contact',
                  main: true,
                  cell: ({ contact }) => (
                    <>
                      {contact.name}
                      <div class="report-number">
                        <Mono>{contact.address}</Mono>
                      </div>
                    </>
                  ),
                },
                { key: 'state', label: 'Last test', cell: row => <Newest {...row} /> },
                {
                  key: 'good',
                  label: 'Last worked',
                  narrow: true,
                  cell: ({ good }) => (good ? <Time at={good} show="relative" /> : 'Never shown'),
                },
              ]}
            />
            {rows
              .filter(({ tests }) => tests.length > 0)
              .map(({ contact, tests }) => (
                <Disclosure
                  key={contact.id}
                  summary={`History: ${contact.kind === 'mail' ? contact.address : contact.name}`}
                  look="drawer"
                >
                  <History tests={tests} name={contact.name} />
                </Disclosure>
              ))}
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.record.testContacts,
    access: staff('operation.repair'),
    limit: 'page',
    summary: 'Tests every published contact now.',
    handle: async ({ kernel, actor }) => {
      await kernel.transaction(async kernel => {
        await kernel.enqueue(kernel, TEST_CONTACTS, { now: 'yes' }, { key: `${TEST_CONTACTS}:now` });
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'contacts.test-now',
          subject: 'program',
        });
      });
      return seeOther(href(routes.record.contacts, undefined, { asked: 'yes' }));
    },
  }),
];

const rowOf = async (kernel: Kernel, contact: Contact): Promise<Row> => {
  const [tests, good] = await Promise.all([listTests(kernel, contact.id, HISTORY), lastGood(kernel, contact.id)]);
  return { contact, tests, good };
};

const lamps: Readonly<Record<TestState, LampState>> = {
  works: 'lit',
  unsure: 'amber',
  waiting: 'amber',
  fails: 'dark',
};
const words: Readonly<Record<TestState, string>> = {
  works: 'Works',
  unsure: 'Not shown',
  waiting: 'Under way',
  fails: 'Fails',
};

function Newest({ contact, tests }: Row) {
  const [newest] = tests;
  if (!newest) return <Lamp state="dark">Not tested yet</Lamp>;
  const change = newest.state === 'fails' ? placeToChange[contact.kind] : undefined;
  return (
    <>
      <Lamp state={lamps[newest.state]}>
        {words[newest.state]}, <Time at={newest.at} show="relative" />
      </Lamp>
      <p class="field-hint">
        {newest.finding} {change && <a href={change}>Change it</a>}
      </p>
    </>
  );
}

const History = ({ tests, name }: { tests: readonly ContactTest[]; name: string }) => (
  <Table
    caption={`Tests of ${name}`}
    captionHidden
    dense
    rows={tests}
    rowKey={({ id }) => id}
    columns={[
      { key: 'at', label: 'When', main: true, cell: ({ at }) => <Time at={at} show="absolute" /> },
      {
        key: 'state',
        label: 'Result',
        narrow: true,
        cell: ({ state }) => <Lamp state={lamps[state]}>{words[state]}</Lamp>,
      },
      { key: 'finding', label: 'What was found', cell: ({ finding }) => finding },
    ]}
  />
);
