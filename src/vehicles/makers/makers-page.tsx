// The operator's page about makers: which are configured and how, whether they answer, how many owners they serve.
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { Callout, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { countCarsByProvider } from '../vehicle-store.ts';
import { countAccounts } from './account-store.ts';
import { listMakerContacts, type MakerContact } from './maker-contact-store.ts';
import { type MakerSheet, makerSheets } from './maker-sheet.ts';
import { listMakerStates, type MakerState } from './maker-state-store.ts';

type Known = {
  readonly states: readonly MakerState[];
  readonly contacts: readonly MakerContact[];
  readonly cars: ReadonlyMap<string, number>;
  readonly accounts: ReadonlyMap<string, { readonly all: number; readonly refused: number }>;
};

export const makersPage = defineRoute({
  method: 'GET',
  at: routes.operator.makers,
  access: staff('operation.read'),
  limit: 'page',
  summary: 'The makers of cars: which are configured, and whether they answer.',
  handle: async context => {
    const { kernel } = context;
    const known = await gather(kernel);
    const sheets = makerSheets(kernel.config);
    const configured = sheets.filter(({ isConfigured }) => isConfigured);
    const others = sheets.filter(({ isConfigured }) => !isConfigured);
    const orphans = others.filter(({ hasCars, provider }) => hasCars && (known.cars.get(provider) ?? 0) > 0);
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Makers">
          <p>
            Through whom real cars are reached. Everything is set by environment variables and read at the start;
            secrets are never shown here.
          </p>
          {orphans.map(({ name, provider }) => (
            <Callout key={provider} tone="attention" title={`${name} is no longer configured`}>
              <p>
                {String(known.cars.get(provider))} connected cars cannot be reached. Set its variables again, or their
                owners have to connect elsewhere.
              </p>
            </Callout>
          ))}
          <DefinitionList
            items={[
              {
                term: 'Redirect address',
                detail: (
                  <>
                    <Copyable
                      text={kernel.config.publicUrl + href(routes.connect.makerCallback)}
                      what="redirect address"
                    />{' '}
                    Register it with every maker that owners sign in at.
                  </>
                ),
              },
              {
                term: 'Built in',
                detail: `${known.cars.get('simulator') ?? 0} simulated cars and ${known.cars.get('test') ?? 0} cars of test accounts are connected.`,
              },
            ]}
          />
          {configured.map(sheet => (
            <Configured key={sheet.state} sheet={sheet} known={known} />
          ))}
          {others.length > 0 && (
            <Section title={configured.length === 0 ? 'No maker is configured yet' : 'Not configured'} id="others">
              {others.map(sheet => (
                <Section key={sheet.state} title={sheet.name} level={3}>
                  <p>{sheet.what}</p>
                  <Variables label="Set" names={sheet.needs} />
                  <Variables label="Add, if it is needed" names={sheet.adds} />
                </Section>
              ))}
              <p class="muted">
                What each of them wants, step by step, stands in <Mono>docs/operate/makers.md</Mono>. A secret may lie
                in a file: <Mono>NAME_FILE</Mono> instead of <Mono>NAME</Mono>.
              </p>
            </Section>
          )}
        </StaffConsole>,
      ),
    );
  },
});

async function gather(kernel: Kernel): Promise<Known> {
  const [states, contacts, cars, accounts] = await Promise.all([
    listMakerStates(kernel),
    listMakerContacts(kernel),
    countCarsByProvider(kernel),
    countAccounts(kernel),
  ]);
  return {
    states,
    contacts,
    cars: new Map(cars.map(one => [one.provider, one.cars])),
    accounts: new Map(accounts.map(({ provider, all, refused }) => [provider, { all, refused }])),
  };
}

function Configured({ sheet, known }: { sheet: MakerSheet; known: Known }) {
  const { provider, name, what, facts, hasCars } = sheet;
  const accounts = known.accounts.get(provider);
  const contact = hasCars ? known.contacts.find(one => one.provider === provider) : undefined;
  return (
    <Section title={name} id={sheet.state} intro={<p>{what}</p>}>
      <DefinitionList
        items={[
          { term: 'State', detail: <State sheet={sheet} known={known} /> },
          ...(contact?.troubleAt
            ? [
                {
                  term: 'Last trouble',
                  detail: (
                    <>
                      <Mono>{contact.trouble ?? ''}</Mono>, <Time at={contact.troubleAt} show="relative" />
                    </>
                  ),
                },
              ]
            : []),
          ...(hasCars ? [{ term: 'Cars', detail: String(known.cars.get(provider) ?? 0) }] : []),
          ...(accounts
            ? [
                {
                  term: 'Accounts',
                  detail:
                    accounts.refused === 0
                      ? String(accounts.all)
                      : `${accounts.all}, of which ${accounts.refused} must sign in again`,
                },
              ]
            : []),
          ...facts,
        ]}
      />
    </Section>
  );
}

function State({ sheet, known }: { sheet: MakerSheet; known: Known }) {
  const state = known.states.find(({ provider }) => provider === sheet.state);
  const answeredAt = known.contacts.find(({ provider }) => provider === sheet.state)?.answeredAt;
  if (state?.isOut)
    return (
      <Lamp state="amber">
        out since <Time at={state.since} /> ({state.fault})
      </Lamp>
    );
  if (answeredAt)
    return (
      <Lamp state="lit">
        answered <Time at={answeredAt} show="relative" />
      </Lamp>
    );
  // A broker is told of when its connection comes and goes.
  if (state)
    return (
      <Lamp state="lit">
        connected since <Time at={state.since} />
      </Lamp>
    );
  return <Lamp state="dark">nobody has asked it yet</Lamp>;
}

function Variables({ label, names }: { label: string; names: readonly string[] }) {
  return (
    <p>
      {label}:{' '}
      {names.map((name, index) => (
        <span key={name}>
          {index > 0 && ', '}
          <Mono>{name}</Mono>
        </span>
      ))}
    </p>
  );
}
