// The report form within another site's page: no cookies, no account, the same policy, the receipt code in the frame.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { anonymous } from '../../core/actor.ts';
import { newReceiptCode } from '../../core/crypto/receipt-code.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, bytes, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { contentSecurityPolicy } from '../../core/http/headers.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { asset, assetFiles } from '../../web/assets.ts';
import { renderPage } from '../../web/render.tsx';
import { FormBody, loadFormBody, statusOf } from '../form/form-body.tsx';
import { type FormState, takeForm } from '../form/take-form.ts';
import type { SubmittedReport } from '../intake/submit-report.ts';
import { readReport } from '../report-store.ts';
import { listOrigins } from './embed-store.ts';
import { FramePage, RefusedInFrame, SentInFrame } from './frame-page.tsx';

const query = Type.Object({ host: Type.Optional(Type.String()), theme: Type.Optional(Type.String()) });

const show = defineRoute({
  method: 'GET',
  at: routes.reports.embed,
  access: publicly(),
  limit: 'page',
  summary: 'The report form, for a frame on a site of the list.',
  query,
  refused: showRefused,
  handle: async context => {
    const frame = await frameOf(context);
    return showForm(context, frame, { token: newToken(context.kernel.random), files: [] });
  },
});

const send = defineRoute({
  method: 'POST',
  at: routes.reports.embed,
  access: publicly(),
  limit: 'report',
  summary: 'Sends the report of a framed form, or shows its score or a preview.',
  query,
  multipart: true,
  limitBytes: 2 * 1024 * 1024,
  refused: showRefused,
  handle: async context => {
    const { kernel } = context;
    const [frame, program] = await Promise.all([frameOf(context), currentProgram(kernel)]);
    // Nobody in particular, even where a cookie came along: what a frame shows must not follow from who looks at it.
    const outcome = await takeForm(context, {
      source: 'embedded_form',
      actor: anonymous,
      program,
      codeOf: token => codeOf(kernel, token),
    });
    return outcome.kind === 'show' ? showForm(context, frame, outcome.state) : showSent(context, frame, outcome.sent);
  },
});

/** Small enough to be sent as it is. */
const script = defineRoute({
  method: 'GET',
  at: routes.reports.embedScript,
  access: publicly(),
  limit: 'free',
  summary: 'The web component that puts the form into a page.',
  handle: async () => {
    const file = assetFiles().get(asset('telltale-report.js'));
    if (!file) throw new Error('the component was not built');
    return bytes(file.body, file.contentType, {
      headers: {
        'cache-control': 'public, max-age=3600',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      },
    });
  },
});

export const framedFormRoutes: readonly AnyRoute[] = [show, send, script];

/** The code that a form's token always gives: without a cookie there is no other way to show it again. */
function codeOf({ vault }: Kernel, token: string): string {
  const bits = vault.blindIndex('reports.embedded-receipt-code', token);
  return newReceiptCode({ bytes: length => bits.subarray(0, length) });
}

type FrameQuery = { readonly host?: string; readonly theme?: string };

/** How this frame stands: on whose page, in which colors, and who may show it. */
type Frame = {
  /** The page around it, when it said who it is and stands in the list. */
  readonly parent: string | undefined;
  readonly theme: 'light' | 'dark' | undefined;
  readonly ancestors: readonly string[];
};

async function frameOf({ kernel, query }: { kernel: Kernel; query: FrameQuery }): Promise<Frame> {
  const ancestors = (await listOrigins(kernel)).map(({ origin }) => origin);
  const { host, theme } = query;
  const own = new URL(kernel.config.publicUrl).origin;
  return {
    parent: host !== undefined && [own, ...ancestors].includes(host) ? host : undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    ancestors,
  };
}

type PageContext = Pick<RouteContext, 'kernel' | 'request' | 'reply'>;

async function showForm(context: PageContext, frame: Frame, state: FormState): Promise<Answer> {
  const { kernel } = context;
  const program = await currentProgram(kernel);
  const body = await loadFormBody(kernel, program, {
    state,
    action: href(routes.reports.embed, undefined, { host: frame.parent, theme: frame.theme }),
    isSignedIn: false,
    isFramed: true,
  });
  const { operator } = kernel.config;
  const page = (
    <FramePage kernel={kernel} title="Report a vulnerability" {...frame}>
      <header>
        <h1>Report a vulnerability</h1>
        <p>
          To the security team of {operator.name}. No account and no name needed; what you write is encrypted when it
          arrives.
        </p>
      </header>
      <FormBody {...body} />
    </FramePage>
  );
  return framed(context, frame, renderPage(page), statusOf(state));
}

async function showSent(context: PageContext, frame: Frame, { id, number, code }: SubmittedReport): Promise<Answer> {
  const { kernel } = context;
  const report = await readReport(kernel, { kind: 'receipt-holder', report: id }, id);
  const page = (
    <FramePage kernel={kernel} title={`Report ${number} received`} {...frame}>
      <SentInFrame report={report} code={code} publicUrl={kernel.config.publicUrl} />
    </FramePage>
  );
  return framed(context, frame, renderPage(page), 200);
}

/** In the frame too: a page that must not be framed would leave an empty place on somebody's site. */
async function showRefused({
  kernel,
  request,
  reply,
  refusal: { entry },
  requestId,
}: Parameters<NonNullable<AnyRoute['refused']>>[0]): Promise<Answer> {
  // What was refused may be the query itself.
  const { host, theme } = request.query as Readonly<Record<string, unknown>>;
  const frame = await frameOf({
    kernel,
    query: { ...(typeof host === 'string' && { host }), ...(typeof theme === 'string' && { theme }) },
  });
  const page = (
    <FramePage kernel={kernel} title={entry.title} {...frame}>
      <RefusedInFrame
        title={entry.title}
        advice={entry.advice}
        requestId={requestId}
        query={{ host: frame.parent, theme: frame.theme }}
      />
    </FramePage>
  );
  return framed({ kernel, request, reply }, frame, renderPage(page), entry.status);
}

/**
 * The only pages that others may frame: those of the list, and our own for its preview. Links leave the frame, since
 * nothing else of ours opens in it.
 */
function framed({ reply }: PageContext, { ancestors }: Frame, page: string, status: number): Answer {
  reply.removeHeader('x-frame-options');
  // Text is escaped, so a link with a path can only be one of ours.
  const outward = page.replace(/<a (?=[^>]*href="\/(?!\/))/g, '<a target="_blank" rel="noopener" ');
  return html(outward, {
    status,
    headers: {
      'content-security-policy': contentSecurityPolicy({ frameAncestors: ["'self'", ...ancestors] }),
      'cross-origin-resource-policy': 'cross-origin',
    },
  });
}
