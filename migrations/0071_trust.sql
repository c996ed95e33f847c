-- The trust centre: drafts of what it says, signed editions of what it said, and evidence that is never changed.
create schema trust;

create function trust.stays() returns trigger language plpgsql as $$
begin
  raise exception 'evidence and editions of the trust centre are append-only';
end $$;

-- What staff works on: one row per control, attestation, document, sub-processor, update, and for the overview.
create table trust.item (
  id         text primary key,
  kind       text not null check (kind in ('overview', 'control', 'attestation', 'document', 'subprocessor', 'update')),
  content    text not null,
  revision   integer not null default 1,
  created_at timestamptz not null,
  edited_at  timestamptz not null,
  edited_by  text not null,
  removed_at timestamptz
);
select core.classify('trust.item', $$
  id         public: opaque id, or the name of a control that comes with the product
  kind       public
  content    public: the draft as JSON; everybody reads it once it is published
  revision   public: counts its edits
  created_at public
  edited_at  public
  edited_by  public: opaque id of the admin
  removed_at public: since when it is out of the draft
$$);

create table trust.edition (
  number       integer primary key check (number > 0),
  signed       text not null,
  sha256       text not null unique,
  published_at timestamptz not null
);
create trigger edition_append_only before update or delete on trust.edition
  for each statement execute function trust.stays();
create trigger edition_no_truncate before truncate on trust.edition
  for each statement execute function trust.stays();
select core.classify('trust.edition', $$
  number       public: counts from 1 without a gap
  signed       public: everything the page said, with the hash of the edition before, and our signature, as canonical JSON
  sha256       public: of the signed text, in hex
  published_at public
$$);

create table trust.evidence (
  id           text primary key,
  subject      text not null,
  n            integer not null,
  result       text not null check (result in ('pass', 'fail')),
  collected_at timestamptz not null,
  valid_until  timestamptz,
  detail       text not null,
  signed       text not null,
  unique (subject, n)
);
create trigger evidence_append_only before update or delete on trust.evidence
  for each statement execute function trust.stays();
create trigger evidence_no_truncate before truncate on trust.evidence
  for each statement execute function trust.stays();
select core.classify('trust.evidence', $$
  id           public: opaque id
  subject      public: the name of a check, or of a control that a person vouches for
  n            public: counts from 1 within its subject
  result       public
  collected_at public
  valid_until  public: until when a person vouches; none for checks, whose age the control limits
  detail       public: what was found; of a failed check for the security team only
  signed       public: the record that anybody downloads, with our signature, as canonical JSON
$$);

select core.moves($$
  trust.item carried
  trust.edition carried
  trust.evidence carried
$$);
