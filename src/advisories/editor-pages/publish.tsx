// An advisory as everybody would read it, what stands against its publication, and the act itself; and its withdrawal.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage, StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Checkbox, RadioGroup } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { AdvisoryBody } from '../artefacts/advisory-body.tsx';
import { readBody } from '../case-pages/read-forms.ts';
import { headsOf } from '../cve/assignment-store.ts';
import { readDraft } from '../publication/draft-store.ts';
import { editionOf, findObstacles, publishDraft, withdrawAdvisory } from '../publication/publish-draft.ts';

const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const publishRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.drafts.publish,
    access: staff('advisory.read'),
    limit: 'page',
    summary: 'An advisory as everybody would read it, and what stands against its publication.',
    handle: async context => previewPage(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.drafts.publish,
    access: staff('advisory.publish'),
    limit: 'change',
    summary: 'Publishes an advisory, or its next edition.',
    body: Type.Object({ revision: text, status: text, summary: text, sure: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      await readDraft(kernel, actor, id);
      const summary = (body.summary ?? '').toWellFormed().replace(/\s+/g, ' ').trim();
      const errors = {
        ...(summary === '' && { summary: 'Say in a line what this edition is: “First published” will do.' }),
        ...(summary.length > 500 && { summary: 'Shorten this to 500 characters.' }),
        ...(body.sure !== 'on' && { sure: 'Confirm that everybody may read it.' }),
      };
      if (Object.keys(errors).length > 0) return previewPage(context, id, { values: body, errors });
      const status = body.status === 'interim' ? 'interim' : 'final';
      const obstacles = await publishDraft(kernel, actor, id, { status, summary, revision: Number(body.revision) });
      if (obstacles.length > 0)
        return previewPage(context, id, {
          values: body,
          errors: { sure: 'Nothing was published; see what stands against it.' },
        });
      const { trackingId } = await readDraft(kernel, actor, id);
      return seeOther(href(routes.advisories.advisory, { id: trackingId }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.drafts.withdraw,
    access: staff('advisory.publish'),
    limit: 'page',
    summary: 'Asks whether to withdraw an advisory.',
    handle: async context => withdrawPage(context, context.params.id),
  }),
  defineRoute({
    method: 'POST',
    at: routes.drafts.withdraw,
    access: staff('advisory.publish'),
    limit: 'change',
    summary: 'Publishes that an advisory is withdrawn.',
    body: Type.Object({ reason: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      const { trackingId } = await readDraft(kernel, actor, id);
      const read = readBody(body.reason);
      const errors = read.ok ? undefined : { reason: 'Say why: everybody reads it.' };
      const obstacles = read.ok ? await withdrawAdvisory(kernel, actor, id, read.value) : [];
      if (errors || obstacles.length > 0)
        return withdrawPage(context, id, {
          values: body,
          errors: errors ?? { reason: obstacles.map(({ sentence }) => sentence).join(' ') },
        });
      return seeOther(href(routes.advisories.advisory, { id: trackingId }));
    },
  }),
];

type Shown = {
  readonly values?: Readonly<Record<string, string | undefined>>;
  readonly errors?: Readonly<Record<string, string>>;
};

async function previewPage(context: PageContext, id: string, shown: Shown = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const draft = await readDraft(kernel, actor, id);
  const isNext = draft.publishedAt !== null;
  const edition = { status: 'final', summary: isNext ? 'Next edition' : 'First published' } as const;
  const [record, obstacles] = await Promise.all([
    editionOf(kernel, draft, edition),
    findObstacles(kernel, actor, draft, edition),
  ]);
  const cve = kernel.config.cveServices && (await headsOf(kernel, actor, [id])).get(id);
  const isSentToCve = cve !== undefined && cve.cveId !== null && cve.cveId === record.cveId;
  const unnamed = draft.credits.filter(({ agreedAt }) => agreedAt === null).map(({ name }) => name);
  const publishes = actor.kind === 'person' && may(actor.staffRole, 'advisory.publish') && draft.state !== 'withdrawn';
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Preview of ${draft.trackingId}`}
        heading={draft.title}
        headingAside={<span class="queue-number">{draft.trackingId}</span>}
        breadcrumbs={[
          { href: href(routes.drafts.list), label: 'Advisories' },
          { href: href(routes.drafts.edit, { id }), label: draft.trackingId },
        ]}
      >
        <div class="triage case">
          <div class="triage-main advisory">
            <AdvisoryBody record={record} />
          </div>
          <aside class="triage-side" aria-label="Publication">
            <Card
              title={obstacles.length === 0 ? 'Nothing stands against it' : 'Before it can be published'}
              tone={obstacles.length === 0 ? undefined : 'attention'}
            >
              {obstacles.length === 0 ? (
                <p class="case-hint">Checked against its own rules, CSAF, CVE, OSV, OpenVEX and GHSA.</p>
              ) : (
                <ul class="next-steps">
                  {obstacles.map(({ field, sentence }) => (
                    <li key={`${field} ${sentence}`}>{sentence}</li>
                  ))}
                </ul>
              )}
              {unnamed.length > 0 && (
                <p class="case-hint">Not named, since they have not agreed: {unnamed.join(', ')}.</p>
              )}
              <ButtonRow>
                <ButtonLink size="small" icon="pencil" href={href(routes.drafts.edit, { id })}>
                  Edit
                </ButtonLink>
              </ButtonRow>
            </Card>
            {publishes && obstacles.length === 0 && (
              <Card title={isNext ? 'Publish the next edition' : 'Publish'}>
                <Form
                  action={href(routes.drafts.publish, { id })}
                  label="Publish"
                  values={shown.values ?? { status: 'final', summary: isNext ? '' : 'First published.' }}
                  errors={shown.errors}
                >
                  <FormErrors />
                  <Hidden name="revision" value={String(draft.revision)} />
                  <RadioGroup
                    name="status"
                    label="Status"
                    options={[
                      { value: 'final', label: 'Final', hint: 'No change is expected.' },
                      { value: 'interim', label: 'Interim', hint: 'More will follow.' },
                    ]}
                  />
                  <Field name="summary" label="What this edition is" maxLength={500} required />
                  <Checkbox
                    name="sure"
                    label="Everybody may read this"
                    hint="An edition can’t be taken back, only followed by another. Reporters are told that something happened."
                  />
                  {isSentToCve && <p class="case-hint">Its record goes to CVE Services as {record.cveId}, too.</p>}
                  <Button kind="primary" wide>
                    Publish {draft.trackingId}
                  </Button>
                </Form>
              </Card>
            )}
            {shown.errors && obstacles.length > 0 && (
              <div role="alert">
                <Callout tone="attention" title="Nothing was published" />
              </div>
            )}
          </aside>
        </div>
      </StaffConsole>,
    ),
    { status: shown.errors ? 422 : 200 },
  );
}

async function withdrawPage(context: PageContext, id: string, shown: Shown = {}): Promise<Answer> {
  const { trackingId, title, state } = await readDraft(context.kernel, context.actor, id);
  if (state !== 'published') throw refuse('already_done', { advisory: id });
  const question = `Withdraw ${trackingId}?`;
  return html(
    renderPage(
      <CardPage shell={shell(context)} title={question}>
        <Confirm
          title={question}
          consequence={
            <p>
              “{title}” stays at its address with everything it said, and says above all that it is withdrawn and why. A
              new edition goes out in every format. It can’t be edited any more.
            </p>
          }
          action={href(routes.drafts.withdraw, { id })}
          confirmLabel="Withdraw advisory"
          cancelHref={href(routes.drafts.edit, { id })}
          cancelLabel="Keep it"
          {...shown}
        >
          <FormErrors kept="What you typed was kept." />
          <TextArea name="reason" label="Why" hint="Everybody reads it." rows={3} required />
        </Confirm>
      </CardPage>,
    ),
    { status: shown.errors ? 422 : 200 },
  );
}
