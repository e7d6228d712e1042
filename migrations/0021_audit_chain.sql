-- The audit log also records sign-ins, sign-outs, denied requests, downloads, and cancellations, with the client's address.
alter table audit add column address text;
alter table audit drop constraint audit_action_type_check;
alter table audit add constraint audit_action_type_check check (action_type in
  ('CREATE', 'UPDATE', 'DELETE', 'CANCEL', 'DOWNLOAD', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT', 'DENIED'));

-- Each entry's number in its account's chain, from 1, and a hash of the entry and of the hash before it. Null until its transaction commits.
alter table audit add column chain_number bigint;
alter table audit add column hash bytea;

-- The end of each account's chain.
create table audit_chain (
  account_id bigint primary key references account,
  entry_count bigint not null default 0,
  hash bytea not null default ''
);

-- What the hash of an entry covers.
create function audit_text(entry audit) returns text language sql stable
return jsonb_build_array(entry.account_id, entry.chain_number, entry.audit_id, (extract(epoch from entry.at) * 1000)::bigint,
  entry.user_id, entry.user_name, entry.address, entry.action_type, entry.entity, entry.entity_id, entry.description, entry.before,
  entry.after)::text;

do $$
declare
  chain audit_chain;
  entry audit;
begin
  for chain in select distinct account_id, 0, ''::bytea from audit loop
    for entry in select * from audit where account_id = chain.account_id order by audit_id loop
      chain.entry_count := chain.entry_count + 1;
      entry.chain_number := chain.entry_count;
      chain.hash := sha256(chain.hash || convert_to(audit_text(entry), 'UTF8'));
      update audit set chain_number = chain.entry_count, hash = chain.hash
      where account_id = chain.account_id and audit_id = entry.audit_id;
    end loop;
    insert into audit_chain values (chain.*);
  end loop;
end
$$;

alter table audit add unique (account_id, chain_number);

-- Entries of open transactions. The index holds no others, so it stays small.
create index audit_unsealed on audit (account_id, audit_id) where hash is null;

-- Runs when a transaction commits, so chains are locked only for the commit, and their order is that of the commits. The first of a
-- transaction's entries seals them all, in the order of their accounts: one update per chain, and no deadlock. It has the rights of its owner,
-- since the role that writes entries cannot change them.
create function seal_audit() returns trigger language plpgsql security definer as $$
declare
  chain audit_chain;
  entry audit;
begin
  if (select hash is not null from audit where account_id = new.account_id and audit_id = new.audit_id) then
    return null;
  end if;
  -- Others' unsealed entries are not visible: they are sealed by the time their transactions commit.
  for entry in select * from audit where hash is null order by account_id, audit_id loop
    if chain.account_id is distinct from entry.account_id then
      update audit_chain set entry_count = chain.entry_count, hash = chain.hash where account_id = chain.account_id;
      insert into audit_chain (account_id) values (entry.account_id) on conflict do nothing;
      select * into chain from audit_chain where account_id = entry.account_id for update;
    end if;
    chain.entry_count := chain.entry_count + 1;
    entry.chain_number := chain.entry_count;
    chain.hash := sha256(chain.hash || convert_to(audit_text(entry), 'UTF8'));
    update audit set chain_number = chain.entry_count, hash = chain.hash
    where account_id = entry.account_id and audit_id = entry.audit_id;
  end loop;
  update audit_chain set entry_count = chain.entry_count, hash = chain.hash where account_id = chain.account_id;
  return null;
end
$$;

-- Set afterwards: a restore creates the function in another schema first, where its declarations would not be found.
alter function seal_audit() set search_path = public, pg_temp;
alter function seal_audit() set enable_seqscan = off;

create constraint trigger audit_seal after insert on audit deferrable initially deferred
for each row when (new.hash is null) execute function seal_audit();

-- Sealed entries stay as they are, whoever asks.
create function keep_audit() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.hash is null then
    return new;
  end if;
  raise exception 'the audit log is append-only';
end
$$;

create trigger audit_kept before update or delete on audit for each row execute function keep_audit();
create trigger audit_kept_whole before truncate on audit for each statement execute function keep_audit();
