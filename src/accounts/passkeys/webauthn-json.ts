// What a browser sends after a passkey ceremony (WebAuthn §5.1.8 `toJSON`), as schemas for the routes.
import Type from 'typebox';

const text = (maxLength: number) => Type.String({ maxLength });
const outer = {
  id: text(1400),
  rawId: text(1400),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(text(50)),
  clientExtensionResults: Type.Object({}),
};

export const registrationJson = Type.Object({
  ...outer,
  response: Type.Object({
    clientDataJSON: text(4000),
    attestationObject: text(20_000),
    authenticatorData: Type.Optional(text(4000)),
    transports: Type.Optional(Type.Array(text(50), { maxItems: 10 })),
    publicKeyAlgorithm: Type.Optional(Type.Number()),
    publicKey: Type.Optional(text(4000)),
  }),
});

export const authenticationJson = Type.Object({
  ...outer,
  response: Type.Object({
    clientDataJSON: text(4000),
    authenticatorData: text(4000),
    signature: text(2000),
    userHandle: Type.Optional(text(200)),
  }),
});

export type RegistrationJson = Type.Static<typeof registrationJson>;
export type AuthenticationJson = Type.Static<typeof authenticationJson>;
