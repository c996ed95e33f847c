-- Developers: organizations, who belongs to them, their applications, and how these prove who they are.

create schema developers;

create table developers.organization (
  id         text primary key,
  name       bytea not null,
  created_at timestamptz not null
);
select core.classify('developers.organization', $$
  id         public: opaque id
  name       sealed: as its first owner gave it; shown to car owners who are asked for access
  created_at public
$$);

create table developers.member (
  organization text not null references developers.organization on delete cascade,
  person       text not null,
  role         text not null check (role in ('owner', 'member')),
  joined_at    timestamptz not null,
  primary key (organization, person)
);
create index member_person on developers.member (person);
select core.classify('developers.member', $$
  organization public: opaque id
  person       public: opaque id
  role         public: owners manage people and applications, members see and use them
  joined_at    public
$$);

create table developers.invitation (
  id           text primary key,
  organization text not null references developers.organization on delete cascade,
  email        bytea not null,
  email_index  bytea not null,
  role         text not null check (role in ('owner', 'member')),
  token_hash   bytea not null unique,
  invited_by   text not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  unique (organization, email_index)
);
create index invitation_created on developers.invitation (created_at);
select core.classify('developers.invitation', $$
  id           public: opaque id
  organization public: opaque id
  email        sealed, keep 30 days: where the invitation was mailed
  email_index  hashed: one waiting invitation per address
  role         public
  token_hash   hashed: SHA-256 of the link's 256-bit token
  invited_by   public: opaque id of a person
  created_at   public
  expires_at   public
$$);

create table developers.application (
  id             text primary key,
  organization   text not null references developers.organization on delete cascade,
  name           bytea not null,
  purpose        bytea not null,
  privacy_policy bytea not null,
  redirect_uris  bytea not null,
  created_at     timestamptz not null
);
create index application_organization on developers.application (organization, created_at);
select core.classify('developers.application', $$
  id             public: the OAuth client id, a UUID
  organization   public: opaque id
  name           sealed: shown to car owners
  purpose        sealed: one sentence, shown to car owners
  privacy_policy sealed: address of the application's own policy
  redirect_uris  sealed: where answers may go, as a JSON list
  created_at     public
$$);

-- Two may be valid at once while a secret is being replaced.
create table developers.credential (
  id          text primary key,
  application text not null references developers.application on delete cascade,
  kind        text not null check (kind in ('client-secret', 'management-token')),
  hash        bytea not null,
  created_at  timestamptz not null,
  expires_at  timestamptz
);
create index credential_application on developers.credential (application, kind);
create unique index credential_hash on developers.credential (hash);
select core.classify('developers.credential', $$
  id          public: opaque id
  application public: opaque id
  kind        public
  hash        hashed: SHA-256 of a secret of 256 bits
  created_at  public
  expires_at  public: set when it was replaced
$$);
