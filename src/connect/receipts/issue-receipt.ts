// An owner gets a receipt when they have allowed something, for each change of it, and when it has ended: kept for them;
// its beginning and its end are told by mail.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { newUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { userIdOf } from '../../vehicles/index.ts';
import { type NoticeContent, readNoticeContent } from '../consent/consent-notice.ts';
import { readNotice } from '../consent/notice-store.ts';
import { findGrantForReceipt, type StoredGrant } from '../grant-store.ts';
import { wordsIn } from '../words/languages.ts';
import { makeConsentReceipt, type ReceiptInput } from './consent-receipt.ts';
import { insertReceipt, type ReceiptEvent } from './receipt-store.ts';

export const receiptWhenGiven = subscriber({
  name: 'issue-consent-receipt-when-given',
  event: 'grant.given',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'given', delivery),
});

export const receiptWhenEnded = subscriber({
  name: 'issue-consent-receipt-when-ended',
  event: 'grant.revoked',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'ended', delivery),
});

export const receiptWhenNarrowed = subscriber({
  name: 'issue-consent-receipt-when-narrowed',
  event: 'grant.narrowed',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'changed', delivery),
});

export const receiptWhenPaused = subscriber({
  name: 'issue-consent-receipt-when-paused',
  event: 'grant.paused',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'paused', delivery),
});

export const receiptWhenResumed = subscriber({
  name: 'issue-consent-receipt-when-resumed',
  event: 'grant.resumed',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'resumed', delivery),
});

export const receiptWhenRenewed = subscriber({
  name: 'issue-consent-receipt-when-renewed',
  event: 'grant.renewed',
  handle: (kernel, { grant }, delivery) => issueReceipt(kernel, grant, 'renewed', delivery),
});

/** Nothing happens for grants that no page was shown for, nor when the owner was erased meanwhile. */
async function issueReceipt(kernel: Kernel, id: string, event: ReceiptEvent, delivery: string): Promise<void> {
  const grant = await findGrantForReceipt(kernel, id);
  const text = grant && (await readNotice(kernel, { id: grant.owner }, id));
  const notice = text === undefined ? undefined : readNoticeContent(text);
  if (!grant || text === undefined || !notice || grant.noticeSha256 === undefined) return;
  // A new yes to the same application has taken its place: that one has a receipt of its own, and is the news.
  const isNews = grant.endReason !== 'superseded' && grant.endReason !== 'erased';
  if (event !== 'given' && !isNews) return;
  const isChange = event !== 'given' && event !== 'ended';
  await kernel.transaction(async kernel => {
    const receipt = makeConsentReceipt(
      { ...inputOf(kernel, grant, notice, grant.noticeSha256 ?? ''), ...whatHappened(kernel, grant, event) },
      kernel.keyring.signer('receipt'),
    );
    const isNew = await insertReceipt(kernel, {
      id: String(receipt['receipt_id']),
      grant: id,
      owner: grant.owner,
      event,
      cause: isChange ? delivery : '',
      text: JSON.stringify(receipt),
    });
    // Who changes something has just seen it: no mail tells them.
    if (isNew && !isChange) await tellOwner(kernel, grant, notice, event, delivery);
  });
}

function inputOf(kernel: Kernel, grant: StoredGrant, notice: NoticeContent, noticeSha256: string) {
  const { publicUrl } = kernel.config;
  return {
    id: newUuid(kernel.random),
    grant: grant.id,
    principal: userIdOf(kernel, grant.application, grant.owner),
    notice,
    noticeSha256,
    noticeUrl: publicUrl + href(routes.connect.ownerNotice, { id: grant.id }),
    withdrawalUrl: publicUrl + href(routes.privacy.revoke, { id: grant.id }),
    operatorUrl: publicUrl,
    vehicles: grant.vehicles,
    granted: grant.scopes,
    isCoarse: grant.isCoarse,
    givenAt: grant.grantedAt,
    validUntil: grant.expiresAt,
    createdAt: kernel.clock.now(),
  };
}

function whatHappened(
  kernel: Kernel,
  { revokedAt, endReason, pausedAt, pauseReason, renewedAt }: StoredGrant,
  event: ReceiptEvent,
): Pick<ReceiptInput, 'changed' | 'ended'> {
  if (event === 'given') return {};
  if (event === 'ended')
    return revokedAt !== undefined && endReason !== undefined ? { ended: { at: revokedAt, reason: endReason } } : {};
  const now = kernel.clock.now();
  const how = event === 'changed' ? 'narrowed' : event;
  const at = (event === 'paused' ? pausedAt : event === 'renewed' ? renewedAt : undefined) ?? now;
  return { changed: { at, how, by: event === 'paused' && pauseReason === 'unused' ? 'operator' : 'owner' } };
}

/** The mail says that something happened, never what: that stands on the owner's page. */
async function tellOwner(
  kernel: Kernel,
  grant: StoredGrant,
  { language }: NoticeContent,
  event: ReceiptEvent,
  delivery: string,
): Promise<void> {
  const { mail } = wordsIn(language);
  const { operator, publicUrl } = kernel.config;
  const isGiven = event === 'given';
  await mailPerson(
    kernel,
    grant.owner,
    {
      subject: isGiven ? mail.givenSubject(operator.name) : mail.endedSubject(operator.name),
      text: [
        isGiven ? mail.given : mail.ended,
        '',
        publicUrl + href(routes.privacy.grant, { id: grant.id }),
        ...(isGiven ? ['', mail.notYou] : []),
      ].join('\n'),
    },
    delivery,
  );
}
