// Connecting a tracker, and changing one: the form is tried at the tracker before anything is kept.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { issueStates } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { type FaultKind, faultWords } from '../clients/tracker-client.ts';
import { changeTracker, connectTracker } from '../connections/connect-tracker.ts';
import { defaultMapping, mappingFields, readMappingForm } from '../connections/mapping.ts';
import { readTrackerForm, type Tracker, trackerWords } from '../connections/tracker.ts';
import { type TrackerKind, trackerKinds } from '../connections/tracker-kind.ts';
import { findTracker } from '../connections/tracker-store.ts';
import { secretPage } from './secret.tsx';
import { TrackerFormView } from './tracker-form.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Values = Readonly<Record<string, string | undefined>>;
type Shown = { readonly values: Values; readonly errors?: Readonly<Record<string, string>> };

const text = Type.Optional(Type.String());
const body = Type.Object({
  kind: text,
  name: text,
  baseUrl: text,
  project: text,
  token: text,
  account: text,
  issueType: text,
  takesComments: text,
  movesToFixed: text,
  statuses: text,
  'in-new': text,
  'in-active': text,
  'in-done': text,
  'in-dropped': text,
  ...Object.fromEntries(issueStates.map(state => [`out-${state}`, text])),
});

const kindOf = (typed: string | undefined): TrackerKind => trackerKinds.find(kind => kind === typed) ?? 'github';

export const editRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.trackerNew,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'The form that connects a tracker.',
    query: Type.Object({ kind: text }),
    handle: async context => {
      const kind = kindOf(context.query.kind);
      const { baseUrl } = trackerWords[kind];
      return newPage(context, kind, { values: { baseUrl, ...mappingFields(defaultMapping(kind)) } });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.trackerNew,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Connects a tracker that answers; the secret for its messages is shown this once.',
    body,
    handle: async context => {
      const values: Values = context.body;
      const kind = kindOf(values['kind']);
      const read = readBoth(kind, values, false);
      if (!read.ok) return newPage(context, kind, { values, errors: read.errors });
      const { settings, token, mapping } = read;
      const made = await connectTracker(context.kernel, context.actor, { kind, settings, token, mapping });
      if (!made.ok) return newPage(context, kind, { values, errors: fieldOfFault(made.fault) });
      return secretPage(context, { id: made.id, kind, name: settings.name, secret: made.secret });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.trackerEdit,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'The form of a tracker.',
    handle: async context => {
      const tracker = await trackerOf(context, context.params.id);
      const { name, baseUrl, project, account, issueType, takesComments, mapping } = tracker;
      const values = { name, baseUrl, project, account, issueType, ...(takesComments && { takesComments: 'on' }) };
      return changePage(context, tracker, { values: { ...values, ...mappingFields(mapping) } });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.trackerEdit,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Changes a tracker that answers.',
    body,
    handle: async context => {
      const { kernel, actor, params } = context;
      const tracker = await trackerOf(context, params.id);
      const values: Values = context.body;
      const read = readBoth(tracker.kind, values, true);
      if (!read.ok) return changePage(context, tracker, { values, errors: read.errors });
      const { settings, token, mapping } = read;
      const changed = await changeTracker(kernel, actor, params.id, { settings, token, mapping });
      if (!changed.ok) return changePage(context, tracker, { values, errors: fieldOfFault(changed.fault) });
      return seeOther(href(routes.trackers.tracker, { id: params.id }, { done: 'saved' }));
    },
  }),
];

async function trackerOf({ kernel, actor }: Context, id: string): Promise<Tracker> {
  const tracker = await findTracker(kernel, actor, id);
  if (!tracker) throw refuse('not_found');
  return tracker;
}

function readBoth(kind: TrackerKind, values: Values, hasToken: boolean) {
  const settings = readTrackerForm(kind, values, hasToken);
  const mapping = readMappingForm(kind, values);
  if (settings.ok && mapping.ok)
    return { ok: true, settings: settings.value, token: settings.token, mapping: mapping.value } as const;
  const errors = { ...(settings.ok ? {} : settings.errors), ...(mapping.ok ? {} : mapping.errors) };
  return { ok: false, errors } as const;
}

/** Where the form shows what the tracker said when it was tried. */
const fieldOfFault = (fault: FaultKind): Readonly<Record<string, string>> => {
  const says = `${faultWords[fault]}.`;
  if (fault === 'token') return { token: `${says} If the address has changed, paste the token again.` };
  return fault === 'not_found' ? { project: says } : { baseUrl: says };
};

const crumbs = [{ href: href(routes.trackers.trackers), label: 'Trackers' }];

const answer = (page: string, { errors }: Shown): Answer => html(page, { status: errors ? 422 : 200 });

const newPage = (context: Context, kind: TrackerKind, shown: Shown): Answer =>
  answer(
    renderPage(
      <StaffConsole shell={shell(context)} title={`Connect ${trackerWords[kind].name}`} breadcrumbs={crumbs}>
        <TrackerFormView
          kind={kind}
          isNew
          action={href(routes.trackers.trackerNew)}
          back={href(routes.trackers.trackers)}
          values={shown.values}
          errors={shown.errors ?? {}}
        />
      </StaffConsole>,
    ),
    shown,
  );

const changePage = (context: Context, { id, kind, name }: Tracker, shown: Shown): Answer =>
  answer(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Change tracker"
        breadcrumbs={[...crumbs, { href: href(routes.trackers.tracker, { id }), label: name }]}
      >
        <TrackerFormView
          kind={kind}
          isNew={false}
          action={href(routes.trackers.trackerEdit, { id })}
          back={href(routes.trackers.tracker, { id })}
          values={shown.values}
          errors={shown.errors ?? {}}
        />
      </StaffConsole>,
    ),
    shown,
  );
