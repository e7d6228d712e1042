-- Exports that were interrupted resume: the rows of a batch stay once all of them are written.

-- How many leads its rows are of; null: its rows are not kept (yet).
alter table archive_batch add column lead_count integer;

-- How often its file was begun. A run that another one has followed writes nothing more, although it may not know that it lost its lock.
alter table archive add column run_count integer not null default 0;

-- Pieces of unfinished files end anywhere within a batch.
delete from archive_chunk using archive
where archive.account_id = archive_chunk.account_id and archive.archive_id = archive_chunk.archive_id and archive.written_at is null;

-- Rows of a batch; of batch -1 what belongs to none: the head of a plain file, or a whole ZIP archive or workbook.
alter table archive_chunk add column batch_number integer not null default -1;
alter table archive_chunk alter column batch_number drop default;
-- Its place in the file; null: it is not part of one (yet).
alter table archive_chunk add column first_byte bigint;
update archive_chunk set first_byte = chunk_number * 262144::bigint;
alter table archive_chunk drop constraint archive_chunk_pkey;
alter table archive_chunk add primary key (account_id, archive_id, batch_number, chunk_number);
create unique index archive_chunk_place on archive_chunk (account_id, archive_id, first_byte) where first_byte is not null;
