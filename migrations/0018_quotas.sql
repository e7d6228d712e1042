-- What an account stores, so that it can be limited.

-- Bytes of the file's rows as they are stored.
alter table lead_file add column stored_bytes bigint not null default 0;

-- The cells of a rejected row as in lead_file_chunk, ["a", 998, "b"]; rows of earlier versions have them in cells.
alter table load_rejection
  add column sparse_cells jsonb,
  alter column cells drop not null,
  add constraint load_rejection_cells check (num_nonnulls(cells, sparse_cells) = 1);
