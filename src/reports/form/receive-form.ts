// Reads the report form as it comes: fields, and files into the draft of the form's token.
import { newToken } from '../../core/crypto/tokens.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { type FormText, readMultipart } from '../../core/http/read-multipart.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Attachment } from '../attachment-store.ts';
import { claimField, claimOfUpload } from '../claims/claim-form.ts';
import { draftFor, dropFromDraft, openDraft } from '../intake/draft-files.ts';
import { type EvidenceFault, receiveEvidence } from '../intake/receive-evidence.ts';

export type ReceivedForm = {
  readonly fields: FormText;
  readonly token: string;
  readonly draft: string | undefined;
  readonly files: readonly Attachment[];
  readonly faults: readonly EvidenceFault[];
};

/** Reads fields and files in one pass; files go into the draft of the form's token as they come. */
export async function receiveForm(kernel: Kernel, request: RouteContext['request']): Promise<ReceivedForm> {
  const evidence = receiveEvidence(kernel);
  // For a form that came without a token, from another program than a browser.
  const ownToken = newToken(kernel.random);
  let uploads: { readonly token: string; readonly draft: string; readonly already: readonly Attachment[] } | undefined;
  const begin = async (token: string) => {
    const draft = await draftFor(kernel, token);
    return { token, draft, already: (await openDraft(kernel, token))?.files ?? [] };
  };
  const underClaims: (readonly [claim: number, file: string])[] = [];
  const fields = await readMultipart(request, async (part, before) => {
    uploads ??= await begin(tokenOf(before) ?? ownToken);
    const outcome = await evidence.take(part, {
      report: uploads.draft,
      already: uploads.already,
      addedBy: 'reporter',
      message: null,
    });
    const claim = claimOfUpload(part.field);
    const file = evidence.kept.at(-1);
    if (outcome === 'kept' && claim !== undefined && file !== undefined) underClaims.push([claim, file]);
    return outcome;
  });
  for (const [claim, file] of underClaims) {
    const name = claimField(claim, 'file');
    const there = fields[name] ?? [];
    fields[name] = [...(Array.isArray(there) ? there : [there]), file];
  }
  const token = uploads?.token ?? tokenOf(fields) ?? ownToken;
  // The form says whether it has files already, so that most need not be looked up.
  const draft = uploads || fields['kept'] !== undefined ? await openDraft(kernel, token) : undefined;
  const dropped = Object.keys(fields).flatMap(name =>
    name.startsWith('remove.') ? [name.slice('remove.'.length)] : [],
  );
  if (!draft || dropped.length === 0)
    return { fields, token, draft: draft?.id, files: draft?.files ?? [], faults: evidence.faults };
  await dropFromDraft(kernel, draft.id, dropped);
  const files = draft.files.filter(({ file }) => !dropped.includes(file));
  return { fields, token, draft: draft.id, files, faults: evidence.faults };
}

function tokenOf(fields: FormText): string | undefined {
  const given = fields['draft'];
  return typeof given === 'string' && /^[\w-]{43}$/.test(given) ? given : undefined;
}
