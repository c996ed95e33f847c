// What a sent report form leads to, the same for the page and for the form in a frame: shown again, or a report.
import type { Actor } from '../../core/actor.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import type { FormText } from '../../core/http/read-multipart.ts';
import { type CurrentProgram, isCalculatorIntent, turnCalculator } from '../../program/index.ts';
import { admitReport, type WorkOrder } from '../abuse/admit-report.ts';
import type { Attachment } from '../attachment-store.ts';
import { claimFiles, isClaimIntent, turnClaims } from '../claims/claim-form.ts';
import type { EvidenceFault } from '../intake/receive-evidence.ts';
import { type ReadForm, readSubmissionForm } from '../intake/submission-form.ts';
import { type SubmittedReport, submitReport } from '../intake/submit-report.ts';
import { receiveForm } from './receive-form.ts';

/** The form as it is shown. */
export type FormState = {
  readonly token: string;
  readonly files: readonly Attachment[];
  readonly faults?: readonly EvidenceFault[];
  readonly form?: ReadForm;
  /** The ids of files under each claim. */
  readonly inClaims?: readonly (readonly string[])[];
  readonly wants?: 'score' | 'check' | 'preview' | 'errors' | 'work' | 'end of pause';
  /** What has to be done before the report is taken. */
  readonly work?: WorkOrder;
};

export type FormOutcome =
  | { readonly kind: 'show'; readonly state: FormState }
  | { readonly kind: 'sent'; readonly sent: SubmittedReport };

type FormDoor = {
  readonly source: 'form' | 'embedded_form';
  /** Who sends it, as this door sees them. */
  readonly actor: Actor;
  readonly program: CurrentProgram;
  /** For a door that carries no code in a cookie: the code that a form's token always gives. */
  readonly codeOf?: (token: string) => string;
};

/** Reads a sent form and does what its button says. */
export async function takeForm(
  { kernel, request }: Pick<RouteContext, 'kernel' | 'request'>,
  { source, actor, program, codeOf }: FormDoor,
): Promise<FormOutcome> {
  const received = await receiveForm(kernel, request);
  const { token, files, faults } = received;
  const intent = textOf(received.fields, 'intent') ?? 'send';
  const fields = turn(received.fields, intent);
  const form = readSubmissionForm(fields, program, actor.kind === 'person', files);
  const show = (wants: NonNullable<FormState['wants']>, work?: WorkOrder): FormOutcome => ({
    kind: 'show',
    state: { token, files, faults, form, inClaims: claimFiles(fields), wants, ...(work && { work }) },
  });
  if (intent === 'score' || isCalculatorIntent(intent) || isClaimIntent(intent)) return show('score');
  if (intent === 'check' || intent === 'preview') return show(intent);
  const { submission } = form;
  if (submission === undefined || faults.length > 0) return show('errors');
  // A token belongs to one door: the code that another door gave for it would not fit.
  const formToken = source === 'form' ? token : `${source}:${token}`;
  const admission = await admitReport(kernel, actor, {
    source,
    submission,
    formToken,
    ip: request.ip,
    solution: textOf(fields, 'altcha'),
    ticket: textOf(fields, 'ticket'),
  });
  if (admission.kind === 'work') return show('work', admission.order);
  if (admission.kind === 'paused') return show('end of pause');
  const sent = await submitReport(kernel, actor, {
    submission,
    admitted: admission.admitted,
    source,
    formToken,
    draft: received.draft,
    ...(codeOf && { code: codeOf(token) }),
  });
  return { kind: 'sent', sent };
}

function textOf(fields: FormText, name: string): string | undefined {
  const given = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof given === 'string' ? given : undefined;
}

/** The fields after a button that only changes the form: the calculator, or one claim more or less. */
function turn(fields: FormText, intent: string): FormText {
  if (isClaimIntent(intent)) return turnClaims(fields, intent);
  if (!isCalculatorIntent(intent)) return fields;
  const texts = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]);
  const turned = Object.entries(turnCalculator(Object.fromEntries(texts), 'vector', intent));
  return { ...fields, ...Object.fromEntries(turned.map(([name, value]) => [name, value ?? fields[name] ?? ''])) };
}
