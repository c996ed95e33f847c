// How an application shows itself to owners: its color and logo, with a preview, and the logo's public address.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { publicly, signedIn } from '../../core/http/access.ts';
import { type Answer, bytes, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { Parties } from '../../web/layout.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, FileInput } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { readColor } from '../branding/brand.ts';
import { brandParty } from '../branding/brand-party.ts';
import { changeBrand } from '../branding/change-brand.ts';
import { drawLogo, LARGEST_LOGO } from '../branding/draw-logo.ts';
import { readLogo } from '../branding/logo-store.ts';
import { findMemberApplication } from '../member-application.ts';
import { findOrganization } from '../organization-store.ts';
import { ApplicationFrame } from './application-frame.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.brand,
  access: signedIn(),
  limit: 'page',
  summary: 'How an application shows itself to owners.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => page(context, context.params.id),
});

const change = defineRoute({
  method: 'POST',
  at: routes.developers.brand,
  access: signedIn(),
  limit: 'change',
  summary: 'Changes the color and the logo of an application; a logo is drawn anew.',
  multipart: true,
  handle: async context => {
    const { kernel, params, request } = context;
    // Before anything of a stranger is drawn.
    const application = await findMemberApplication(kernel, personOf(context.actor), params.id);
    if (!application.mayChange) throw refuse('not_allowed');
    const { fields, sent, isTooLarge } = await readForm(request);
    const color = readColor(fields['color']);
    const drawn = sent === undefined ? undefined : await drawLogo(sent);
    const errors: FieldErrors = {
      ...(!color.ok && color.errors),
      ...(isTooLarge && { logo: 'Send a file of at most 1 MB.' }),
      ...(sent !== undefined &&
        drawn === undefined && { logo: 'This is no PNG, JPEG, WebP or GIF that can be drawn.' }),
    };
    if (!color.ok || Object.keys(errors).length > 0) return page(context, params.id, { values: fields, errors });
    await changeBrand(kernel, personOf(context.actor), params.id, {
      color: color.value,
      logo: drawn ?? (fields['noLogo'] === undefined ? 'same' : 'none'),
    });
    return seeOther(href(routes.developers.brand, params, { done: 'saved' }));
  },
});

const logo = defineRoute({
  method: 'GET',
  at: routes.developers.logo,
  access: publicly(),
  limit: 'free',
  summary: 'The logo of an application, as we drew it.',
  handle: async ({ kernel, params }) => {
    const picture = /^[0-9a-f]{64}$/.test(params.logo) ? await readLogo(kernel, params.id, params.logo) : undefined;
    if (!picture) throw refuse('not_found');
    return bytes(picture, 'image/webp', {
      headers: {
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': "default-src 'none'",
      },
    });
  },
});

export const brandRoutes = [show, change, logo];

/** The fields as text, and the logo's bytes when one was chosen that is not too large. */
async function readForm(request: RouteContext['request']) {
  const parts: Buffer[] = [];
  let length = 0;
  const form = await readMultipart(request, async ({ stream }) => {
    for await (const part of stream) {
      length += (part as Buffer).length;
      if (length <= LARGEST_LOGO) parts.push(part as Buffer);
    }
    return 'refused';
  });
  const fields: Record<string, string> = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, String(value)]),
  );
  const isTooLarge = length > LARGEST_LOGO;
  return { fields, isTooLarge, sent: length === 0 || isTooLarge ? undefined : Buffer.concat(parts) };
}

type Sent = { readonly values: Readonly<Record<string, string>>; readonly errors: FieldErrors };

async function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'query'>,
  id: string,
  sent?: Sent,
): Promise<Answer> {
  const { kernel } = context;
  const isSaved = (context.query as { done?: string } | undefined)?.done === 'saved';
  const actor = personOf(context.actor);
  const application = await findMemberApplication(kernel, actor, id);
  const organization = await findOrganization(kernel, actor, application.organization);
  const { operator } = kernel.config;
  const { color, logo } = application.brand;
  return html(
    renderPage(
      <ApplicationFrame
        shell={shell(context)}
        application={application}
        at={routes.developers.brand}
        flash={isSaved ? { tone: 'good', text: 'Saved.' } : undefined}
      >
        <Section
          title="What owners see"
          intro={<p>At the top of every step of Connect, beside {operator.name}, both in the same size.</p>}
        >
          <div class="brand-preview">
            <Parties parties={[brandParty(application), { name: operator.name }]} />
            <p>
              {application.name} is an app of {organization.name}. {operator.name} has not checked who they are: the
              name and the picture are the app’s own.
            </p>
          </div>
        </Section>
        {application.mayChange ? (
          <Section title="Change">
            <Form
              action={href(routes.developers.brand, { id })}
              values={sent?.values ?? { color: color ?? '' }}
              errors={sent?.errors ?? {}}
              multipart
            >
              <FormErrors kept="The color was kept; choose the file again." />
              <FileInput
                name="logo"
                label="Logo"
                hint="PNG, JPEG, WebP or GIF, at most 1 MB, best square. We draw it anew at 192 pixels: what else is in the file is left behind."
                accept="image/png,image/jpeg,image/webp,image/gif"
                maxBytes={LARGEST_LOGO}
              />
              {logo !== undefined && <Checkbox name="noLogo" label="Show no logo any more" />}
              <Field
                name="color"
                label="Color"
                hint="Behind the first letter of the name when there is no logo. # and six digits; it has to be seen on light and dark pages. Empty for a plain one."
                width="short"
                maxLength={7}
              />
              <ButtonRow>
                <Button kind="primary">Save changes</Button>
              </ButtonRow>
            </Form>
            <p class="muted">The name is changed in the settings.</p>
          </Section>
        ) : (
          <p>Owners of the organization change it.</p>
        )}
      </ApplicationFrame>,
    ),
    { status: sent ? 422 : 200 },
  );
}
