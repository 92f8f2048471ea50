-- Limits per day of holders of tokens are given like others, as "<endpoint id>.<hash of the subject>".
create index day_grant_of_holders on day_grant (left(of_id, 36)) where length(of_id) > 36;
