-- Tokens of applications by themselves, tokens bound to a key, and the end of a whole family of tokens.

-- `family` counts how often all tokens of a grant were ended: what began before such an end may store nothing after it.
alter table connect."grant"
  add column user_id   text,
  add column family    integer not null default 0,
  add column reused_at timestamptz;
create index grant_user on connect."grant" (application, user_id) where revoked_at is null;
create index grant_without_user on connect."grant" (id) where user_id is null;
select core.classify('connect.grant', $$
  user_id   public: id by which the application knows the owner; null until the first start after an upgrade
  family    public: how often all codes and tokens under it were ended
  reused_at public: when a used code or refresh token last came again, which ended all tokens
$$);

alter table connect.access_token add column jkt text;
select core.classify('connect.access_token', $$
  jkt public: thumbprint of the key that the token is bound to (RFC 9449); null for one that anybody may use who has it
$$);

create table connect.application_token (
  hash        bytea primary key,
  application text not null,
  sandbox     text,
  jkt         text,
  issued_at   timestamptz not null,
  expires_at  timestamptz not null
);
create index application_token_application on connect.application_token (application);
create index application_token_expires on connect.application_token (expires_at);
select core.classify('connect.application_token', $$
  hash        hashed: SHA-256 of a token of 216 bits
  application public: opaque id
  sandbox     public: opaque id of the sandbox that the application belongs to; null for real ones
  jkt         public: thumbprint of the key that the token is bound to (RFC 9449)
  issued_at   public
  expires_at  public
$$);
select core.moves($$
  connect.application_token left: no part of the program
$$);

-- Proofs of possession and client assertions count once (RFC 9449 §11.1, RFC 7523 §3).
create table connect.used_proof (
  hash       bytea primary key,
  expires_at timestamptz not null
);
create index used_proof_expires on connect.used_proof (expires_at);
select core.classify('connect.used_proof', $$
  hash       hashed: SHA-256 of who made the proof and its id
  expires_at public
$$);
select core.moves($$
  connect.used_proof left: no part of the program
$$);

-- How an application proves who it is.
alter table developers.application
  add column client_auth text not null default 'client-secret' check (client_auth in ('client-secret', 'private-key', 'none')),
  add column keys        bytea,
  add column is_bound    boolean not null default false,
  add check ((client_auth = 'private-key') = (keys is not null));
select core.classify('developers.application', $$
  client_auth public: how it proves who it is
  keys        sealed: its public keys, or the address where they are, as JSON
  is_bound    public: whether its tokens are good with a proof of its key only (RFC 9449)
$$);
