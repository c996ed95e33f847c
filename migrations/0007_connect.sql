-- Connect: what owners allowed to applications, and the codes and tokens that follow from it.

create schema connect;

-- Tokens prove a grant, they never are one: every read asks the grant too, so ending it ends them all.
create table connect."grant" (
  id            text primary key,
  owner         text not null,
  application   text not null,
  vehicles      text[] not null,
  scopes        text[] not null,
  notice        bytea,
  notice_sha256 bytea,
  policies      text[] not null,
  granted_at    timestamptz not null,
  expires_at    timestamptz not null,
  revoked_at    timestamptz,
  end_reason    text check (end_reason in ('owner', 'application', 'superseded', 'erased')),
  last_used_at  timestamptz,
  check ((revoked_at is null) = (end_reason is null)),
  check ((notice is null) or (notice_sha256 is not null))
);
create index grant_owner on connect."grant" (owner, granted_at desc);
create index grant_application on connect."grant" (application, owner) where revoked_at is null;
select core.classify('connect.grant', $$
  id            public: opaque id
  owner         public: opaque id of the person
  application   public: opaque id
  vehicles      public: opaque ids
  scopes        public: permissions by name
  notice        sealed: canonical JSON of what the owner saw when allowing it
  notice_sha256 hashed: SHA-256 of the notice
  policies      public: which versions of which policies were shown
  granted_at    public
  expires_at    public
  revoked_at    public
  end_reason    public: who ended it
  last_used_at  public: exact to a minute
$$);

create table connect.access_token (
  hash       bytea primary key,
  "grant"    text not null references connect."grant" on delete cascade,
  scopes     text[] not null,
  issued_at  timestamptz not null,
  expires_at timestamptz not null
);
create index access_token_grant on connect.access_token ("grant");
create index access_token_expires on connect.access_token (expires_at);
select core.classify('connect.access_token', $$
  hash       hashed: SHA-256 of a token of 216 bits
  grant      public: opaque id
  scopes     public: permissions by name
  issued_at  public
  expires_at public
$$);

-- Codes, refresh tokens, pushed requests and unfinished interactions, as oidc-provider hands them to us.
create table connect.artifact (
  kind        text not null,
  hash        bytea not null,
  "grant"     text references connect."grant" on delete cascade,
  payload     bytea not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  consumed_at timestamptz,
  primary key (kind, hash)
);
create index artifact_grant on connect.artifact ("grant") where "grant" is not null;
create index artifact_expires on connect.artifact (expires_at);
create index artifact_created on connect.artifact (created_at);
select core.classify('connect.artifact', $$
  kind        public
  hash        hashed: SHA-256 of a code, token or handle of at least 216 bits
  grant       public: opaque id
  payload     sealed, keep 90 days: what the protocol needs to remember: redirect URI, state, challenge
  created_at  public
  expires_at  public
  consumed_at public: set once; whoever comes second gets nothing
$$);
