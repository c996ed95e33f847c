-- Customers object to a sub-processor before it begins, and are answered.
create table trust.objection (
  id           text primary key,
  subprocessor text not null,
  person       text,
  state        text not null check (state in ('asked', 'made', 'answered')),
  email        bytea not null,
  email_index  bytea not null,
  words        bytea not null,
  asked_at     timestamptz not null,
  made_at      timestamptz,
  outcome      text check (outcome in ('stays', 'changed', 'exempt')),
  answer       bytea,
  answered_at  timestamptz,
  answered_by  text,
  check ((state = 'asked') = (made_at is null)),
  check ((state = 'answered') = (answered_at is not null and answer is not null and outcome is not null))
);
create index objection_by_email on trust.objection (email_index);
create index objection_by_person on trust.objection (person) where person is not null;
create index objection_made on trust.objection (id desc) where state <> 'asked';
select core.classify('trust.objection', $$
  id           public: opaque id
  subprocessor public: opaque id of the sub-processor of the trust center
  person       public: opaque id of whoever was signed in; none for others
  state        public: asked until the address is proven, then made, then answered
  email        sealed: under a key of this objection
  email_index  hashed: keyed hash of the address, to find it
  words        sealed: who objects and why
  asked_at     public
  made_at      public
  outcome      public: what became of it
  answer       sealed: what the team answered
  answered_at  public
  answered_by  public: opaque id of the admin
$$);
select core.moves($$
  trust.objection carried
$$);
