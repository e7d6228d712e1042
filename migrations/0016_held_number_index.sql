-- Without the account: a plan made while the table fitted on a page read all held numbers of an account for each lead, as this index began like the key.
drop index held_number_claim;
create index held_number_claim on held_number (claim_id);
