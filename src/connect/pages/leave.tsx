// Ways out of Connect: leaving any step, and the pages that say why a car cannot be connected.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form } from '../../web/ui/form.tsx';
import { brandName } from '../consent/brands.ts';
import { leave } from '../visit/decide.ts';
import { type OpenVisit, openVisit } from '../visit/open-visit.ts';
import type { Problem } from '../visit/visit.ts';
import { goOn, pathOf, StepPage, sendStep } from './step-page.tsx';

const exit = defineRoute({
  method: 'POST',
  at: routes.connect.exit,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'The owner goes back to the application without a yes.',
  body: Type.Object({ share: Type.Optional(Type.String()) }),
  handle: async context => {
    const opened = await openVisit(context);
    return goOn(await leave(context, opened, context.body.share !== undefined), opened);
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.connect.problem,
  access: alsoSimulated(publicly()),
  limit: 'page',
  summary: 'Says why a car cannot be connected.',
  handle: async context => {
    const opened = await openVisit(context);
    const { problem } = opened;
    if (problem === undefined) return goOn(pathOf(opened.step, opened), opened);
    const { words, uid, application } = opened;
    const { title, text } = wordsFor(opened, problem);
    const path = href(routes.connect.exit, { uid });
    return sendStep(
      <StepPage context={context} opened={opened} step="problem" title={title} exit={false}>
        <p>{text}</p>
        {problem !== 'incompatible' && problem !== 'no-makers' && (
          <ButtonLink
            href={problem === 'not-yours' ? `${pathOf('email', opened)}?again=yes` : pathOf('login', opened)}
            wide
          >
            {problem === 'subscription' || problem === 'unreachable'
              ? words.problems.retry
              : words.problems.otherAccount}
          </ButtonLink>
        )}
        <Form action={path}>
          {problem === 'incompatible' && (opened.visit.account?.cars.length ?? 0) > 0 && (
            <div class="choice">
              <input id="share" type="checkbox" name="share" value="yes" aria-describedby="share-hint" />
              <div>
                <label for="share">{words.problems.share(application.name)}</label>
                <p class="choice-hint" id="share-hint">
                  {words.problems.shareHint}
                </p>
              </div>
            </div>
          )}
          <Button id="exit-button" kind="primary" size="large" wide>
            {words.backTo(application.name)}
          </Button>
        </Form>
      </StepPage>,
      opened,
    );
  },
});

export const leaveRoutes = [exit, show];

function wordsFor({ words, make = '', request, again }: OpenVisit, problem: Problem): { title: string; text: string } {
  const { problems } = words;
  const brand = brandName(make);
  switch (problem) {
    case 'incompatible':
      return { title: problems.incompatible.title, text: problems.incompatible.text(brand) };
    case 'no-vehicles':
      return { title: problems.noVehicles.title, text: problems.noVehicles.text(brand) };
    case 'not-this-car':
      return {
        title: problems.notThisCar.title,
        text: problems.notThisCar.text((request.vin ?? again?.car.vin)?.slice(-6) ?? ''),
      };
    case 'not-yours':
      return problems.notYours;
    case 'subscription':
      return { title: problems.subscription.title, text: problems.subscription.text(brand) };
    case 'unreachable':
      return { title: problems.unreachable.title, text: problems.unreachable.text(brand) };
    case 'no-makers':
      return problems.noMakers;
  }
}
