// Advisories for staff: the list of drafts and editions, beginning one, editing it.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { headsOf } from '../cve/assignment-store.ts';
import { CveBadge } from '../cve-pages/cve-parts.tsx';
import { type DraftFields, draftFieldNames, writeFields } from '../publication/draft-fields.ts';
import type { DraftHead } from '../publication/draft-record.ts';
import { listDrafts, readDraft } from '../publication/draft-store.ts';
import { editDraft, startDraft } from '../publication/edit-draft.ts';
import { EditorForm } from './editor-form.tsx';

const SHOWN = 200;
const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

/** A state in a word. */
export const DraftBadge = ({ state }: Pick<DraftHead, 'state'>) => (
  <Badge tone={state === 'published' ? 'good' : state === 'withdrawn' ? 'bad' : 'neutral'}>
    {{ draft: 'Draft', published: 'Published', withdrawn: 'Withdrawn' }[state]}
  </Badge>
);

export const editorRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.drafts.list,
    access: staff('advisory.read'),
    limit: 'page',
    summary: 'Advisories that are written, and those that are out.',
    handle: async context => {
      const { kernel, actor } = context;
      const drafts = await listDrafts(kernel, actor, SHOWN);
      const heads = await headsOf(
        kernel,
        actor,
        drafts.map(({ id }) => id),
      );
      const edits = actor.kind === 'person' && may(actor.staffRole, 'advisory.edit');
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Advisories"
            headingAside={
              edits && (
                <form action={href(routes.drafts.list)} method="post">
                  <Button kind="primary" icon="plus">
                    Write an advisory
                  </Button>
                </form>
              )
            }
          >
            <Table
              caption="Advisories"
              captionHidden
              columns={[
                {
                  key: 'title',
                  label: 'Advisory',
                  main: true,
                  cell: ({ id, title }) => <a href={href(routes.drafts.edit, { id })}>{title}</a>,
                },
                { key: 'id', label: 'Id', narrow: true, cell: ({ trackingId }) => <Mono>{trackingId}</Mono> },
                { key: 'state', label: 'State', narrow: true, cell: DraftBadge },
                ...(heads.size === 0
                  ? []
                  : [
                      {
                        key: 'cve',
                        label: 'CVE',
                        narrow: true,
                        cell: ({ id }: DraftHead) => (heads.has(id) ? <CveBadge head={heads.get(id)} /> : 'None'),
                      },
                    ]),
                {
                  key: 'changed',
                  label: 'Changed',
                  narrow: true,
                  cell: ({ changedAt }) => <Time at={changedAt} show="relative" />,
                },
              ]}
              rows={drafts}
              rowKey={({ id }) => id}
              empty={
                <EmptyState title="No advisory is being written" icon="file-text">
                  <p>Begin one here, or from a case: it takes over what the case is about and what its parties say.</p>
                </EmptyState>
              }
            />
            <p>
              <a href={href(routes.advisories.published)}>All published advisories, as everybody sees them</a>
            </p>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.drafts.list,
    access: staff('advisory.edit'),
    limit: 'change',
    summary: 'Begins an advisory, from a case when one is named.',
    body: Type.Object({ case: text }),
    handle: async ({ kernel, actor, body }) =>
      seeOther(href(routes.drafts.edit, { id: await startDraft(kernel, actor, body.case || null) })),
  }),
  defineRoute({
    method: 'GET',
    at: routes.drafts.edit,
    access: staff('advisory.read'),
    limit: 'page',
    summary: 'An advisory in a form.',
    query: Type.Object({ saved: text }),
    handle: async context => editPage(context, context.params.id, { isSaved: context.query.saved !== undefined }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.drafts.edit,
    access: staff('advisory.edit'),
    limit: 'change',
    summary: 'Saves an advisory.',
    body: Type.Object(Object.fromEntries(['revision', ...draftFieldNames].map(name => [name, text]))),
    handle: async context => {
      const { kernel, actor, params } = context;
      // Every field of the schema is an optional string.
      const fields = context.body as DraftFields;
      try {
        const edited = await editDraft(kernel, actor, params.id, { fields, revision: Number(fields['revision']) });
        if (!edited.ok) return editPage(context, params.id, { fields: edited.fields, errors: edited.errors });
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return editPage(context, params.id, { fields, isOvertaken: true });
      }
      return seeOther(href(routes.drafts.edit, { id: params.id }, { saved: 'yes' }));
    },
  }),
];

type Shown = {
  readonly fields?: DraftFields;
  readonly errors?: Readonly<Record<string, string>>;
  readonly isSaved?: boolean;
  readonly isOvertaken?: boolean;
};

async function editPage(context: PageContext, id: string, shown: Shown): Promise<Answer> {
  const { kernel, actor } = context;
  const draft = await readDraft(kernel, actor, id);
  const { trackingId, state } = draft;
  const cve = (await headsOf(kernel, actor, [id])).get(id);
  const role = actor.kind === 'person' ? actor.staffRole : undefined;
  const edits = may(role, 'advisory.edit') && state !== 'withdrawn';
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${trackingId} ${draft.title}`}
        heading={draft.title}
        headingAside={
          <span class="triage-heading">
            <span class="queue-number">{trackingId}</span> <DraftBadge state={state} /> <CveBadge head={cve} />
          </span>
        }
        breadcrumbs={[{ href: href(routes.drafts.list), label: 'Advisories' }]}
        {...(shown.isSaved && { flash: { tone: 'good', text: 'Saved.' } })}
      >
        <ButtonRow>
          <ButtonLink size="small" icon="eye" href={href(routes.drafts.publish, { id })}>
            {may(role, 'advisory.publish') && state !== 'withdrawn' ? 'Preview and publish' : 'Preview'}
          </ButtonLink>
          <ButtonLink size="small" href={href(routes.drafts.cve, { id })}>
            CVE id
          </ButtonLink>
          {state !== 'draft' && (
            <ButtonLink size="small" icon="globe" href={href(routes.advisories.advisory, { id: trackingId })}>
              Public page
            </ButtonLink>
          )}
          {state === 'published' && may(role, 'advisory.publish') && (
            <ButtonLink size="small" href={href(routes.drafts.withdraw, { id })}>
              Withdraw
            </ButtonLink>
          )}
          {draft.case && (
            <ButtonLink size="small" href={href(routes.cases.show, { id: draft.case })}>
              Its case
            </ButtonLink>
          )}
        </ButtonRow>
        {shown.isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone saved it meanwhile">
              <p>
                Your text stands below and is not saved yet.{' '}
                <a href={href(routes.drafts.publish, { id })}>Look at theirs</a>; save yours if it is still right.
              </p>
            </Callout>
          </div>
        )}
        {edits ? (
          <EditorForm
            id={id}
            revision={draft.revision}
            fields={shown.fields ?? writeFields(draft)}
            errors={shown.errors}
          />
        ) : (
          <p class="case-hint">This can only be read: see its preview.</p>
        )}
      </StaffConsole>,
    ),
    { status: shown.isOvertaken ? 409 : shown.errors ? 422 : 200 },
  );
}
