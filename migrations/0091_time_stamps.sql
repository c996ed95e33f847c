-- Acceptances of the terms of documents, stamped with the time by an authority.
create table documents.time_stamp (
  signature  text primary key references documents.signature on delete cascade,
  reply      bytea not null,
  at         timestamptz not null,
  serial     text not null,
  authority  text not null,
  created_at timestamptz not null
);
select core.classify('documents.time_stamp', $$
  signature  public: opaque id of the acceptance
  reply      public: the authority's answer (RFC 3161) in DER, a hash and a time that it signed
  at         public: the time that it attests
  serial     public: as the authority counts, in hex
  authority  public: whose certificate signed
  created_at public: when it was checked and kept
$$);
select core.moves($$
  documents.time_stamp left: belongs to the visitors of this server
$$);
