// What a module tells the product about itself.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from './actor.ts';
import type { Secrets } from './config.ts';
import type { LookupIndex } from './crypto/lookup/rotate-lookups.ts';
import type { HeldRows } from './database/retention.ts';
import type { Access, Credential } from './http/access.ts';
import type { Answer } from './http/answer.ts';
import type { AnyRoute } from './http/define-route.ts';
import type { Kernel } from './kernel.ts';
import type { Panel } from './panel.ts';
import type { Job } from './work/jobs.ts';
import type { AnySubscriber } from './work/subscriber.ts';

/** Recognizes an actor by a credential in the request. */
export type Authenticator = {
  /** Which credential it reads: pages read cookies, APIs read the Authorization header, neither reads the other. */
  readonly credential: Credential;
  /** Asked on routes of this rule only, and there before all others: a credential that counts nowhere else. */
  readonly only?: Access['rule'];
  /** @returns undefined when the credential is absent or no longer good; no promise when the answer is at hand */
  readonly recognize: (kernel: Kernel, request: FastifyRequest) => Actor | undefined | Promise<Actor | undefined>;
};

/**
 * Told of each call of the vehicle API that has its answer, with the pattern of its address. It stands in the way of
 * every read of a car: it may put a line aside, and nothing else.
 */
export type Answered = (kernel: Kernel, request: FastifyRequest, pattern: string, answer: Answer) => void;

/** One thing that the module can prove about itself, run by the admin's page and by `telltale doctor`. */
export type Check = {
  readonly name: string;
  /** Not claimed of a demo, whose people sign in by a click. */
  readonly productionOnly?: true;
  /** False where nothing can be said, such as of a certificate that another machine holds: then it does not run. */
  readonly appliesTo?: (kernel: Kernel) => Promise<boolean>;
  /** The claim as a sentence that is true when the check passes. */
  readonly claim: string;
  readonly run: (kernel: Kernel) => Promise<{ readonly ok: boolean; readonly detail: string }>;
};

/** What a module holds of a person. */
export type PersonalData = {
  /** Every table with personal or sealed columns that `export` and `erase` take care of. */
  readonly tables: readonly string[];
  /**
   * Everything held of this person, by name: plain JSON values. A list that may be long is an async iterable, which is
   * read to its end within the same snapshot of the database (`kernel.snapshot`).
   */
  readonly export: (kernel: Kernel, person: string) => Promise<Record<string, unknown>>;
  /** How many rows stand behind lists of the export, counted by the database: an export is checked against it. */
  readonly counts?: (kernel: Kernel, person: string) => Promise<Record<string, number>>;
  /**
   * Removes what need not be kept; the person's data keys are destroyed by the caller.
   * @param spared by legal holds; only where the module has `items`
   */
  readonly erase: (kernel: Kernel, person: string, spared?: Spared) => Promise<void>;
  /** What a legal hold can keep of it, each by itself. */
  readonly items?: {
    readonly list: (kernel: Kernel, person: string) => Promise<readonly HoldableItem[]>;
    /** What is in them opens by keys of their own: the person's can be destroyed while they stay. */
    readonly haveOwnKeys?: true;
  };
  /** Tables in which retention leaves what is held: the columns that name the person and the item, by table. */
  readonly heldBy?: Readonly<Record<string, { readonly person: string; readonly item?: string }>>;
};

/** What an erasure leaves in a module for a legal hold, and what an earlier one left that goes now; opaque ids. */
export type Spared = { readonly kept: readonly string[]; readonly left: readonly string[] };

/** One thing of a person that a legal hold can keep, and words that tell it apart from the others. */
export type HoldableItem = { readonly id: string; readonly words: string };

/** What one module holds of people, by the module's name. */
export type PersonalDataHolder = PersonalData & { readonly name: string };

/** What the demo's seeding knows so far: the later content of `demo.json`, by section. */
export type DemoFacts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Something that listens or looks by itself. Several processes may run it at once. */
export type Service = {
  readonly name: string;
  /**
   * Starts it, or does nothing when it is not configured.
   * @returns how to stop it: what was begun is finished first
   * @throws OperatorFault when it cannot be started as configured
   */
  readonly start: (kernel: Kernel, secrets: Secrets) => Promise<(() => Promise<void>) | undefined>;
};

/** A way in beside the routes, such as mail: how the canary scan sends a marked text through it. */
export type Door = {
  readonly name: string;
  /** The service that it stands for. */
  readonly service: string;
  /** @returns whether it was taken in */
  readonly send: (kernel: Kernel, mark: string) => Promise<boolean>;
};

export type Module = {
  readonly name: string;
  readonly routes: readonly AnyRoute[];
  readonly authenticators?: readonly Authenticator[];
  readonly answered?: Answered;
  readonly subscribers?: readonly AnySubscriber[];
  readonly jobs?: readonly Job[];
  /** What runs beside the HTTP server as long as the process does. */
  readonly services?: readonly Service[];
  /** What people's words come in by that is no route. */
  readonly doors?: readonly Door[];
  readonly checks?: readonly Check[];
  /** What it finds by keyed hashes for longer than days, so that their keys can be replaced. */
  readonly lookups?: readonly LookupIndex[];
  /** Cards that it adds to pages of other modules, or of its own. */
  readonly panels?: readonly Panel[];
  readonly personalData?: PersonalData;
  /** Rows that retention leaves for now, since the law wants them. */
  readonly heldRows?: (kernel: Kernel) => Promise<readonly HeldRows[]>;
  /** Makes what must exist before the first request; runs at each start, so repeating it must be harmless. */
  readonly prepare?: (kernel: Kernel) => Promise<void>;
  /** Fills an empty demo; runs once, in the order of the modules, and hands on what later ones and `demo.json` need. */
  readonly seed?: (kernel: Kernel, facts: DemoFacts) => Promise<DemoFacts>;
  /** Facts of the demo that are made anew at each start, such as sign-in links. */
  readonly refreshDemo?: (kernel: Kernel, facts: DemoFacts) => Promise<DemoFacts>;
  /** Needs raw access to the server, as oidc-provider does; its routes are named in the catalog all the same. */
  readonly mount?: (kernel: Kernel, server: FastifyInstance) => Promise<void>;
};
