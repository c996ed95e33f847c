-- API tokens: a program acts for a member of staff, within scopes, until a day.

create table accounts.api_token (
  id           text primary key,
  person       text not null references accounts.person on delete cascade,
  staff_role   text not null,
  name         text not null check (length(name) between 1 and 60),
  scopes       text[] not null check (cardinality(scopes) > 0),
  token_hash   bytea not null unique,
  created_at   timestamptz not null,
  expires_at   timestamptz not null,
  last_used_at timestamptz
);
create index api_token_person on accounts.api_token (person, id);
create index api_token_expires on accounts.api_token (expires_at);
select core.classify('accounts.api_token', $$
  id           public: opaque id
  person       public: opaque id of who made it; the token does nothing that this person may not
  staff_role   public: the role in which it was made; it ends when the person has another one
  name         public: what its maker calls it
  scopes       public: what it may do
  token_hash   hashed: SHA-256 of the 256-bit token
  created_at   public
  expires_at   public
  last_used_at public: written at most every five minutes
$$);
