// What an owner wanted to hear of, newest first, and how they want to be told.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { type Grant, listGrantsOfOwner } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { Lamp } from '../../web/ui/lamp.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type Alert, alertKinds, type How, hows } from '../alerts/alert.ts';
import { type Choices, findChoices, listAlerts, markSeen, saveChoices } from '../alerts/alert-store.ts';
import { alertSentence, howWords, kindWords } from '../alerts/alert-words.ts';

const access = alsoSimulated(signedIn());

const show = defineRoute({
  method: 'GET',
  at: routes.privacy.alerts,
  access,
  limit: 'page',
  summary: 'What an owner wanted to hear of, and how they want to be told.',
  query: Type.Object({ done: Type.Optional(Type.String({ maxLength: 100 })) }),
  handle: async context => {
    const { kernel, query } = context;
    const actor = personOf(context.actor);
    const [alerts, choices, grants] = await Promise.all([
      listAlerts(kernel, actor, 100),
      findChoices(kernel, [actor.id]),
      listGrantsOfOwner(kernel, actor),
    ]);
    const own = choices.get(actor.id);
    return html(
      renderPage(
        <OwnerConsole
          shell={shell(context)}
          title="Alerts"
          breadcrumbs={[{ label: 'My cars', href: href(routes.privacy.home) }]}
          flash={query.done === 'saved' ? { tone: 'good', text: 'That is how you will be told.' } : undefined}
        >
          <News alerts={alerts} grants={grants} />
          {own && <Wishes choices={own} />}
        </OwnerConsole>,
      ),
    );
  },
});

function News({ alerts, grants }: { alerts: readonly Alert[]; grants: readonly Grant[] }) {
  const [newest] = alerts;
  if (newest === undefined)
    return (
      <EmptyState title="Nothing to tell yet" icon="bell">
        <p>When an app does something with your car that you want to hear of, it stands here.</p>
      </EmptyState>
    );
  const nameOf = (id: string): string =>
    grants.find(({ application }) => application.id === id)?.application.name ?? 'An app';
  return (
    <Section
      title="What happened"
      aside={
        alerts.some(({ seenAt }) => seenAt === null) && (
          <Form action={href(routes.privacy.alertsSeen)} label="Mark as seen">
            <Hidden name="until" value={newest.at.toISOString()} />
            <Button size="small">Mark all as seen</Button>
          </Form>
        )
      }
    >
      <ul class="plain-list owner-alerts">
        {alerts.map(alert => (
          <li key={alert.id}>
            <Lamp state={alert.seenAt === null ? 'lit' : 'dark'}>
              {alert.seenAt === null ? 'New' : 'Seen'}, <Time at={alert.at} />
            </Lamp>
            <p>
              {alertSentence(alert, nameOf(alert.application))}{' '}
              <a href={href(routes.privacy.grant, { id: alert.grant })}>Look at its access</a>
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Wishes({ choices }: { choices: Choices }) {
  return (
    <Section
      title="What to tell me"
      id="choices"
      intro={<p>Mails say only that something happened. What it was stands on this page.</p>}
    >
      <Form action={href(routes.privacy.alerts)} label="What to tell me" values={choices}>
        {alertKinds.map(kind => (
          <Select
            key={kind}
            name={kind}
            label={kindWords[kind].label}
            hint={kindWords[kind].hint}
            options={hows.map(how => ({ value: how, label: howWords[how] }))}
            width="medium"
          />
        ))}
        <Button kind="primary">Save</Button>
      </Form>
    </Section>
  );
}

const how = Type.Optional(Type.String({ maxLength: 20 }));

const choose = defineRoute({
  method: 'POST',
  at: routes.privacy.alerts,
  access,
  limit: 'change',
  summary: 'Keeps how an owner wants to be told.',
  body: Type.Object({ 'first-read': how, 'first-sensitive': how, 'after-silence': how, 'beyond-pattern': how }),
  handle: async ({ kernel, actor, body }) => {
    const person = personOf(actor);
    const before = (await findChoices(kernel, [person.id])).get(person.id);
    const wanted = Object.fromEntries(
      alertKinds.map(kind => [kind, hows.find(one => one === body[kind]) ?? before?.[kind] ?? 'mail']),
    );
    // Made of all kinds just above.
    await saveChoices(kernel, person, wanted as Record<(typeof alertKinds)[number], How>);
    return seeOther(href(routes.privacy.alerts, undefined, { done: 'saved' }));
  },
});

const seen = defineRoute({
  method: 'POST',
  at: routes.privacy.alertsSeen,
  access,
  limit: 'change',
  summary: 'Marks an owner’s alerts as seen.',
  body: Type.Object({ until: Type.Optional(Type.String({ maxLength: 40 })) }),
  handle: async ({ kernel, actor, body }) => {
    const until = new Date(body.until ?? '');
    if (Number.isFinite(until.getTime())) await markSeen(kernel, personOf(actor), until);
    return seeOther(href(routes.privacy.alerts));
  },
});

export const alertRoutes = [show, choose, seen];
