-- What an owner is told of how their cars are used, and how they want to be told.

create schema privacy;

create table privacy.use (
  grant_id    text not null,
  signal      text not null,
  owner       text not null,
  first_at    timestamptz not null,
  at          timestamptz not null,
  primary key (grant_id, signal)
);
create index use_owner on privacy.use (owner);
create index use_age on privacy.use (at);
select core.classify('privacy.use', $$
  grant_id public: under which grant
  signal   public: which data or command
  owner    personal: opaque id of whose data it was
  first_at personal: when it was first handed out
  at       personal, keep 400 days: when it was last handed out
$$);
insert into privacy.use (grant_id, signal, owner, first_at, at)
select grant_id, signal, min(owner), min(at), max(at) from vehicles.read_event where outcome = 'allowed'
 group by grant_id, signal;

create table privacy.alert (
  id          text primary key,
  owner       text not null,
  grant_id    text not null,
  application text not null,
  kind        text not null check (kind in ('first-read', 'first-sensitive', 'after-silence', 'beyond-pattern')),
  signal      text not null,
  cause       text not null unique,
  at          timestamptz not null,
  seen_at     timestamptz
);
create index alert_owner on privacy.alert (owner, at desc);
select core.classify('privacy.alert', $$
  id          public: opaque id
  owner       personal: opaque id of whom it is told to
  grant_id    public: under which grant
  application public: who read
  kind        public: what is new about it
  signal      public: which data or command, never its value
  cause       public: keeps the same thing from being told twice
  at          personal, keep 400 days: when it happened
  seen_at     personal: when its owner marked it as seen
$$);

create table privacy.alert_choice (
  owner text not null,
  kind  text not null check (kind in ('first-read', 'first-sensitive', 'after-silence', 'beyond-pattern')),
  how   text not null check (how in ('mail', 'page', 'off')),
  primary key (owner, kind)
);
select core.classify('privacy.alert_choice', $$
  owner personal: opaque id of whose choice it is
  kind  public: what they are told of
  how   personal: by mail and on the page, on the page, or not at all
$$);

create table privacy.watched (
  job   text primary key,
  until timestamptz not null
);
select core.classify('privacy.watched', $$
  job   public: which job
  until public: how far it has read the log
$$);

select core.moves($$
  privacy.use          left: no part of the program
  privacy.alert        left: no part of the program
  privacy.alert_choice left: no part of the program
  privacy.watched      left: no part of the program
$$);
