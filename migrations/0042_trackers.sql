-- Trackers: projects at GitHub, GitLab and Jira, the tickets of our issues there, and what differs.

create table trackers.tracker (
  id          text primary key,
  kind        text not null check (kind in ('github', 'gitlab', 'jira')),
  settings    bytea not null,
  token       bytea not null,
  hook_secret bytea not null,
  is_public   boolean not null,
  fault       text,
  fault_at    timestamptz,
  checked_at  timestamptz,
  heard_at    timestamptz,
  refused_at  timestamptz,
  created_by  text not null,
  created_at  timestamptz not null,
  changed_at  timestamptz not null
);
select core.classify('trackers.tracker', $$
  id          public
  kind        public
  settings    sealed: name, address, project, account, and what states mean to each other
  token       sealed: with which we ask
  hook_secret sealed: with which it signs what it tells us
  is_public   public: whether anybody can read its tickets
  fault       public: why it can't be asked, by our own word
  fault_at    public
  checked_at  public: when it last answered as it should
  heard_at    public: when it last told us something with the right secret
  refused_at  public: when somebody last told us something with a wrong one
  created_by  public: opaque id
  created_at  public
  changed_at  public
$$);

create table trackers.link (
  id          text primary key,
  tracker     text not null references trackers.tracker on delete cascade,
  issue       text not null,
  ticket      bytea,
  ticket_hash bytea,
  content     bytea,
  state       text not null check (state in ('waiting', 'in_step', 'failing', 'differs')),
  reason      text,
  base        bytea,
  revision    integer not null default 0,
  seen_at     timestamptz,
  created_by  text not null,
  created_at  timestamptz not null,
  changed_at  timestamptz not null,
  unique (tracker, ticket_hash)
);
create index link_issue on trackers.link (issue, id);
create index link_seen on trackers.link (tracker, seen_at nulls first);
select core.classify('trackers.link', $$
  id          public
  tracker     public
  issue       public: our side
  ticket      sealed: their side: key, address, title and state; null until it is made
  ticket_hash hashed: keyed hash of the key, by which news from the tracker find the link
  content     sealed: what the ticket is to be made of; null once it is
  state       public
  reason      public: why it fails, by our own word
  base        sealed: both states as they were when we last looked and acted
  revision    public: counts changes, so that nobody acts on an outdated look
  seen_at     public: when the ticket was last read
  created_by  public: opaque id
  created_at  public
  changed_at  public
$$);

create table trackers.ticket_comment (
  id        text primary key,
  link      text not null references trackers.link on delete cascade,
  origin    text not null check (origin in ('ours', 'theirs')),
  author    text,
  content   bytea not null,
  remote    bytea,
  state     text not null check (state in ('waiting', 'sent', 'failed', 'received')),
  at        timestamptz not null,
  unique (link, remote)
);
create index ticket_comment_listed on trackers.ticket_comment (link, at, id);
select core.classify('trackers.ticket_comment', $$
  id      public
  link    public
  origin  public
  author  public: opaque id of who wrote it, when it is ours
  content sealed: text, and the author's name when it is theirs
  remote  hashed: keyed hash of the tracker's id for it, so that none is taken twice and our own are known
  state   public
  at      public
$$);

create table trackers.reconciliation (
  id       text primary key,
  at       timestamptz not null,
  checked  integer not null,
  repaired integer not null,
  differs  integer not null,
  unasked  integer not null,
  content  bytea not null
);
select core.classify('trackers.reconciliation', $$
  id       public
  at       public
  checked  public: how many links were compared
  repaired public: on how many something was lost and is made good
  differs  public: on how many the sides stand apart
  unasked  public: how many could not be asked
  content  sealed, keep 365 days: a line for each link that was not in step
$$);
