-- Deliveries: what is sent to other servers, one row for each message and receiver, tried again until it is taken.

-- A lane is one receiver: its deliveries never wait for those of another.
create table core.delivery_lane (
  channel       text not null,
  lane          text not null,
  failures      integer not null default 0,
  failing_since timestamptz,
  rests_until   timestamptz,
  leased_until  timestamptz,
  turn_at       timestamptz not null,
  primary key (channel, lane)
);
select core.classify('core.delivery_lane', $$
  channel       public: which kind of receiver
  lane          public: opaque id of the receiver
  failures      public: tries that failed since the last that did not
  failing_since public: since when no try has succeeded
  rests_until   public: nothing is sent before
  leased_until  public: until when one process has it to itself
  turn_at       public: when it was last looked at, so that all get their turn
$$);

create table core.delivery (
  id         text primary key,
  channel    text not null,
  lane       text not null,
  kind       text not null,
  cause      bytea not null,
  payload    bytea not null,
  state      text not null check (state in ('waiting', 'delivered', 'failed')),
  tries      integer not null default 0,
  all_tries  integer not null default 0,
  due_at     timestamptz not null,
  created_at timestamptz not null,
  ended_at   timestamptz,
  foreign key (channel, lane) references core.delivery_lane on delete cascade,
  unique (channel, lane, cause)
);
create index delivery_due on core.delivery (channel, lane, due_at, id) where state = 'waiting';
create index delivery_listed on core.delivery (channel, lane, id desc);
create index delivery_created on core.delivery (created_at);
select core.classify('core.delivery', $$
  id         public: what the receiver knows the message by, the same at every try
  channel    public
  lane       public: opaque id of the receiver
  kind       public: what the message is about, by its name in the catalog
  cause      hashed: keyed hash of what made it, so that one cause makes one delivery
  payload    sealed, keep 30 days: what is sent, under the key of the receiver
  state      public
  tries      public: since it was last begun
  all_tries  public: with those before it was sent again
  due_at     public: when it is tried next
  created_at public
  ended_at   public
$$);

create table core.delivery_try (
  delivery     text not null references core.delivery on delete cascade,
  number       integer not null,
  at           timestamptz not null,
  milliseconds integer not null,
  outcome      text not null check (outcome in ('accepted', 'again', 'refused')),
  status       smallint,
  reason       text,
  answer       bytea,
  primary key (delivery, number)
);
select core.classify('core.delivery_try', $$
  delivery     public
  number       public
  at           public
  milliseconds public: how long it took
  outcome      public
  status       public: the HTTP status of the answer
  reason       public: why it was not taken, in our own words
  answer       sealed: the beginning of the answer; hostile until proven otherwise
$$);
