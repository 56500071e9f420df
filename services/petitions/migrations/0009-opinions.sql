-- What was said elsewhere, the newest first.
create index petitions_case_opinions on petitions_case (received_on, id) where kind = 'opinion';
-- Addresses are one whatever letters they are typed in.
create index petitions_case_by_lower_email on petitions_case (lower(email)) where email <> '';
-- Merged cases that were answered where they went, and whose petitioner is to be asked whether it is solved.
create index petitions_case_merged_answered on petitions_case (replied_at, id)
    where state = 'merged' and surveyed_at is null and replied_at is not null;
create index petitions_case_merged_asked on petitions_case (surveyed_at, id)
    where state = 'merged' and surveyed_at is not null;
