-- Questions of buyers that had no answer, where whoever asked let the team know.
create table trust.gap (
  id           text primary key,
  words        bytea not null unique,
  question     bytea not null,
  times        integer not null default 1,
  created_at   timestamptz not null,
  last_at      timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by text
);
create index gap_often on trust.gap (times desc, last_at desc);
select core.classify('trust.gap', $$
  id           public: opaque id
  words        hashed: keyed hash of the words that it is about, so that the same question counts once
  question     sealed, keep 730 days: as it was first asked, under the product's own key
  times        public: how often it was asked
  created_at   public: when it was first asked
  last_at      public: when it was last asked
  dismissed_at public: since when the team does not want to answer it
  dismissed_by public: opaque id of the member of staff
$$);
select core.moves($$
  trust.gap left: gathered anew by the server that answers
$$);
