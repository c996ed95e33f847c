// After a yes that allows commands: a maker that takes them only from a paired key is visited once more by the owner.
import { href, routes } from '../../catalog/routes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { answerGranted } from '../visit/decide.ts';
import { openVisit } from '../visit/open-visit.ts';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.connect.key,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Tells an owner how to pair the key that commands need.',
  handle: async context => {
    const opened = await openVisit(context);
    const { granted } = opened.visit;
    if (granted === undefined) return goOn(pathOf(opened.step, opened), opened);
    // Nothing is left to be read: whoever comes here has sent a form twice, or went back.
    if (granted.virtualKeyUrl === undefined || granted.showsKey === false)
      return goOn(await answerGranted(context, opened), opened);
    const { words, application, uid } = opened;
    const operator = context.kernel.config.operator.name;
    return sendStep(
      <StepPage context={context} opened={opened} step="key" title={words.key.title} exit={false}>
        <p>{words.key.allowed(application.name)}</p>
        <p>{words.key.why(operator)}</p>
        <p>{words.key.how}</p>
        <ButtonLink href={granted.virtualKeyUrl} newTab kind="primary" size="large" wide>
          {words.key.pair}
        </ButtonLink>
        <Form action={href(routes.connect.key, { uid })}>
          <Button id="done-button" size="large" wide>
            {words.backTo(application.name)}
          </Button>
        </Form>
      </StepPage>,
      opened,
    );
  },
});

const done = defineRoute({
  method: 'POST',
  at: routes.connect.key,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner goes back to the application with what they allowed.',
  handle: async context => {
    const opened = await openVisit(context);
    return goOn(await answerGranted(context, opened), opened);
  },
});

export const virtualKeyRoutes = [show, done];
