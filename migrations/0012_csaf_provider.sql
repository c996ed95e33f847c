-- What the CSAF provider serves: its documents byte for byte, with the digests and signatures of those bytes.

create schema if not exists advisories;

create table advisories.signing_key (
  id          text primary key,
  fingerprint text not null unique,
  public_key  text not null,
  private_key bytea not null,
  revocation  bytea not null,
  created_at  timestamptz not null,
  expires_at  timestamptz not null
);
select core.classify('advisories.signing_key', $$
  id          public
  fingerprint public
  public_key  public: armored
  private_key sealed: armored; signs CSAF documents
  revocation  sealed: revocation certificate
  created_at  public
  expires_at  public
$$);

create table advisories.csaf_document (
  tracking_id text primary key,
  year        text not null check (year ~ '^[0-9]{4}$'),
  file        text not null check (file ~ '^[+a-z0-9_-]+\.json$'),
  title       text not null,
  content     bytea not null,
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  sha512      text not null check (sha512 ~ '^[0-9a-f]{128}$'),
  signature   text not null,
  signed_with text not null references advisories.signing_key (id),
  released_at timestamptz not null,
  updated_at  timestamptz not null,
  unique (year, file)
);
create index csaf_document_updated on advisories.csaf_document (updated_at desc);
select core.classify('advisories.csaf_document', $$
  tracking_id public
  year        public: folder, the year of the first release
  file        public: file name
  title       public: of the advisory
  content     public: the document, TLP:CLEAR
  sha256      public: of the content
  sha512      public: of the content
  signature   public: detached OpenPGP signature, armored
  signed_with public: which key signed
  released_at public: first release
  updated_at  public: current release
$$);
