// The decision: who asks for what of which car, for how long, and the owner's answer.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { brandName } from '../consent/brands.ts';
import { COARSE, contentOf, type NoticeContent, noticeOf, readChoice } from '../consent/consent-notice.ts';
import { ownerPolicyIn } from '../consent/owner-policy.ts';
import { allow, leave } from '../visit/decide.ts';
import { type OpenVisit, openVisit, type StepContext } from '../visit/open-visit.ts';
import { ConsentView, PERMISSION } from './consent-view.tsx';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const body = Type.Object({
  notice: Type.Optional(Type.String()),
  place: Type.Optional(Type.String({ maxLength: 20 })),
  vehicles: Type.Optional(Type.Array(Type.String())),
  ...Object.fromEntries(scopes.map(({ name }) => [PERMISSION + name, Type.Optional(Type.String())])),
});

const show = defineRoute({
  method: 'GET',
  at: routes.connect.grant,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Asks a car owner whether an application may have access.',
  handle: async context => {
    const opened = await openVisit(context);
    const { application, person, cars, again } = opened;
    if (application.sandbox !== null && person !== undefined && cars.length === 0 && again === undefined)
      return noCarPage(context, opened);
    return isHere(opened) ? page(context, opened) : goOn(pathOf(opened.step, opened), opened);
  },
});

const decide = defineRoute({
  method: 'POST',
  at: routes.connect.consent,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner allows access.',
  body,
  handle: async context => {
    const opened = await openVisit(context);
    if (!isHere(opened)) return goOn(pathOf(opened.step, opened), opened);
    const content = contentFor(context, opened);
    const notice = noticeOf(content, ownerPolicyIn(opened.language));
    const sent = {
      vehicles: context.body.vehicles ?? [],
      permissions: tickedPermissions(context.body),
      place: context.body.place,
    };
    // What was shown is what is agreed to. If anything of it changed meanwhile, the owner reads it again.
    if (context.body.notice !== notice.sha256.toString('hex'))
      return page(context, opened, { ...sent, errors: { notice: opened.words.grant.changed } });
    const choice = readChoice(content, sent);
    if (!choice.ok) return page(context, opened, { ...sent, errors: choice.errors });
    const { vehicles, scopes, isCoarse } = choice;
    return goOn(await allow(context, opened, { vehicles, scopes, notice, isCoarse }), opened);
  },
});

const deny = defineRoute({
  method: 'POST',
  at: routes.connect.deny,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner does not allow access.',
  body,
  handle: async context => {
    const opened = await openVisit(context);
    return goOn(await leave(context, opened, false), opened);
  },
});

export const grantRoutes = [show, decide, deny];

type Sent = {
  readonly vehicles: readonly string[];
  readonly permissions: readonly string[];
  readonly place?: string | undefined;
  readonly errors: Readonly<Record<string, string>>;
};

const isHere = ({ cars, problem }: OpenVisit): boolean => cars.length > 0 && problem === undefined;

const tickedPermissions = (fields: Readonly<Record<string, unknown>>): string[] =>
  scopes.map(({ name }) => name).filter(name => fields[PERMISSION + name] !== undefined);

function contentFor({ kernel }: StepContext, opened: OpenVisit): NoticeContent {
  const { application, request, language, mode, cars } = opened;
  return contentOf({
    language,
    mode,
    operator: kernel.config.operator.name,
    application: {
      id: application.id,
      name: application.name,
      organization: application.organizationName,
      purpose: application.purpose,
      privacyPolicyUrl: application.privacyPolicyUrl,
      privacyPolicySha256: application.policy?.sha256 ?? null,
    },
    vehicles: cars,
    isSingle: request.isSingle,
    hasAccountSync: request.hasAccountSync,
    asked: request.scopes,
    ownerPolicy: ownerPolicyIn(language),
  });
}

/**
 * What is chosen before the owner has touched anything: nothing, where cars are real. With test accounts everything is,
 * because the contract's suites press one button (vehicle-platform §4.4), and nobody's data are at stake.
 */
const untouched = ({ mode, request }: OpenVisit, content: NoticeContent): Sent => ({
  vehicles: mode === 'test' ? content.vehicles.slice(0, request.isSingle ? 1 : undefined).map(({ id }) => id) : [],
  permissions: mode === 'test' ? content.permissions.map(({ name }) => name) : [],
  errors: {},
});

async function page(context: StepContext, opened: OpenVisit, sent?: Sent): Promise<Answer> {
  const { kernel } = context;
  const { words, uid, person, account, application } = opened;
  const content = contentFor(context, opened);
  const { vehicles, permissions, place, errors } = sent ?? untouched(opened, content);
  const isPerson = person !== undefined && account?.holder.kind !== 'account';
  const who = isPerson
    ? words.grant.signedInAs((await personNames(kernel, [person.id])).get(person.id) ?? '')
    : words.grant.accountAt(brandName(account?.make ?? ''));
  return sendStep(
    <StepPage context={context} opened={opened} step="grant" title={content.title} exit={false}>
      <p>{application.purpose}</p>
      <Form
        action={href(routes.connect.consent, { uid })}
        once
        values={{ vehicles, place: place === COARSE ? COARSE : 'precise' }}
        errors={errors}
      >
        <ConsentView
          content={content}
          words={words}
          notice={noticeOf(content, ownerPolicyIn(opened.language)).sha256.toString('hex')}
          permissions={permissions}
          policy={ownerPolicyIn(opened.language).sections}
        />
        <ButtonRow even>
          <Button id="approval-button" kind="primary" size="large">
            {content.allow}
          </Button>
          <Button id="deny-button" size="large" formAction={href(routes.connect.deny, { uid })} formNoValidate>
            {content.deny}
          </Button>
        </ButtonRow>
      </Form>
      <p class="connect-small">
        {who}
        {content.belongs !== null && ` ${content.belongs}`}
      </p>
      {application.sandbox === null && (
        <p class="connect-small">
          <a href={href(routes.connect.brands, { uid })}>{words.grant.otherCar}</a>
        </p>
      )}
    </StepPage>,
    opened,
    { status: Object.keys(errors).length > 0 ? 422 : 200 },
  );
}

/** For somebody whose account has no car of a researcher's sandbox: nothing can be allowed, and the way back is open. */
function noCarPage(context: StepContext, opened: OpenVisit): Answer {
  const { words, uid, application } = opened;
  const { title, text } = words.problems.sandbox;
  return sendStep(
    <StepPage context={context} opened={opened} step="problem" title={title} exit={false}>
      <p>{text}</p>
      <Form action={href(routes.connect.exit, { uid })}>
        <Button id="exit-button" kind="primary" size="large" wide>
          {words.backTo(application.name)}
        </Button>
      </Form>
    </StepPage>,
    opened,
  );
}
