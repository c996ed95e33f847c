// Least privilege: a developer picks signals and commands; the platform derives the permissions, and shows what owners
// will read.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { findScope } from '../../catalog/scopes.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import { commands } from '../../catalog/vehicle-endpoints.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import {
  ApplicationFrame,
  changeAccess,
  findOwnApplication,
  permissionsFor,
  readAccess,
  scopeOf,
  type VehicleAccess,
} from '../../developers/index.ts';
import { providersOf } from '../../vehicles/index.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Form } from '../../web/ui/form.tsx';
import { Callout, Copyable, Mono } from '../../web/ui/text.tsx';
import { contentOf } from '../consent/consent-notice.ts';
import { ownerPolicyIn } from '../consent/owner-policy.ts';
import { wordsIn } from '../words/languages.ts';
import { ConsentNotes, PermissionLabel } from './consent-view.tsx';

const list = Type.Optional(Type.Array(Type.String()));
const body = Type.Object({ signals: list, commands: list, required: list, save: Type.Optional(Type.String()) });

const show = defineRoute({
  method: 'GET',
  at: routes.connect.access,
  access: signedIn(),
  limit: 'page',
  summary: 'What an application wants of cars, and what owners will be asked.',
  handle: async context => {
    const application = await findOwnApplication(context.kernel, personOf(context.actor), context.params.id);
    return page(context, application, application.access);
  },
});

const change = defineRoute({
  method: 'POST',
  at: routes.connect.access,
  access: signedIn(),
  limit: 'change',
  summary: 'Previews or saves what an application wants of cars.',
  body,
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const application = await findOwnApplication(kernel, actor, params.id);
    const access = readAccess(context.body);
    if (context.body.save === undefined) return page(context, application, access, true);
    await changeAccess(kernel, actor, params.id, access);
    return seeOther(href(routes.connect.access, params));
  },
});

export const vehicleAccessRoutes = [show, change];

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

type Found = Awaited<ReturnType<typeof findOwnApplication>>;

function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  application: Found,
  access: VehicleAccess,
  isPreview = false,
): Answer {
  const { id } = application;
  const permissions = permissionsFor(access);
  return html(
    renderPage(
      <ApplicationFrame shell={shell(context)} application={application} at={routes.connect.access}>
        <p>
          Pick what the application uses. The permissions follow from it, and no more than those are asked for. A
          request that names a scope of its own asks for that instead. What owners granted before stays as it is.
        </p>
        {isPreview && (
          <Callout tone="attention" title="Not saved yet">
            <p>This is what owners would be asked. Save it when it is right.</p>
          </Callout>
        )}
        <Form
          action={href(routes.connect.access, { id })}
          values={{ signals: access.signals, commands: access.commands, required: access.required }}
        >
          <Section title="Signals">
            <div class="access-groups">
              {signalGroups().map(([permission, ids]) => (
                <CheckboxGroup
                  key={permission}
                  name="signals"
                  label={findScope(permission)?.sentence ?? permission}
                  options={ids.map(value => ({ value, label: signals[value].label }))}
                />
              ))}
            </div>
          </Section>
          <Section title="Commands">
            <CheckboxGroup
              name="commands"
              label="What the car is made to do"
              options={Object.entries(commands).map(([value, { label }]) => ({ value, label: sentence(label) }))}
            />
          </Section>
          {access.commands.length > 0 && providersOf(context.kernel).some(one => one.virtualKeyUrl !== undefined) && (
            <Callout title="Teslas need a paired key for commands">
              <p>
                Owners are asked to pair it right after they have allowed a command, and the answer of Connect carries{' '}
                <Mono>virtual_key_url</Mono>. Until it is paired, commands fail with <Mono>VIRTUAL_KEY_REQUIRED</Mono>:
                send the owner to that address then. Reading works without it.
              </p>
            </Callout>
          )}
          {permissions.length > 0 && (
            <Section title="Permissions that follow">
              <CheckboxGroup
                name="required"
                label="Which of them can the application not do without?"
                hint="Required ones cannot be switched off by the owner, who can only say no to all. Ask for few."
                options={permissions.map(value => ({
                  value,
                  label: findScope(value)?.sentence ?? value,
                  hint: value,
                }))}
              />
              <Copyable text={scopeOf(access)} what="scope" />
            </Section>
          )}
          <ButtonRow>
            <Button kind="primary" name="save" value="yes">
              Save
            </Button>
            <Button>Preview what owners see</Button>
          </ButtonRow>
        </Form>
        {permissions.length > 0 && (
          <Preview application={application} access={access} operator={context.kernel.config.operator.name} />
        )}
      </ApplicationFrame>,
    ),
  );
}

/** Signals under the permission that opens them, in the order of consent pages. */
function signalGroups(): [permission: string, ids: SignalId[]][] {
  const ids = Object.keys(signals) as SignalId[];
  return [...Map.groupBy(ids, id => signals[id].permission)];
}

/** The decision page as an owner will read it, in English, without its buttons. */
function Preview({ application, access, operator }: { application: Found; access: VehicleAccess; operator: string }) {
  const policy = ownerPolicyIn('en');
  const words = wordsIn('en');
  const content = contentOf({
    language: 'en',
    mode: 'live',
    operator,
    application: {
      id: application.id,
      name: application.name,
      organization: application.name,
      purpose: application.purpose,
      privacyPolicyUrl: application.privacyPolicyUrl,
      privacyPolicySha256: application.policy?.sha256 ?? null,
    },
    vehicles: [],
    isSingle: false,
    hasAccountSync: false,
    asked: permissionsFor(access).map(name => ({ name, isRequired: access.required.includes(name) })),
    ownerPolicy: policy,
  });
  return (
    <Section title="What owners will read" id="preview">
      <div class="notice-again">
        <h3>{content.title}</h3>
        <p>{content.application.purpose}</p>
        {(['see', 'do'] as const).map(group => {
          const permissions = content.permissions.filter(permission => permission.group === group);
          return (
            permissions.length > 0 && (
              <div key={group}>
                <h4>{group === 'see' ? content.seeTitle : content.doTitle}</h4>
                <ul class="notice-permissions">
                  {permissions.map(permission => (
                    <li key={permission.name}>
                      <PermissionLabel permission={permission} words={words} />
                      <span class="muted">{permission.example}</span>
                    </li>
                  ))}
                </ul>
              </div>
            )
          );
        })}
        <ConsentNotes content={content} words={words} policy={[]} />
      </div>
    </Section>
  );
}
