-- Accounts: people, how they prove who they are, their sessions, and the invitations of staff.

create schema accounts;

create table accounts.person (
  id          text primary key,
  name        bytea not null,
  email       bytea not null,
  email_index bytea not null unique,
  staff_role  text check (staff_role in ('admin', 'triager', 'viewer')),
  created_at  timestamptz not null
);
create index person_staff on accounts.person (id) where staff_role is not null;
select core.classify('accounts.person', $$
  id          public: opaque id
  name        sealed: as the person gave it; may be empty
  email       sealed: the normalized address
  email_index hashed: finds the person by address
  staff_role  public: what the person may do for the operator; null for everyone else
  created_at  public
$$);

-- A session ends by being deleted; the audit log keeps that there was one.
create table accounts.session (
  id           text primary key,
  person       text not null references accounts.person on delete cascade,
  token_hash   bytea not null unique,
  method       text not null check (method in ('link', 'totp', 'recovery-code', 'passkey', 'enrollment', 'operator', 'demo')),
  device       bytea not null,
  created_at   timestamptz not null,
  last_used_at timestamptz not null
);
create index session_person on accounts.session (person, id);
create index session_created on accounts.session (created_at);
select core.classify('accounts.session', $$
  id           public: opaque id
  person       public: opaque id
  token_hash   hashed: SHA-256 of the cookie's 256-bit token
  method       public: how the person proved who they are
  device       sealed, keep 90 days: browser and system in words
  created_at   public: when the person signed in
  last_used_at public: written at most every five minutes
$$);

-- A link mailed to an address. Whoever uses it has shown that the address is theirs.
create table accounts.link (
  id           text primary key,
  purpose      text not null check (purpose in ('sign-in', 'operator', 'demo')),
  token_hash   bytea not null unique,
  email        bytea not null,
  email_index  bytea not null,
  return_path  bytea not null,
  browser_hash bytea,
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
create index link_email on accounts.link (email_index);
create index link_created on accounts.link (created_at);
select core.classify('accounts.link', $$
  id           public: opaque id
  purpose      public: who made it: the person, the operator on the command line, or the demo
  token_hash   hashed: SHA-256 of the link's 256-bit token
  email        sealed, keep 8 days: where it was sent; of nobody's account yet, so under the system's key
  email_index  hashed: finds the links of an address
  return_path  sealed, keep 8 days: where the person wanted to go
  browser_hash hashed: SHA-256 of a cookie of the browser that asked for it
  created_at   public
  expires_at   public
$$);

-- Somebody whose address is proven but whose sign-in is not complete: a second factor is still to be shown or made.
create table accounts.half_sign_in (
  id          text primary key,
  person      text not null references accounts.person on delete cascade,
  token_hash  bytea not null unique,
  step        text not null check (step in ('second-factor', 'enroll')),
  tries       integer not null default 0,
  return_path bytea not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
create index half_sign_in_person on accounts.half_sign_in (person);
select core.classify('accounts.half_sign_in', $$
  id          public: opaque id
  person      public: opaque id
  token_hash  hashed: SHA-256 of the cookie's 256-bit token
  step        public: what is still missing
  tries       public: wrong codes so far
  return_path sealed, keep 1 days: where the person wanted to go
  created_at  public
  expires_at  public
$$);

create table accounts.totp (
  person       text primary key references accounts.person on delete cascade,
  secret       bytea not null,
  last_step    bigint,
  created_at   timestamptz not null,
  confirmed_at timestamptz
);
select core.classify('accounts.totp', $$
  person       public: opaque id
  secret       sealed: shared with the person's authenticator app
  last_step    public: the newest time step that was accepted; older ones are refused
  created_at   public
  confirmed_at public: when the person first showed a right code; before that it does not count
$$);

create table accounts.recovery_code (
  id         text primary key,
  person     text not null references accounts.person on delete cascade,
  code_hash  bytea not null unique,
  created_at timestamptz not null,
  used_at    timestamptz
);
create index recovery_code_person on accounts.recovery_code (person);
select core.classify('accounts.recovery_code', $$
  id         public: opaque id
  person     public: opaque id
  code_hash  hashed: HMAC of person and code
  created_at public
  used_at    public
$$);

create table accounts.passkey (
  id               text primary key,
  person           text not null references accounts.person on delete cascade,
  credential_index bytea not null unique,
  credential       bytea not null,
  name             bytea not null,
  verifies_user    boolean not null,
  counter          bigint not null,
  created_at       timestamptz not null,
  last_used_at     timestamptz
);
create index passkey_person on accounts.passkey (person, id);
select core.classify('accounts.passkey', $$
  id               public: opaque id
  person           public: opaque id
  credential_index hashed: finds the passkey by its credential id
  credential       sealed: credential id, public key and transports, as JSON
  name             sealed: what the person calls it
  verifies_user    public: it checked a PIN, finger or face when it was made; only then is it a second factor
  counter          public: signatures it says it has made; going back means a copy
  created_at       public
  last_used_at     public
$$);

create table accounts.challenge (
  challenge_hash bytea primary key,
  ceremony       text not null check (ceremony in ('register', 'authenticate')),
  person         text references accounts.person on delete cascade,
  created_at     timestamptz not null,
  expires_at     timestamptz not null
);
create index challenge_created on accounts.challenge (created_at);
create index challenge_person on accounts.challenge (person);
select core.classify('accounts.challenge', $$
  challenge_hash hashed, keep 1 days: SHA-256 of the WebAuthn challenge
  ceremony       public: what it was given for
  person         public: opaque id of whoever registers; null when signing in
  created_at     public
  expires_at     public
$$);

create table accounts.invitation (
  id           text primary key,
  token_hash   bytea not null unique,
  email        bytea not null,
  email_index  bytea not null,
  name         bytea not null,
  role         text not null check (role in ('admin', 'triager', 'viewer')),
  invited_by   text references accounts.person on delete set null,
  state        text not null check (state in ('open', 'accepted', 'withdrawn')),
  created_at   timestamptz not null,
  expires_at   timestamptz not null
);
create unique index invitation_open on accounts.invitation (email_index) where state = 'open';
create index invitation_email on accounts.invitation (email_index);
create index invitation_invited_by on accounts.invitation (invited_by);
select core.classify('accounts.invitation', $$
  id           public: opaque id
  token_hash   hashed: SHA-256 of the link's 256-bit token
  email        sealed, keep 90 days: where it was sent, under the invitation's own key
  email_index  hashed: finds the invitations of an address
  name         sealed, keep 90 days: what the inviting admin called them
  role         public: what they are invited as
  invited_by   public: opaque id
  state        public
  created_at   public
  expires_at   public
$$);
