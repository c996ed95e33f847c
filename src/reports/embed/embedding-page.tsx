// The admin's page of the form on other sites: which sites, what to paste into them, and how it looks.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { CodeBlock, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { intakeTabs } from '../abuse/pages/intake.tsx';
import { addOrigin, type EmbedOrigin, listOrigins, removeOrigin } from './embed-store.ts';
import { readOrigin } from './origin.ts';
import { snippetsFor } from './snippets.ts';

const text = Type.Optional(Type.String());

const flashes: Readonly<Record<string, string>> = {
  added: 'The site can show the form now.',
  removed: 'The site can no longer show the form. Where it is embedded, the link stands in its place.',
};

const show = defineRoute({
  method: 'GET',
  at: routes.reports.intakeEmbedding,
  access: staff('program.edit'),
  limit: 'page',
  summary: 'Which sites may show the report form in a frame, and what to paste into them.',
  query: Type.Object({ done: text }),
  handle: context => page(context, { said: flashes[context.query.done ?? ''] }),
});

const add = defineRoute({
  method: 'POST',
  at: routes.reports.intakeEmbedding,
  access: staff('program.edit'),
  limit: 'change',
  summary: 'Lets a site show the report form.',
  body: Type.Object({ origin: text }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const typed = body.origin ?? '';
    const read = readOrigin(typed, kernel.config.environment !== 'production');
    if (!read.ok) return page(context, { typed, fault: read.fault });
    const isNew = await kernel.transaction(async kernel => {
      if (!(await addOrigin(kernel, actor, read.origin))) return false;
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'embed-origin.add',
        subject: read.origin,
      });
      return true;
    });
    if (!isNew) return page(context, { typed, fault: `${read.origin} is in the list already.` });
    return seeOther(href(routes.reports.intakeEmbedding, undefined, { done: 'added' }));
  },
});

const remove = defineRoute({
  method: 'POST',
  at: routes.reports.intakeOriginRemove,
  access: staff('program.edit'),
  limit: 'change',
  summary: 'Takes a site out of the list.',
  body: Type.Object({ origin: Type.String() }),
  handle: async ({ kernel, actor, body: { origin } }) => {
    await kernel.transaction(async kernel => {
      if (!(await removeOrigin(kernel, origin))) throw refuse('not_found');
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'embed-origin.remove',
        subject: origin,
      });
    });
    return seeOther(href(routes.reports.intakeEmbedding, undefined, { done: 'removed' }));
  },
});

export const embeddingRoutes: readonly AnyRoute[] = [show, add, remove];

type State = { readonly said?: string | undefined; readonly typed?: string; readonly fault?: string };

async function page(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>, state: State): Promise<Answer> {
  const { kernel } = context;
  const origins = await listOrigins(kernel);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Form on other sites"
        flash={state.said === undefined ? undefined : { tone: 'good', text: state.said }}
      >
        {intakeTabs('embedding')}
        <Sites origins={origins} {...state} />
        <Snippets publicUrl={kernel.config.publicUrl} />
        <Section
          id="preview"
          title="How it looks"
          intro={<p>The form itself, as it stands in a frame. What you send here is a real report.</p>}
        >
          <iframe
            class="embed-preview"
            src={href(routes.reports.embed, undefined, { host: new URL(kernel.config.publicUrl).origin })}
            title="The report form in a frame"
            loading="lazy"
          />
        </Section>
      </StaffConsole>,
    ),
    {
      status: state.fault === undefined ? 200 : 422,
      headers: { 'content-security-policy': contentSecurityPolicy({ frames: ["'self'"] }) },
    },
  );
}

function Sites({ origins, typed, fault }: { origins: readonly EmbedOrigin[] } & Omit<State, 'said'>) {
  return (
    <Section
      id="sites"
      title="Sites"
      intro={
        <p>
          Only these may show the form in a frame; browsers refuse it everywhere else, and all other pages everywhere.
          Every report passes the same policy, whichever door it takes.
        </p>
      }
    >
      <Table
        caption="Sites that may show the form"
        captionHidden
        dense
        rows={origins}
        rowKey={({ origin }) => origin}
        empty={
          <EmptyState title="No site may show the form yet" icon="globe">
            <p>A plain link to the form works from everywhere.</p>
          </EmptyState>
        }
        columns={[
          { key: 'origin', label: 'Origin', main: true, cell: ({ origin }) => <Mono>{origin}</Mono> },
          { key: 'at', label: 'Since', cell: ({ addedAt }) => <Time at={addedAt} show="date" /> },
          {
            key: 'do',
            label: 'Actions',
            labelHidden: true,
            narrow: true,
            cell: ({ origin }) => (
              <form method="post" action={href(routes.reports.intakeOriginRemove)}>
                <Hidden name="origin" value={origin} />
                <Button size="small" kind="quiet">
                  Remove<span class="visually-hidden"> {origin}</span>
                </Button>
              </form>
            ),
          },
        ]}
      />
      <Form
        action={href(routes.reports.intakeEmbedding)}
        values={{ origin: typed }}
        errors={{ origin: fault }}
        label="Add a site"
      >
        <FormErrors />
        <Field
          name="origin"
          label="Add a site"
          hint="Its origin: https://www.example.com, with the port if it has one. Each subdomain by itself."
          width="medium"
          mono
          spellcheck={false}
          autocomplete="off"
          after={<Button>Add</Button>}
        />
      </Form>
    </Section>
  );
}

function Snippets({ publicUrl }: { publicUrl: string }) {
  return (
    <Section
      id="snippets"
      title="What to paste"
      intro={
        <p>
          A site with a content security policy of its own adds <Mono>{new URL(publicUrl).origin}</Mono> to{' '}
          <Mono>frame-src</Mono>, and for the component to <Mono>script-src</Mono>.
        </p>
      }
    >
      {snippetsFor(publicUrl).map(({ title, what, code }) => (
        <section key={title} class="snippet">
          <h3>{title}</h3>
          <p>{what}</p>
          <CodeBlock label={`Snippet: ${title}`}>{code}</CodeBlock>
        </section>
      ))}
    </Section>
  );
}
