// Connect in English: the words that all other languages say in theirs.
import type { Sensitivity } from '../../catalog/scopes.ts';

export const english = {
  skip: 'Skip to content',
  language: 'Language',
  exit: 'Cancel and go back',
  backTo: (app: string) => `Go back to ${app}`,
  back: 'Back',
  step: (at: number, of: number) => `Step ${at} of ${of}`,
  required: 'required',
  marks: {
    test: {
      title: 'Test mode',
      text: 'No real car and no real maker’s account is involved. Any e-mail address and any password will do.',
    },
    simulated: {
      title: 'Simulated cars',
      text: 'No real car is involved. Use the e-mail address and password of your simulated car.',
    },
    sandbox: {
      title: 'A sandbox for security research',
      text: 'This app can reach simulated cars only, and only as their simulated owner. No real car can be given to it.',
    },
  },
  preamble: {
    title: (app: string) => `${app} would like to connect to your car`,
    by: (operator: string) =>
      `${operator} stands between the car’s maker and the app, and passes on only what you allow.`,
    choose: 'You choose your car’s brand.',
    signIn: (app: string) => `You sign in at its maker. ${app} never sees your password.`,
    decide: (app: string) => `You read what ${app} asks for, and say yes or no to each part.`,
    takeBack: 'You can take it back at any time.',
    policy: (operator: string) => `End User Privacy Policy of ${operator}`,
    country: 'Where is your car registered?',
    proceed: 'Continue',
    again: (app: string, since: string) =>
      `You allowed ${app} this on ${since}, and it asks for nothing new. When you continue, it goes on with what you allowed.`,
    review: 'Read and decide again',
  },
  again: {
    title: (app: string) => `${app} asks you to sign in again`,
    why: (app: string) =>
      `Your car’s maker wants to see your sign-in from time to time. Until then ${app} cannot reach your car.`,
    stays: 'What you allowed stays as it is. Nothing new is asked for.',
  },
  email: {
    title: 'First, who are you?',
    why: (operator: string) =>
      `What you allow is kept in your own account at ${operator}, where you see every read and take permissions back. A first visit makes the account.`,
    address: 'E-mail address',
    send: 'Send me a link',
    wrong: 'Enter an e-mail address, such as olivia@example.com.',
    sentTitle: 'Look in your mail',
    sent: (minutes: number) =>
      `A link is on its way. Open it on this device within ${minutes} minutes, then come back to this window and continue.`,
    opened: 'I have opened the link',
    notYet: 'We have not seen you open the link yet. It has to be opened in this browser.',
    otherWay: 'Sign in another way',
    again: 'Use another address',
    done: 'You are signed in',
    doneText: 'Go back to the window you came from and continue there. You can also go on here.',
    here: 'Go on here',
  },
  brands: {
    title: 'Which brand is your car?',
    search: 'Search brands',
    find: 'Search',
    none: (asked: string) => `No brand is called “${asked}”.`,
    all: 'Show all brands',
    missing: 'Your brand is not here? Then it cannot be connected yet.',
  },
  login: {
    title: (brand: string) => `Sign in with ${brand}`,
    username: 'E-mail address',
    password: 'Password',
    signIn: 'Sign in',
    away: (brand: string, host: string) =>
      `You go on to ${brand}’s own sign-in page at ${host} and come back here. We never see your password.`,
    go: (brand: string) => `Continue to ${brand}`,
    otherBrand: 'Choose another brand',
    empty: 'Enter both, the e-mail address and the password.',
    wrong:
      'That did not work: the maker does not know this e-mail address with this password. Check both and try again.',
    locked: (brand: string) =>
      `${brand} wants something from you first: sign in to its own app or website, do what it asks, then try again.`,
    permission: (brand: string) =>
      `This ${brand} account may not share the car. Sign in as the car’s owner, or ask the owner to.`,
    later: (brand: string) => `${brand} does not answer right now. Nothing is lost; try again in a few minutes.`,
    returned: (brand: string) => `The sign-in at ${brand} was not finished. Nothing was shared.`,
  },
  grant: {
    title: (app: string, car: string) => `Let ${app} use your ${car}?`,
    car: 'car',
    which: 'Which car?',
    whichMany: 'Which cars?',
    see: (app: string) => `What ${app} wants to see`,
    act: (app: string) => `What ${app} wants to do`,
    optional: 'Optional parts are yours to switch.',
    exactness: {
      title: 'How exactly may it see where your car is?',
      precise: 'The exact place',
      coarse: 'To about one kilometer',
    },
    howLongTitle: 'For how long',
    howLong: (app: string) =>
      `One year at most, or until you take it back, which you can at any time. It ends sooner when ${app} does not use it for 60 days.`,
    accountSync: (app: string) =>
      `When you add a car to your maker’s account later, ${app} is told that it is there. You will be asked before it gets anything of that car.`,
    dataTitle: 'What happens with the data',
    ownerPolicy: (operator: string) => `End User Privacy Policy of ${operator}`,
    appPolicy: (app: string) => `Privacy policy of ${app}`,
    appPolicyNote: 'what happens after the app has received the data',
    version: (version: string) => `Version ${version}`,
    allow: 'Allow',
    deny: 'Don’t allow',
    belongs: (app: string, organization: string, operator: string) =>
      `${app} says that it belongs to ${organization}. ${operator} has not checked it.`,
    unchecked: (app: string, operator: string) => `${operator} has not checked who is behind ${app}.`,
    signedInAs: (name: string) => `You are signed in as ${name}.`,
    accountAt: (brand: string) => `These are the cars of the ${brand} account you signed in to.`,
    otherCar: 'Use a car of another account',
    sensitive: 'Sensitive',
    required: 'Required',
    wrong: 'Something is missing',
    kept: 'What you ticked was kept.',
    noCar: 'Choose at least one car.',
    oneCar: 'Choose one car.',
    nothing: 'Switch on at least one part, or do not allow access.',
    lacksRequired: 'The app needs all required parts. If that is too much, do not allow access.',
    changed: 'Something on this page has changed since you opened it. Please read it again.',
  },
  key: {
    title: 'One more step for commands',
    allowed: (app: string) => `${app} may do what you allowed. Reading works from now on.`,
    why: (operator: string) =>
      `Your car takes commands only from keys that you have paired with it. Pair the key of ${operator}, through which all commands go; you can remove it in the car at any time.`,
    how: 'On your phone the next page opens the maker’s app. On a computer it shows a code for your phone.',
    pair: 'Pair the key',
  },
  problems: {
    incompatible: {
      title: 'This car cannot be connected',
      text: (brand: string) =>
        `This ${brand} cannot share data, or not the data that was asked for. Nothing was shared.`,
    },
    share: (app: string) => `Tell ${app} which car it is`,
    shareHint: 'Make, model, year and VIN, so that its makers can help you. Nothing else.',
    noVehicles: {
      title: 'There is no car in this account',
      text: (brand: string) => `We found no car in your ${brand} account. Nothing was shared.`,
    },
    notThisCar: {
      title: 'This is another car',
      text: (vin: string) => `The account does not have the car that was asked for, with a VIN ending in ${vin}.`,
    },
    notYours: {
      title: 'This car is in another account',
      text: 'You are signed in here, but not with the account that has this car. Nothing was changed.',
    },
    subscription: {
      title: 'The car’s connected services are not active',
      text: (brand: string) =>
        `${brand} shares data only while its connected services are active. Renew them in ${brand}’s app, then try again.`,
    },
    unreachable: {
      title: 'The maker does not answer',
      text: (brand: string) => `${brand} could not be reached. Nothing was shared. Try again in a few minutes.`,
    },
    noMakers: {
      title: 'No car can be connected here yet',
      text: 'No car maker is set up on this server, so there is nothing to choose. Nothing was shared; the app is told.',
    },
    sandbox: {
      title: 'This app can’t have your car',
      text: 'This account has no car of that sandbox.',
    },
    otherAccount: 'Use another account',
    retry: 'Try again',
  },
  stopped: {
    over: {
      title: 'This request is over',
      text: 'It has expired, was answered already, or was begun in another browser. If you have answered it, your answer counts. Otherwise nothing was shared: go back to the app and start again.',
    },
    link: {
      title: 'This request cannot be answered',
      text: 'The link that brought you here is not set up rightly. Nothing was shared. Go back to the app; its makers can put it right.',
    },
    soon: {
      title: 'Too many tries in a short time',
      text: 'Wait a minute, then open this page again. What you have done so far is kept.',
    },
    fault: {
      title: 'Something failed on our side',
      text: 'What you have decided so far is kept. Wait a moment, then reload this page. If it happens again, tell us this number.',
    },
    broken: {
      title: 'This did not work',
      text: 'Nothing was shared. Go back to the app and start again. If it happens again, tell us this number.',
    },
    number: 'Number of the request:',
    makers: 'For the makers of the app',
    code: 'Error code',
    detail: 'What is wrong',
  },
  popup: {
    title: 'You are done here',
    text: 'The answer goes to the page you came from, and this window closes by itself. If it does not, close it.',
    unknown:
      'The page that opened this window is not registered with the app, so nothing was told to it. You can close this window.',
  },
  sensitivity: { low: 'Low', medium: 'Medium', high: 'High' } satisfies Record<Sensitivity, string>,
  mail: {
    givenSubject: (operator: string) => `You allowed an app to use your car, at ${operator}`,
    given: 'You have just allowed an app to use your car. What exactly, and your signed receipt:',
    endedSubject: (operator: string) => `An app may no longer use your car, at ${operator}`,
    ended: 'A permission for an app to use your car has ended. When, and your signed receipt:',
    unusedSubject: (operator: string) => `An app that you do not use is paused, at ${operator}`,
    unused:
      'Nobody has used an access to your car for long, so it is paused. You can resume it; if you do nothing, it ends:',
    endingSubject: (operator: string) => `An app’s access to your car ends soon, at ${operator}`,
    ending: 'An access to your car ends by itself within days. When, and how you let it go on if you want to:',
    notYou: 'If it was not you, open the page and take the permission back: it ends at once.',
  },
};

export type Words = typeof english;
