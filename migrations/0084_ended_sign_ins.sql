-- Sign-ins at makers that are taken back there, once no app has access to any car of the account.
create table vehicles.ended_sign_in (
  id          text primary key,
  owner       text,
  provider    text not null,
  credentials bytea,
  state       text not null check (state in ('waiting', 'done', 'failed')),
  tries       integer not null default 0,
  fault       text,
  created_at  timestamptz not null,
  tried_at    timestamptz,
  ended_at    timestamptz,
  check ((credentials is not null) = (state = 'waiting'))
);
create index ended_sign_in_owner on vehicles.ended_sign_in (owner, id);
create index ended_sign_in_waiting on vehicles.ended_sign_in (created_at) where state = 'waiting';
create index ended_sign_in_age on vehicles.ended_sign_in (created_at);
select core.classify('vehicles.ended_sign_in', $$
  id          public: opaque id
  owner       personal: opaque id of whose sign-in it was; null once they are erased
  provider    public: at which maker
  credentials sealed: what is to be taken back, under a key of its own; gone when it is settled
  state       public: being tried, taken back by the maker, or given up
  tries       public
  fault       public: why it was given up
  created_at  public, keep 400 days: when no app had access any more
  tried_at    public
  ended_at    public
$$);

alter table vehicles.account add column let_go_at timestamptz;
select core.classify('vehicles.account', $$
  let_go_at personal: since when the credentials are gone because no app had access any more
$$);

select core.moves($$
  vehicles.ended_sign_in left: no part of the program
$$);
