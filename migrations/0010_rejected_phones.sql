-- Whose data a rejected row is, so that it goes when the person's lead is deleted. Null: its phone could not be read.

alter table load_rejection add column phone text;
create index load_rejection_phone on load_rejection (account_id, phone) where phone is not null;
