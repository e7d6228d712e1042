-- Of a load by JSON that was sent with an Idempotency-Key: what it came to, row by row, for when it is sent again.

alter table idempotency add column answer json;
