// What an owner agreed to beside what holds today: the purpose they were told, and what has changed of it since.
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication } from '../../developers/index.ts';
import { type NoticeContent, readNoticeContent } from '../consent/consent-notice.ts';
import { listNotices, readNotice } from '../consent/notice-store.ts';
import { ownerPolicyIn, policySha256 } from '../consent/owner-policy.ts';
import { listGrants } from '../grant-store.ts';
import { permissionWordsIn } from '../words/languages.ts';

/** One thing that the notice said, and what would be said today. */
export type Changed = {
  readonly what: 'name' | 'organization' | 'purpose' | 'app-policy' | 'app-policy-text' | 'owner-policy' | 'permission';
  readonly before: string;
  readonly now: string;
};

/**
 * For what each of the person's applications wants the data, by grant: as the person was told, and where nothing was
 * shown as the application says it today.
 */
export async function purposesOfGrants(kernel: Kernel, actor: Pick<Person, 'id'>): Promise<Map<string, string>> {
  const [grants, notices] = await Promise.all([listGrants(kernel, actor), listNotices(kernel, actor)]);
  const purposes = new Map(
    notices.flatMap(({ grant, text }) => {
      const purpose = readNoticeContent(text)?.application.purpose;
      return purpose === undefined ? [] : [[grant, purpose] as const];
    }),
  );
  const untold = Map.groupBy(
    grants.filter(({ id }) => !purposes.has(id)),
    ({ application }) => application,
  );
  for (const [application, list] of untold) {
    const today = await findRegisteredApplication(kernel, application);
    for (const { id } of list) if (today) purposes.set(id, today.purpose);
  }
  return purposes;
}

/**
 * What is different today from what the person was shown for their grant.
 * @returns undefined when nothing was shown, or in a form that can no longer be compared
 */
export async function changedSinceAgreed(
  kernel: Kernel,
  actor: Person,
  {
    id,
    application,
    scopes,
  }: { readonly id: string; readonly application: { readonly id: string }; readonly scopes: readonly string[] },
): Promise<Changed[] | undefined> {
  const text = await readNotice(kernel, actor, id);
  const notice = text === undefined ? undefined : readNoticeContent(text);
  const today = await findRegisteredApplication(kernel, application.id);
  return notice && today && compareNotice(notice, today, scopes);
}

type Today = {
  readonly name: string;
  readonly organizationName: string;
  readonly purpose: string;
  readonly privacyPolicyUrl: string;
  readonly policy?: { readonly sha256?: string | undefined } | undefined;
};

/** Pure but for the words and policies of this release. @param scopes those that the grant still has */
function compareNotice(notice: NoticeContent, today: Today, scopes: readonly string[]): Changed[] {
  const { application, language, ownerPolicy } = notice;
  const words = permissionWordsIn(language);
  const pairs: (Changed | undefined)[] = [
    differ('name', application.name, today.name),
    differ('organization', application.organization, today.organizationName),
    differ('purpose', application.purpose, today.purpose),
    differ('app-policy', application.privacyPolicyUrl, today.privacyPolicyUrl),
    differ('app-policy-text', application.privacyPolicySha256, today.policy?.sha256 ?? null),
    differ('owner-policy', ownerPolicy.sha256, policySha256(ownerPolicyIn(language))) && {
      what: 'owner-policy',
      before: ownerPolicy.version ?? '',
      now: ownerPolicyIn(language).version,
    },
    ...notice.permissions
      .filter(({ name }) => scopes.includes(name))
      .map(({ name, sentence }) => differ('permission', sentence, sentenceOf(words, name))),
  ];
  return pairs.filter(pair => pair !== undefined);
}

const sentenceOf = (words: ReturnType<typeof permissionWordsIn>, name: string): string | null =>
  new Map<string, readonly [string, string]>(Object.entries(words)).get(name)?.[0] ?? null;

/** What is not known of one of the two sides is no change. */
const differ = (what: Changed['what'], before: string | null, now: string | null): Changed | undefined =>
  before === null || now === null || before === now ? undefined : { what, before, now };
