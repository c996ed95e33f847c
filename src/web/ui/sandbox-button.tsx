// One press for safe test cars: whoever is signed in gets a sandbox, or comes to the one they have; others sign in first.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink } from './button.tsx';

type SandboxButtonProps = { isSignedIn: boolean; size?: 'regular' | 'large' | undefined };

export const SandboxButton = ({ isSignedIn, size = 'regular' }: SandboxButtonProps) =>
  isSignedIn ? (
    <form action={href(routes.research.sandbox)} method="post">
      <Button size={size} icon="car">
        Get safe test cars
      </Button>
    </form>
  ) : (
    <ButtonLink size={size} icon="car" href={href(routes.research.sandbox)}>
      Get safe test cars
    </ButtonLink>
  );
